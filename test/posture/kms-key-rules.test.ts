/** Keys themselves: rotation, deletion, use. */

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { iamActionOf } from '../../src/posture/fix/send.ts'
import { bedrockGuardrailCmk } from '../../src/posture/rules/bedrock-guardrail-cmk.ts'
import { kmsRules } from '../../src/posture/rules/kms-rules.ts'
import { accessDenied, error, type FakeHandlers, type FakeInput, startFakeAws } from '../support/fake-aws.ts'
import { fakeKey, keyHandlers, keys } from '../support/fake-keys.ts'
import { scanWith } from '../support/scan.ts'
import {
  account,
  all,
  daysAgo,
  guardrailsUnder,
  kinds,
  listing,
  now,
  primary,
  rootStatement,
  rows,
  ruleScan,
  scanWithGuardrails,
} from './kms-cases.ts'

const fake = await startFakeAws({ after })
const scan = ruleScan(fake)
const scanUse = scanWithGuardrails(fake)

test('rotation: only keys that can rotate are judged', async () => {
  const findings = await scan('kms-rotation-enabled', {
    ...keyHandlers(all),
    'kms:GetKeyRotationStatus': ({ KeyId }: FakeInput) => ({ KeyRotationEnabled: KeyId === kinds.plain.arn }),
  })
  assert.deepEqual(rows(findings, kinds), [
    ['denied', 'MANUAL', 'API_ERROR:AccessDeniedException'],
    ['disabled', 'NOT_APPLICABLE', 'KEY_DOES_NOT_ROTATE'],
    ['hmac', 'NOT_APPLICABLE', 'KEY_DOES_NOT_ROTATE'],
    ['hsm', 'NOT_APPLICABLE', 'KEY_DOES_NOT_ROTATE'],
    ['imported', 'NOT_APPLICABLE', 'KEY_DOES_NOT_ROTATE'],
    ['pending', 'NOT_APPLICABLE', 'KEY_DOES_NOT_ROTATE'],
    ['plain', 'PASS', 'ROTATION_ON'],
    ['primary', 'FAIL', 'ROTATION_OFF'],
    ['replica', 'NOT_APPLICABLE', 'KEY_DOES_NOT_ROTATE'],
    ['rsa', 'NOT_APPLICABLE', 'KEY_DOES_NOT_ROTATE'],
    ['unmanaged', 'MANUAL', 'KEY_MANAGER_ABSENT'],
    ['xks', 'NOT_APPLICABLE', 'KEY_DOES_NOT_ROTATE'],
  ])
})

test('rotation: what an endpoint does not support does not apply, what it refuses is for a person', async () => {
  const cases = [
    [error('UnsupportedOperationException'), 'NOT_APPLICABLE', 'KEY_DOES_NOT_ROTATE'],
    [accessDenied, 'MANUAL', 'API_ERROR:AccessDeniedException'],
  ] as const
  for (const [answer, ...verdict] of cases) {
    const findings = await scan('kms-rotation-enabled', {
      ...listing(kinds.plain),
      'kms:GetKeyRotationStatus': answer,
    })
    assert.deepEqual(rows(findings, kinds), [['plain', ...verdict]])
  }
})

test('rotation: how often', async () => {
  const cases = [
    [{ KeyRotationEnabled: true, RotationPeriodInDays: 90 }, 'PASS', 'ROTATION_OFTEN_ENOUGH'],
    [{ KeyRotationEnabled: true, RotationPeriodInDays: 365 }, 'PASS', 'ROTATION_OFTEN_ENOUGH'],
    [{ KeyRotationEnabled: true, RotationPeriodInDays: 2560 }, 'FAIL', 'ROTATION_TOO_SELDOM'],
    [{ KeyRotationEnabled: true }, 'MANUAL', 'ROTATION_PERIOD_ABSENT'],
    [{ KeyRotationEnabled: false }, 'NOT_APPLICABLE', 'ROTATION_OFF'],
  ] as const
  for (const [status, ...verdict] of cases) {
    const findings = await scan('kms-rotation-period', {
      ...listing(kinds.plain),
      'kms:GetKeyRotationStatus': status,
    })
    assert.deepEqual(rows(findings, kinds), [['plain', ...verdict]])
  }
  const [rsa] = await scan('kms-rotation-period', listing(kinds.rsa))
  assert.deepEqual([rsa?.status, rsa?.reasonCode], ['NOT_APPLICABLE', 'KEY_DOES_NOT_ROTATE'])
})

test('pending deletion: who will miss the key decides how bad it is', async () => {
  const id = 'kms-key-pending-deletion'
  const tags = (TagKey: string) => ({ Tags: [{ TagKey, TagValue: 'OPS-1' }], Truncated: false })
  const used = (days: number): FakeHandlers => ({
    'kms:GetKeyLastUsage': {
      KeyLastUsage: { Operation: 'Decrypt', Timestamp: daysAgo(days) },
      TrackingStartDate: daysAgo(500),
    },
  })
  const base: FakeHandlers = {
    ...listing(kinds.pending, kinds.plain),
    'kms:ListResourceTags': tags('team'),
    ...used(200),
    ...guardrailsUnder({}),
  }
  const severity = async (handlers: FakeHandlers) => {
    const found = await scanUse(id, { ...base, ...handlers })
    return rows(found, kinds).map((row) => [
      ...row,
      found.find(({ reasonCode }) => reasonCode === row[2])?.severity,
    ])
  }
  const plain = ['plain', 'PASS', 'KEY_STAYS', 'CRITICAL']
  assert.deepEqual(await severity({}), [['pending', 'FAIL', 'KEY_PENDING_DELETION', 'MEDIUM'], plain])
  assert.deepEqual(await severity(used(10)), [['pending', 'FAIL', 'KEY_PENDING_DELETION', 'CRITICAL'], plain])
  assert.deepEqual(await severity(guardrailsUnder({ g: kinds.pending.arn })), [
    ['pending', 'FAIL', 'KEY_PENDING_DELETION', 'CRITICAL'],
    plain,
  ])
  assert.deepEqual(
    await severity({ 'kms:ListResourceTags': accessDenied, 'kms:GetKeyLastUsage': accessDenied }),
    [['pending', 'FAIL', 'KEY_PENDING_DELETION', 'MEDIUM'], plain],
  )
  assert.deepEqual(await severity({ 'kms:ListResourceTags': tags('deletion-approved') }), [
    ['pending', 'PASS', 'DELETION_APPROVED', 'CRITICAL'],
    plain,
  ])

  const [finding] = await scanUse(id, { ...base, ...listing(kinds.pending) })
  assert.match(finding?.reasonText ?? '', /in 7 days/)
  const replica = fakeKey(
    27,
    {
      KeyState: 'PendingReplicaDeletion',
      PendingDeletionWindowInDays: 30,
      MultiRegionConfiguration: primary,
    },
    { mrk: true },
  )
  const [waiting] = await scanUse(id, { ...base, ...listing(replica) })
  assert.match(waiting?.reasonText ?? '', /30 days after its last replica/)
})

test('pending deletion: keys that cannot be described do not hide the others', async () => {
  const id = 'kms-key-pending-deletion'
  const findings = await scan(id, listing(kinds.denied, kinds.plain, kinds.unmanaged))
  assert.deepEqual(rows(findings, kinds), [
    ['denied', 'MANUAL', 'API_ERROR:AccessDeniedException'],
    ['plain', 'PASS', 'KEY_STAYS'],
    ['unmanaged', 'MANUAL', 'KEY_MANAGER_ABSENT'],
  ])
  assert.deepEqual(rows(await scan(id, listing()), kinds), [[account, 'NOT_APPLICABLE', 'NO_RESOURCES']])
  assert.deepEqual(rows(await scan(id, { ...listing(), 'kms:ListKeys': accessDenied }), kinds), [
    [account, 'MANUAL', 'NOT_LISTED'],
  ])
})

test('keys in use: one finding for each resource whose key does not work, one for each key that does', async () => {
  const named = {
    one: keys.customer.arn,
    two: keys.customer.arn,
    disabled: keys.disabled.arn,
    pending: keys.pendingDeletion.arn,
    gone: keys.deleted.arn,
    alias: 'alias/none',
    denied: keys.denied.arn,
    nonsense: 'not a key',
    rsa: keys.asymmetric.arn,
    aws: keys.awsManaged.arn,
    settling: fakeKey(28, { KeyState: 'Updating' }).arn,
  }
  const handlers = {
    ...keyHandlers([
      ...Object.values(keys).filter((key) => key !== keys.deleted),
      fakeKey(28, { KeyState: 'Updating' }),
    ]),
    ...guardrailsUnder(named),
  }
  assert.deepEqual(rows(await scanUse('kms-key-in-use-unusable', handlers), keys), [
    ['alias', 'FAIL', 'ALIAS_NOT_FOUND'],
    ['asymmetric', 'PASS', 'KEY_WORKS'],
    ['awsManaged', 'PASS', 'KEY_WORKS'],
    ['customer', 'PASS', 'KEY_WORKS'],
    ['denied', 'MANUAL', 'KEY_DESCRIBE_DENIED'],
    ['disabled', 'FAIL', 'KEY_NOT_USABLE:Disabled'],
    ['gone', 'FAIL', 'KEY_NOT_FOUND'],
    ['nonsense', 'MANUAL', 'KEY_REF_UNPARSABLE'],
    ['pending', 'FAIL', 'KEY_NOT_USABLE:PendingDeletion'],
    ['settling', 'MANUAL', 'KEY_STATE_TRANSIENT'],
  ])
  const mismatch = await scanUse('kms-key-spec-mismatch', handlers)
  assert.deepEqual(
    rows(mismatch, keys).filter(([, status]) => status !== 'PASS'),
    [['rsa', 'FAIL', 'KEY_SPEC_UNSUPPORTED']],
  )
  for (const id of ['kms-key-in-use-unusable', 'kms-key-spec-mismatch'])
    assert.deepEqual(rows(await scanUse(id, { ...handlers, ...guardrailsUnder({}) }), keys), [
      [account, 'NOT_APPLICABLE', 'NO_RESOURCES'],
    ])
})

test('a rule about keys alone asks what names them; where that cannot be read, nothing passes for unused', async () => {
  const idle = {
    'kms:ListGrants': { Grants: [], Truncated: false },
    'kms:GetKeyLastUsage': { KeyLastUsage: { Operation: 'Decrypt', Timestamp: daysAgo(200) } },
  }
  const names = ['kms-key-in-use-unusable', 'kms-key-unused', 'kms-key-pending-deletion']
  const chosen = kmsRules.filter(({ id }) => names.includes(id))
  const pending = { 'kms:ListResourceTags': { Tags: [], Truncated: false } }
  const handlers = { ...keyHandlers([keys.customer, keys.pendingDeletion]), ...idle, ...pending }
  const said = async (more: FakeHandlers) => {
    fake.set({ ...handlers, ...more })
    const findings = await scanWith(fake, chosen, { now, knownRules: [bedrockGuardrailCmk] })
    return findings
      .filter(({ reasonCode }) => !['KEY_STAYS', 'KEY_WORKS', 'KEY_RETIRED'].includes(reasonCode))
      .map(({ ruleId, reasonCode, severity }) => `${ruleId} ${reasonCode} ${severity}`)
      .sort()
  }
  const named = guardrailsUnder({ one: keys.customer.arn, two: keys.pendingDeletion.arn })
  assert.deepEqual(await said(named), [
    'kms-key-in-use-unusable KEY_NOT_USABLE:PendingDeletion CRITICAL',
    'kms-key-pending-deletion KEY_PENDING_DELETION CRITICAL',
    'kms-key-unused KEY_REFERENCED LOW',
    'kms-key-unused KEY_REFERENCED LOW',
  ])
  assert.deepEqual(await said({ ...named, 'bedrock:GetGuardrail': accessDenied }), [
    'kms-key-in-use-unusable REFERENCES_INCOMPLETE CRITICAL',
    'kms-key-pending-deletion KEY_PENDING_DELETION CRITICAL',
    'kms-key-unused REFERENCES_INCOMPLETE LOW',
  ])
})

test('all rules about keys together describe a key once', async () => {
  fake.set({
    ...keyHandlers(all),
    ...guardrailsUnder({ one: kinds.plain.arn, two: kinds.disabled.arn }),
    'kms:GetKeyRotationStatus': { KeyRotationEnabled: true, RotationPeriodInDays: 365 },
    'kms:GetKeyPolicy': { Policy: JSON.stringify({ Statement: [rootStatement] }) },
    'kms:ListGrants': { Grants: [], Truncated: false },
    'kms:ListResourceTags': { Tags: [], Truncated: false },
    'kms:GetKeyLastUsage': {},
  })
  const before = fake.calls.length
  await scanWith(fake, [bedrockGuardrailCmk, ...kmsRules], { now })
  const asked = fake.calls.slice(before)
  const allowed = kmsRules.flatMap((rule) => (rule.kind === 'resource' ? [rule.collector] : rule.collectors))
  const actions = new Set([...allowed.flatMap(({ iam }) => iam), ...bedrockGuardrailCmk.collector.iam])
  for (const { operation } of asked) assert.ok(actions.has(iamActionOf(operation)), operation)
  for (const operation of [
    'kms:ListKeys',
    'kms:DescribeKey',
    'kms:GetKeyPolicy',
    'kms:ListGrants',
    'kms:GetKeyRotationStatus',
  ]) {
    const inputs = asked
      .filter((call) => call.operation === operation)
      .map(({ input }) => String(input.KeyId))
    assert.equal(new Set(inputs).size, inputs.length, operation)
  }
})

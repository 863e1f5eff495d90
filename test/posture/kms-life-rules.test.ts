/** From a key's beginning to its end: use, imported material, regions, names. */

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { accessDenied, error, type FakeHandlers, type FakeInput, startFakeAws } from '../support/fake-aws.ts'
import { type FakeKey, fakeKey, keyHandlers, keys } from '../support/fake-keys.ts'
import {
  account,
  dayMs,
  daysAgo,
  grant,
  guardrailsUnder,
  kinds,
  listing,
  now,
  primary,
  rows,
  ruleScan,
  scanWithGuardrails,
} from './kms-cases.ts'

const fake = await startFakeAws({ after })
const scan = ruleScan(fake)
const scanUse = scanWithGuardrails(fake)

test('unused keys', async () => {
  const id = 'kms-key-unused'
  const old = fakeKey(30, { CreationDate: daysAgo(400) })
  const older = fakeKey(31, { CreationDate: daysAgo(900) })
  const young = fakeKey(32, { CreationDate: daysAgo(10) })
  const known = {
    old,
    older,
    young,
    disabled: keys.disabled,
    awsManaged: keys.awsManaged,
    denied: keys.denied,
    unmanaged: keys.unmanaged,
  }
  const never = { TrackingStartDate: daysAgo(500) }
  const lately = (days: number) => ({
    ...never,
    KeyLastUsage: { Operation: 'Encrypt', Timestamp: daysAgo(days) },
  })
  const base = (key: FakeKey, usage: object): FakeHandlers => ({
    ...listing(key),
    'kms:GetKeyLastUsage': usage,
    'kms:ListGrants': { Grants: [], Truncated: false },
    ...guardrailsUnder({}),
  })
  const cases: readonly (readonly [FakeHandlers, string, string, string])[] = [
    [base(old, never), 'old', 'FAIL', 'KEY_UNUSED'],
    [base(older, never), 'older', 'MANUAL', 'CREATED_BEFORE_TRACKING'],
    [base(older, {}), 'older', 'MANUAL', 'CREATED_BEFORE_TRACKING'],
    [base(young, never), 'young', 'PASS', 'KEY_NEW'],
    [base(older, lately(5)), 'older', 'PASS', 'KEY_USED'],
    [base(older, lately(91)), 'older', 'FAIL', 'KEY_UNUSED'],
    [base(old, accessDenied), 'old', 'MANUAL', 'API_ERROR:AccessDeniedException'],
    [base(old, error('UnknownOperationException')), 'old', 'MANUAL', 'API_ERROR:UnknownOperationException'],
    [
      { ...base(old, never), 'kms:ListGrants': { Grants: [grant('g')], Truncated: false } },
      'old',
      'PASS',
      'KEY_HAS_GRANTS',
    ],
    [
      { ...base(old, never), 'kms:ListGrants': accessDenied },
      old.metadata.KeyId as string,
      'MANUAL',
      'API_ERROR:AccessDeniedException',
    ],
    [{ ...base(old, never), ...guardrailsUnder({ g: old.arn }) }, 'old', 'PASS', 'KEY_REFERENCED'],
    [base(keys.disabled, never), 'disabled', 'PASS', 'KEY_RETIRED'],
    [base(keys.denied, never), 'denied', 'MANUAL', 'API_ERROR:AccessDeniedException'],
    [base(keys.unmanaged, never), 'unmanaged', 'MANUAL', 'KEY_MANAGER_ABSENT'],
    [base(keys.awsManaged, never), account, 'NOT_APPLICABLE', 'NO_RESOURCES'],
  ]
  for (const [handlers, name, status, reasonCode] of cases) {
    const expected = name === old.metadata.KeyId ? 'old' : name
    assert.deepEqual(rows(await scanUse(id, handlers), known), [[expected, status, reasonCode]])
  }
})

test('a multi-Region key is in use where any of its replicas is', async () => {
  const key = fakeKey(33, { MultiRegionConfiguration: primary, CreationDate: daysAgo(400) }, { mrk: true })
  const usage = (regions: readonly string[]): FakeHandlers => ({
    ...listing(key),
    'kms:ListGrants': { Grants: [], Truncated: false },
    'kms:GetKeyLastUsage': ({ KeyId }: FakeInput, { region }: { readonly region: string }) => {
      assert.equal(String(KeyId).split(':')[3], region)
      const KeyLastUsage = regions.includes(region)
        ? { Operation: 'Decrypt', Timestamp: daysAgo(2) }
        : undefined
      return { KeyLastUsage, TrackingStartDate: daysAgo(500) }
    },
  })
  assert.deepEqual(rows(await scan('kms-key-unused', usage(['eu-west-1'])), { key }), [
    ['key', 'PASS', 'KEY_USED'],
  ])
  assert.deepEqual(rows(await scan('kms-key-unused', usage([])), { key }), [['key', 'FAIL', 'KEY_UNUSED']])
})

test('imported material', async () => {
  const imported = (n: number, more: object) =>
    fakeKey(n, { Origin: 'EXTERNAL', ExpirationModel: 'KEY_MATERIAL_EXPIRES', ...more })
  const known = {
    soon: imported(40, { ValidTo: new Date(now + 10 * dayMs) }),
    later: imported(41, { ValidTo: new Date(now + 31 * dayMs) }),
    never: imported(42, { ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' }),
    missing: imported(43, { KeyState: 'PendingImport' }),
    missed: imported(44, { KeyState: 'PendingImport' }),
    leaving: imported(45, { KeyState: 'PendingDeletion', DeletionDate: new Date(now + dayMs) }),
    unclear: imported(46, { KeyManager: undefined }),
    plain: kinds.plain,
    denied: keys.denied,
  }
  const handlers = {
    ...keyHandlers(Object.values(known)),
    'kms:ListResourceTags': { Tags: [], Truncated: false },
    'kms:GetKeyLastUsage': {},
    ...guardrailsUnder({ g: known.missed.arn }),
  }
  const findings = await scanUse('kms-imported-material-expiring', handlers)
  assert.deepEqual(rows(findings, known), [
    ['denied', 'MANUAL', 'API_ERROR:AccessDeniedException'],
    ['later', 'PASS', 'MATERIAL_EXPIRES_LATER'],
    ['missed', 'FAIL', 'MATERIAL_MISSING'],
    ['missing', 'FAIL', 'MATERIAL_MISSING'],
    ['never', 'PASS', 'MATERIAL_STAYS'],
    ['soon', 'FAIL', 'MATERIAL_EXPIRES_SOON'],
    ['unclear', 'MANUAL', 'KEY_MANAGER_ABSENT'],
  ])
  const severities = findings
    .filter(({ reasonCode }) => reasonCode === 'MATERIAL_MISSING')
    .map(({ severity }) => severity)
  assert.deepEqual(severities.toSorted(), ['CRITICAL', 'MEDIUM'])
  assert.deepEqual(rows(await scan('kms-imported-material-expiring', listing(kinds.plain)), kinds), [
    [account, 'NOT_APPLICABLE', 'NO_RESOURCES'],
  ])
})

test('multi-Region keys are asked about until somebody has approved them', async () => {
  const id = 'kms-multi-region-review'
  const tagged = (TagKey: string) => ({
    'kms:ListResourceTags': { Tags: [{ TagKey, TagValue: '' }], Truncated: false },
  })
  const base = listing(kinds.primary, kinds.plain)
  assert.deepEqual(rows(await scan(id, { ...base, ...tagged('team') }), kinds), [
    ['primary', 'MANUAL', 'MULTI_REGION_UNCONFIRMED'],
  ])
  assert.deepEqual(rows(await scan(id, { ...base, ...tagged('multi-region-approved') }), kinds), [
    ['primary', 'PASS', 'MULTI_REGION_APPROVED'],
  ])
  assert.deepEqual(rows(await scan(id, { ...base, 'kms:ListResourceTags': accessDenied }), kinds), [
    ['primary', 'MANUAL', 'MULTI_REGION_UNCONFIRMED'],
  ])
  assert.deepEqual(rows(await scan(id, listing(kinds.plain)), kinds), [
    [account, 'NOT_APPLICABLE', 'NO_RESOURCES'],
  ])
  assert.deepEqual(rows(await scan(id, listing(kinds.denied)), kinds), [
    ['denied', 'MANUAL', 'API_ERROR:AccessDeniedException'],
  ])
})

test('aliases that must be there', async () => {
  const id = 'kms-required-keys-exist'
  const parameters = {
    requiredAliases: [
      'app',
      'alias/off',
      'missing',
      'empty',
      'aws/s3',
      'dark',
      `arn:aws:kms:eu-west-1:${account}:alias/elsewhere`,
    ],
  }
  const aliases = {
    app: keys.customer,
    off: keys.disabled,
    empty: null,
    'aws/s3': keys.awsManaged,
    dark: keys.denied,
  }
  const handlers = {
    ...keyHandlers(undefined, aliases),
    'kms:ListResourceTags': { Tags: [], Truncated: false },
    'kms:GetKeyLastUsage': {},
  }
  assert.deepEqual(rows(await scan(id, handlers, { parameters }), {}), [
    ['alias/app', 'PASS', 'KEY_CUSTOMER_MANAGED'],
    ['alias/aws/s3', 'FAIL', 'KEY_AWS_MANAGED'],
    ['alias/dark', 'MANUAL', 'API_ERROR:AccessDeniedException'],
    ['alias/empty', 'FAIL', 'ALIAS_NOT_FOUND'],
    ['alias/missing', 'FAIL', 'ALIAS_NOT_FOUND'],
    ['alias/off', 'FAIL', 'KEY_NOT_USABLE:Disabled'],
  ])
  assert.deepEqual(rows(await scan(id, handlers), {}), [[account, 'NOT_APPLICABLE', 'NO_REQUIRED_ALIASES']])
  const denied = { ...handlers, 'kms:ListAliases': accessDenied }
  assert.deepEqual(rows(await scan(id, denied, { parameters }), {}), [[account, 'MANUAL', 'NOT_LISTED']])
})

/** Every rule about a key, against every kind of key, through the SDK's own client stack. */

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Finding } from '../../src/posture/finding.ts'
import { iamActionOf } from '../../src/posture/fix/send.ts'
import { accessDenied, type FakeHandlers, notFound, startFakeAws } from '../support/fake-aws.ts'
import { keyHandlers, keys } from '../support/fake-keys.ts'
import { scanWith } from '../support/scan.ts'
import { agentcoreSubjects } from './subjects/agentcore.ts'
import { assistantSubjects } from './subjects/assistants.ts'
import { bedrockSubjects } from './subjects/bedrock.ts'
import { connectSubjects } from './subjects/connect.ts'
import { messagingSubjects } from './subjects/messaging.ts'
import { storageSubjects } from './subjects/storage.ts'
import type { Named, Subject } from './subjects/subject.ts'

const subjects = [
  ...bedrockSubjects,
  ...agentcoreSubjects,
  ...assistantSubjects,
  ...connectSubjects,
  ...storageSubjects,
  ...messagingSubjects,
]
const rules = subjects.map(({ rule }) => rule)

/** Name of the resource, what it names, what is to be said of it. */
const kinds = [
  ['own', keys.customer.arn, 'PASS', 'KEY_CUSTOMER_MANAGED'],
  ['own-by-alias', 'alias/ours', 'PASS', 'KEY_CUSTOMER_MANAGED'],
  ['aws-managed', keys.awsManaged.arn, 'FAIL', 'KEY_AWS_MANAGED'],
  ['aws-alias', 'alias/aws/anything', 'FAIL', 'KEY_AWS_MANAGED'],
  ['disabled', keys.disabled.arn, 'FAIL', 'KEY_NOT_USABLE:Disabled'],
  ['pending-deletion', keys.pendingDeletion.arn, 'FAIL', 'KEY_NOT_USABLE:PendingDeletion'],
  ['deleted', keys.deleted.arn, 'FAIL', 'KEY_NOT_FOUND'],
  ['no-such-alias', 'alias/gone', 'FAIL', 'ALIAS_NOT_FOUND'],
  ['asymmetric', keys.asymmetric.arn, 'FAIL', 'KEY_SPEC_UNSUPPORTED'],
  ['other-region', keys.otherRegion.arn, 'FAIL', 'KEY_REGION_MISMATCH'],
  ['other-account', keys.otherAccount.arn, 'MANUAL', 'KEY_CROSS_ACCOUNT'],
  ['denied', keys.denied.arn, 'MANUAL', 'KEY_DESCRIBE_DENIED'],
  ['no-manager', keys.unmanaged.arn, 'MANUAL', 'KEY_MANAGER_ABSENT'],
  ['nonsense', 'not a key', 'MANUAL', 'KEY_REF_UNPARSABLE'],
] as const

const all: readonly Named[] = [
  ...kinds.map(([name, key]) => ({ name, key })),
  { name: 'without', key: undefined },
]
const few: readonly Named[] = [
  { name: 'first', key: keys.customer.arn },
  { name: 'second', key: keys.customer.arn },
]
const fake = await startFakeAws({ after }, keyHandlers(undefined, { ours: keys.customer }))

/** Subjects that do not answer the same calls are scanned together: a key is then described once for all of them. */
function grouped(): readonly (readonly Subject[])[] {
  const groups: { readonly members: Subject[]; readonly calls: Set<string> }[] = []
  for (const subject of subjects) {
    const calls = Object.keys(subject.account(all))
    const group = groups.find((each) => calls.every((call) => !each.calls.has(call))) ?? {
      members: [],
      calls: new Set(),
    }
    if (group.members.length === 0) groups.push(group)
    group.members.push(subject)
    for (const call of calls) group.calls.add(call)
  }
  return groups.map(({ members }) => members)
}

for (const group of grouped()) {
  const ids = group.map(({ rule }) => rule.id).join(' ')
  const answer = (handlers: (subject: Subject) => FakeHandlers) =>
    fake.set(Object.assign({}, ...group.map(handlers)))
  const scanGroup = async () => {
    const findings = await scanWith(
      fake,
      group.map(({ rule }) => rule),
    )
    return (id: string) => said(findings.filter(({ ruleId }) => ruleId === id))
  }

  test(`every kind of key, and no call without leave: ${ids}`, async () => {
    answer(({ account }) => account(all))
    const before = fake.calls.length
    const saidOf = await scanGroup()
    const asked = new Set(fake.calls.slice(before).map(({ operation }) => operation))
    for (const { rule, absent, account } of group) {
      const expected: string[][] = kinds.map(([name, , status, reasonCode]) => [name, status, reasonCode])
      if (absent !== null) expected.push(['without', ...absent])
      assert.deepEqual(saidOf(rule.id), byName(expected.map((row) => inBuckets(rule.id, row))), rule.id)
      const allowed = rule.kind === 'resource' ? rule.collector.iam : []
      for (const operation of Object.keys(account(all)))
        if (asked.has(operation))
          assert.ok(allowed.includes(iamActionOf(operation)), `${rule.id}: ${operation}`)
    }
    const known = new Set(subjects.flatMap(({ account }) => Object.keys(account(all))))
    assert.deepEqual(
      [...asked].filter((operation) => !known.has(operation) && !/^(kms|sts):/.test(operation)),
      [],
    )
  })

  test(`what cannot be read is for a person, and what is gone is dropped: ${ids}`, async () => {
    answer(({ account, get }) => ({ ...account(few), ...(get !== undefined && { [get]: accessDenied }) }))
    const denied = await scanGroup()
    answer(({ get }) => (get === undefined ? {} : { [get]: notFound }))
    const gone = await scanGroup()
    for (const { rule, get } of group) {
      if (get === undefined) continue
      const verdicts = denied(rule.id)
      assert.deepEqual(new Set(verdicts.map(([name]) => name)), new Set(['first', 'second']), rule.id)
      for (const [, ...verdict] of verdicts)
        assert.deepEqual(verdict, ['MANUAL', 'API_ERROR:AccessDeniedException'], rule.id)
      assert.deepEqual(gone(rule.id), [], rule.id)
    }
  })
}

test('what cannot be listed is for a person, and nothing passes', async () => {
  for (const { account, list } of subjects) fake.set({ ...account(few), [list]: accessDenied })
  for (const { list } of subjects) fake.set({ [list]: accessDenied })
  const findings = await scanWith(fake, rules)
  assert.deepEqual(
    findings
      .map(({ ruleId, status, reasonCode, resource }) => [ruleId, status, reasonCode, resource.type])
      .sort(),
    rules.map(({ id }) => [id, 'MANUAL', 'API_ERROR:AccessDeniedException', 'AWS::::Account']).sort(),
  )
})

test('an empty account has nothing that applies', async () => {
  for (const { account } of subjects) fake.set(account([]))
  const findings = await scanWith(fake, rules)
  assert.deepEqual(
    findings.map(({ ruleId, status, reasonCode }) => [ruleId, status, reasonCode]).sort(),
    rules.map(({ id }) => [id, 'NOT_APPLICABLE', 'NO_RESOURCES']).sort(),
  )
})

test('no call ever names an alias of AWS, and no key is asked for twice in a scan', async () => {
  for (const { account } of subjects) fake.set(account(all))
  const before = fake.calls.length
  await scanWith(fake, rules)
  const asked = fake.calls
    .slice(before)
    .filter(({ operation }) => operation === 'kms:DescribeKey')
    .map(({ input }) => input.KeyId)
  assert.deepEqual(
    asked.filter((id) => String(id).includes('alias/')),
    [],
  )
  assert.equal(new Set(asked).size, asked.length)
})

/** Resource, status and reason of what was said about resources, but for what does not apply. */
function said(findings: readonly Finding[]): string[][] {
  return byName(
    findings
      .filter(({ status }) => status !== 'NOT_APPLICABLE')
      .map(({ resource, status, reasonCode }) => [resource.name.split(' ')[0] ?? '', status, reasonCode]),
  )
}

function byName(rows: readonly string[][]): string[][] {
  return rows.toSorted(([left = ''], [right = '']) => (left < right ? -1 : 1))
}

/** A bucket's default that names an alias passes with a warning. */
function inBuckets(ruleId: string, row: string[]): string[] {
  return ruleId === 's3-bucket-cmk' && row[0] === 'own-by-alias'
    ? ['own-by-alias', 'PASS', 'ALIAS_IN_BUCKET_DEFAULT']
    : row
}

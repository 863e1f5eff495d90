/** Every rule about a key, against every kind of key, through the SDK's own client stack. */

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Finding } from '../../src/posture/finding.ts'
import { iamActionOf } from '../../src/posture/fix/send.ts'
import { accessDenied, notFound, startFakeAws } from '../support/fake-aws.ts'
import { keyHandlers, keys } from '../support/fake-keys.ts'
import { scanWith } from '../support/scan.ts'
import { agentcoreSubjects } from './subjects/agentcore.ts'
import { assistantSubjects } from './subjects/assistants.ts'
import { bedrockSubjects } from './subjects/bedrock.ts'
import { connectSubjects } from './subjects/connect.ts'
import { messagingSubjects } from './subjects/messaging.ts'
import { storageSubjects } from './subjects/storage.ts'
import type { Named } from './subjects/subject.ts'

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

for (const subject of subjects) {
  const { rule, get, absent, account } = subject

  test(`${rule.id}: every kind of key`, async () => {
    fake.set(account(all))
    const expected: string[][] = kinds.map(([name, , status, reasonCode]) => [name, status, reasonCode])
    if (absent !== null) expected.push(['without', ...absent])
    assert.deepEqual(
      said(await scanWith(fake, [rule])),
      byName(expected.map((row) => inBuckets(rule.id, row))),
    )
  })

  if (get === undefined) continue

  test(`${rule.id}: what cannot be read is for a person, and what is gone is dropped`, async () => {
    fake.set({ ...account(few), [get]: accessDenied })
    const denied = said(await scanWith(fake, [rule]))
    assert.deepEqual(new Set(denied.map(([name]) => name)), new Set(['first', 'second']))
    for (const [, ...verdict] of denied)
      assert.deepEqual(verdict, ['MANUAL', 'API_ERROR:AccessDeniedException'])

    fake.set({ [get]: notFound })
    assert.deepEqual(said(await scanWith(fake, [rule])), [])
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

test('collectors ask for leave to do exactly what they do', async () => {
  for (const { account, rule } of subjects) {
    fake.set(account(few))
    const before = fake.calls.length
    await scanWith(fake, [rule])
    const asked = new Set(fake.calls.slice(before).map(({ operation }) => iamActionOf(operation)))
    const allowed = rule.kind === 'resource' ? rule.collector.iam : []
    const more = [...asked].filter((action) => !allowed.includes(action) && !/^(kms|sts):/.test(action))
    assert.deepEqual(more, [], rule.id)
  }
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

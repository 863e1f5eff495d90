/** The engine against an account that throttles, denies, lacks things and changes while it is read. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Collector } from '../../src/posture/collector.ts'
import { ChangeRefused } from '../../src/posture/engine/account-api.ts'
import { createTraffic } from '../../src/posture/engine/traffic.ts'
import type { Finding } from '../../src/posture/finding.ts'
import type { IndexRule } from '../../src/posture/rule.ts'
import { bedrockGuardrailCmk } from '../../src/posture/rules/bedrock-guardrail-cmk.ts'
import { kms } from '../../src/posture/services.ts'
import { accessDenied, error, type FakeInput, fakeAccount, notFound, throttled } from '../support/fake-aws.ts'
import { keyHandlers, keys } from '../support/fake-keys.ts'
import { guardrailArn, startGuardrailFake, threeGuardrails } from '../support/guardrail-fake.ts'
import { scanWith } from '../support/scan.ts'

const rule = bedrockGuardrailCmk
const short = (findings: readonly Finding[]) =>
  Object.fromEntries(
    findings.map(({ resource, region, status, reasonCode }) => [
      `${region} ${resource.name}`,
      `${status} ${reasonCode}`,
    ]),
  )
const asExpected = {
  'us-east-1 none': 'FAIL KEY_AWS_OWNED',
  'us-east-1 mine': 'PASS KEY_CUSTOMER_MANAGED',
  'us-east-1 theirs': 'FAIL KEY_AWS_MANAGED',
}

test('the calls of a scan are the fewest possible', async (context) => {
  const guardrails = Object.fromEntries(
    Array.from({ length: 30 }, (_, i) => [`g${i}`, [keys.customer.arn, keys.disabled.arn][i % 2]]),
  )
  const fake = await startGuardrailFake(context, { guardrails, pageSize: 10 })
  const findings = await scanWith(fake, [rule])
  assert.equal(findings.length, 30)
  const counts = Object.fromEntries(
    Object.entries(Object.groupBy(fake.calls, ({ operation }) => operation)).map(([name, calls]) => [
      name,
      calls?.length,
    ]),
  )
  assert.deepEqual(counts, {
    'bedrock:ListGuardrails': 3,
    'bedrock:GetGuardrail': 30,
    'kms:ListAliases': 1,
    'kms:DescribeKey': 2,
  })
})

test('throttled, then answered', async (context) => {
  const fake = await startGuardrailFake(context)
  const handlers = { answered: 0 }
  fake.set({
    'bedrock:ListGuardrails': (_input: FakeInput, { nth }: { nth: number }) => {
      if (nth === 1) return throttled
      handlers.answered++
      return { guardrails: [{ id: 'none', arn: guardrailArn('none'), name: 'none' }] }
    },
  })
  const traffic = createTraffic()
  assert.deepEqual(short(await scanWith(fake, [rule], { traffic })), {
    'us-east-1 none': 'FAIL KEY_AWS_OWNED',
  })
  assert.equal(handlers.answered, 1)
  assert.deepEqual(traffic.calls()[0], { service: 'bedrock', calls: 3, throttles: 1 })
})

test('throttled to the end, denied and failing lists say MANUAL for the account, and nothing passes', async (context) => {
  const fake = await startGuardrailFake(context)
  for (const [failure, code] of [
    [throttled, 'ThrottlingException'],
    [accessDenied, 'AccessDeniedException'],
    [error('InternalServerException', 500), 'InternalServerException'],
  ] as const) {
    fake.set({ 'bedrock:ListGuardrails': failure })
    const findings = await scanWith(fake, [rule])
    assert.deepEqual(short(findings), { [`us-east-1 ${fakeAccount}`]: `MANUAL API_ERROR:${code}` })
    assert.equal(findings[0]?.resource.uid, `arn:aws:iam::${fakeAccount}:root`)
    assert.equal(findings[0]?.evidence[0]?.value, code)
  }
})

test('a list that breaks off keeps what it has shown, and says that it broke off', async (context) => {
  const fake = await startGuardrailFake(context, { guardrails: threeGuardrails, pageSize: 2 })
  fake.set({
    'bedrock:ListGuardrails': ({ nextToken }: FakeInput) =>
      nextToken === undefined
        ? { guardrails: [{ id: 'mine', arn: guardrailArn('mine'), name: 'mine' }], nextToken: 'x' }
        : accessDenied,
  })
  assert.deepEqual(short(await scanWith(fake, [rule])), {
    'us-east-1 mine': 'PASS KEY_CUSTOMER_MANAGED',
    [`us-east-1 ${fakeAccount}`]: 'MANUAL API_ERROR:AccessDeniedException',
  })
})

test('what was denied is known with its IAM action', async (context) => {
  const fake = await startGuardrailFake(context, undefined, { 'bedrock:GetGuardrail': accessDenied })
  const traffic = createTraffic()
  const findings = await scanWith(fake, [rule], { traffic })
  assert.ok(findings.every(({ status }) => status === 'MANUAL'))
  assert.equal(findings.length, 3)
  assert.deepEqual(traffic.denials(), [
    {
      service: 'bedrock',
      account: fakeAccount,
      region: 'us-east-1',
      action: 'bedrock:GetGuardrail',
      code: 'AccessDeniedException',
      calls: 3,
    },
  ])
})

test('gone between list and read: no finding', async (context) => {
  const fake = await startGuardrailFake(context, undefined, { 'bedrock:GetGuardrail': notFound })
  assert.deepEqual(short(await scanWith(fake, [rule])), {
    [`us-east-1 ${fakeAccount}`]: 'NOT_APPLICABLE NO_RESOURCES',
  })
})

test('an empty list, and an empty token', async (context) => {
  const fake = await startGuardrailFake(context, undefined, {
    'bedrock:ListGuardrails': { guardrails: [], nextToken: '' },
  })
  assert.deepEqual(short(await scanWith(fake, [rule])), {
    [`us-east-1 ${fakeAccount}`]: 'NOT_APPLICABLE NO_RESOURCES',
  })
  assert.equal(fake.count('bedrock:ListGuardrails'), 1)
})

test('the same token for ever: what was listed is judged, and the rest is for a person', async (context) => {
  const fake = await startGuardrailFake(context, undefined, {
    'bedrock:ListGuardrails': {
      guardrails: [{ id: 'none', arn: guardrailArn('none'), name: 'none' }],
      nextToken: 'again',
    },
  })
  assert.deepEqual(short(await scanWith(fake, [rule])), {
    'us-east-1 none': 'FAIL KEY_AWS_OWNED',
    'us-east-1 111122223333': 'MANUAL API_ERROR:ENDLESS_LIST',
  })
  assert.equal(fake.count('bedrock:ListGuardrails'), 2)
  assert.equal(fake.count('bedrock:GetGuardrail'), 1)
})

test('an item that moved to the next page while the list was read is read once; nameless ones are all read', async (context) => {
  const item = (id: string) => ({ id, arn: guardrailArn(id), name: id })
  const fake = await startGuardrailFake(context, undefined, {
    'bedrock:ListGuardrails': ({ nextToken }: FakeInput) =>
      nextToken === undefined
        ? { guardrails: [item('none'), item('mine'), { id: 'none' }], nextToken: 'more' }
        : { guardrails: [item('mine'), item('theirs'), { id: 'mine' }] },
  })
  await scanWith(fake, [rule])
  assert.equal(fake.count('bedrock:GetGuardrail'), 5)
})

test('a service that the endpoint does not have is asked once, and is no pass', async (context) => {
  const fake = await startGuardrailFake(context, undefined, {
    'bedrock:ListGuardrails': error('UnknownOperationException', 404),
  })
  const traffic = createTraffic()
  assert.deepEqual(short(await scanWith(fake, [rule], { traffic })), {
    [`us-east-1 ${fakeAccount}`]: 'NOT_APPLICABLE NOT_IMPLEMENTED',
  })
  assert.deepEqual(traffic.unscanned('not-implemented'), [
    { service: 'bedrock', account: fakeAccount, region: 'us-east-1' },
  ])
})

test('a region that is not enabled does not touch the others', async (context) => {
  const fake = await startGuardrailFake(context)
  fake.set({
    'bedrock:ListGuardrails': (_input: FakeInput, { region }: { region: string }) =>
      region === 'me-south-1'
        ? error('OptInRequired', 403)
        : { guardrails: [{ id: 'none', arn: guardrailArn('none', region), name: 'none' }] },
  })
  const findings = await scanWith(fake, [rule], { regions: ['us-east-1', 'me-south-1', 'eu-west-1'] })
  assert.deepEqual(short(findings), {
    'us-east-1 none': 'FAIL KEY_AWS_OWNED',
    [`me-south-1 ${fakeAccount}`]: 'NOT_APPLICABLE NOT_IN_REGION',
    'eu-west-1 none': 'FAIL KEY_AWS_OWNED',
  })
})

test('ended credentials end the scan', async (context) => {
  const fake = await startGuardrailFake(context, undefined, {
    'bedrock:GetGuardrail': error('ExpiredTokenException', 403),
  })
  await assert.rejects(scanWith(fake, [rule]), { name: 'ScanStopped', reason: 'credentials' })
})

test('without the right to see keys nothing passes', async (context) => {
  const fake = await startGuardrailFake(context, undefined, {
    'kms:DescribeKey': accessDenied,
    'kms:ListAliases': accessDenied,
  })
  assert.deepEqual(short(await scanWith(fake, [rule])), {
    'us-east-1 none': 'FAIL KEY_AWS_OWNED',
    'us-east-1 mine': 'MANUAL KEY_DESCRIBE_DENIED',
    'us-east-1 theirs': 'MANUAL KEY_DESCRIBE_DENIED',
  })
})

test('fingerprints stay when the verdict changes', async (context) => {
  const fake = await startGuardrailFake(context)
  const before = await scanWith(fake, [rule])
  fake.set(keyHandlers([], {}))
  const after = await scanWith(fake, [rule])
  assert.notDeepEqual(short(before), short(after))
  const uids = (findings: readonly Finding[]) => findings.map(({ findingUid }) => findingUid).sort()
  assert.deepEqual(uids(before), uids(after))
})

const meddler = (operation: 'createKey' | 'describeKey'): Collector<unknown> => ({
  ...(rule.collector as Collector<unknown>),
  id: 'test.meddler',
  async *list(api) {
    yield [{}]
    if (operation === 'createKey') await api.call(kms, 'CreateKey', (client) => client.createKey({}))
    // Under another name.
    await api.call(kms, 'DescribeKey', (client) => client.describeKey({ KeyId: 'alias/aws/s3' }))
  },
  identify: () => ({ uid: 'x', name: 'x' }),
  read: async () => [],
})

test('a collector that would change the account is refused before anything is sent', async (context) => {
  const fake = await startGuardrailFake(context)
  for (const operation of ['createKey', 'describeKey'] as const) {
    const meddling = { ...rule, collector: meddler(operation) }
    await assert.rejects(scanWith(fake, [meddling]), ChangeRefused)
  }
  assert.deepEqual(
    fake.calls.filter(({ operation }) => operation.startsWith('kms:')),
    [],
  )
})

test('rules that join see what the others had classified, once the account is read', async (context) => {
  const fake = await startGuardrailFake(context, {
    guardrails: { ...threeGuardrails, off: keys.disabled.arn, lost: keys.deleted.arn },
  })
  const joining: IndexRule = {
    ...rule,
    id: 'test-joining',
    kind: 'index',
    collectors: [rule.collector],
    needsStatusOf: [rule.id],
    fix: null,
    judge: (index) =>
      (index.resourcesOf(rule.collector) ?? []).map((resource) => {
        const reference = index.references.find((each) => each.resource.uid === resource.uid)
        return {
          resource,
          verdict: {
            status: 'MANUAL',
            reasonCode: `${index.statusOf(rule.id, resource.uid)} ${reference?.key.class} ${reference?.key.state}`,
            reasonText: '.',
          },
        }
      }),
  }
  const findings = await scanWith(fake, [rule, joining])
  assert.deepEqual(short(findings.filter(({ ruleId }) => ruleId === 'test-joining')), {
    'us-east-1 none': 'MANUAL FAIL undefined undefined',
    'us-east-1 mine': 'MANUAL PASS CUSTOMER Enabled',
    'us-east-1 theirs': 'MANUAL FAIL AWS_MANAGED Enabled',
    'us-east-1 off': 'MANUAL FAIL CUSTOMER Disabled',
    'us-east-1 lost': 'MANUAL FAIL MISSING null',
  })
  assert.equal(fake.count('bedrock:ListGuardrails'), 1)
  assert.deepEqual(
    short(findings.filter(({ ruleId, resource }) => ruleId === rule.id && resource.name in threeGuardrails)),
    asExpected,
  )
})

/** KMS hygiene through fix: rotation, keys that are about to go, and policies that give away too much. */

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Rule } from '../../src/posture/rule.ts'
import { rules } from '../../src/posture/rules/rules.ts'
import { fakeAccount, startFakeAws } from '../support/fake-aws.ts'
import { fakeRegion } from '../support/fake-keys.ts'
import { applyWith, fakeKms, type MadeKey, planWith, recordFile, rollBackWith } from '../support/fix.ts'
import { scanWith } from '../support/scan.ts'

const root = {
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${fakeAccount}:root` },
  Action: 'kms:*',
  Resource: '*',
}
const role = `arn:aws:iam::${fakeAccount}:role/user`
const stranger = 'arn:aws:iam::999900001111:root'

function policyOf(...statements: readonly object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [root, ...statements] })
}

async function start(scope: { after(close: () => unknown): void }, key: Partial<MadeKey>) {
  const kms = fakeKms()
  const id = '00000000-0000-4000-8000-000000000009'
  const made: MadeKey = {
    id,
    arn: `arn:aws:kms:${fakeRegion}:${fakeAccount}:key/${id}`,
    tags: [],
    policy: policyOf(),
    rotationDays: 365,
    state: 'Enabled',
    ...key,
  }
  kms.keys.set(id, made)
  return { fake: await startFakeAws(scope, kms.handlers), key: made }
}

const ruleOf = (id: string) => rules.find((rule) => rule.id === id) as Rule

interface Case {
  readonly title: string
  readonly rule: string
  readonly key: Partial<MadeKey>
  /** Of the key afterwards. */
  readonly after: Partial<MadeKey>
  readonly undone?: 'undone' | 'skipped'
}

const decrypt = { Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*' }
const ofAccount = { StringEquals: { 'kms:CallerAccount': fakeAccount } }
const tls = { Bool: { 'aws:SecureTransport': 'true' } }

const cases: readonly Case[] = [
  {
    title: 'rotation is switched on',
    rule: 'kms-rotation-enabled',
    key: { rotationDays: null },
    after: { rotationDays: 365 },
  },
  {
    title: 'rotation happens more often',
    rule: 'kms-rotation-period',
    key: { rotationDays: 2000 },
    after: { rotationDays: 365 },
  },
  {
    title: 'a deletion is cancelled and the key enabled',
    rule: 'kms-key-pending-deletion',
    key: { state: 'PendingDeletion' },
    after: { state: 'Enabled' },
    undone: 'skipped',
  },
  {
    title: 'everyone becomes everyone of the account, other conditions stay',
    rule: 'kms-policy-public',
    key: { policy: policyOf({ ...decrypt, Sid: 'Open', Principal: '*', Condition: tls }) },
    after: {
      policy: policyOf({ ...decrypt, Sid: 'Open', Principal: '*', Condition: { ...tls, ...ofAccount } }),
    },
  },
  {
    title: 'a service is pinned to the account',
    rule: 'kms-policy-service-scope',
    key: { policy: policyOf({ ...decrypt, Principal: { Service: 'sns.amazonaws.com' } }) },
    after: {
      policy: policyOf({
        ...decrypt,
        Principal: { Service: 'sns.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': fakeAccount } },
      }),
    },
  },
  {
    title: "CloudWatch Logs is pinned to the account's log groups",
    rule: 'kms-policy-service-scope',
    key: { policy: policyOf({ ...decrypt, Principal: { Service: `logs.${fakeRegion}.amazonaws.com` } }) },
    after: {
      policy: policyOf({
        ...decrypt,
        Principal: { Service: `logs.${fakeRegion}.amazonaws.com` },
        Condition: {
          ArnLike: {
            'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:${fakeRegion}:${fakeAccount}:log-group:*`,
          },
        },
      }),
    },
  },
  {
    title: 'strangers leave a statement, and one of strangers alone goes',
    rule: 'kms-policy-cross-account',
    key: {
      policy: policyOf(
        { ...decrypt, Principal: { AWS: [role, stranger] } },
        { ...decrypt, Principal: { AWS: stranger } },
      ),
    },
    after: { policy: policyOf({ ...decrypt, Principal: { AWS: [role] } }) },
  },
]

describe('fixes of keys', () => {
  for (const { title, rule: ruleId, key, after, undone = 'undone' } of cases) {
    test(`${ruleId}: ${title}`, async (context) => {
      const { fake, key: made } = await start(context, key)
      const before = { ...made }
      const rule = ruleOf(ruleId)
      const plan = await planWith(context, fake, [rule])
      assert.deepEqual(plan.left, [])
      const record = recordFile(context)
      const { states, outcomes } = await applyWith(context, fake, [rule], plan, { record })
      const expected = rule.kind === 'index' ? 's1 applied' : 's1 fixed'
      assert.deepEqual(states, [expected], JSON.stringify([...outcomes]))
      const { policy, ...rest } = { ...before, ...after }
      assert.deepEqual({ ...made, policy: JSON.parse(made.policy) }, { ...rest, policy: JSON.parse(policy) })
      assert.deepEqual(await rollBackWith(context, fake, [rule], record), [`s1 ${undone}`])
      if (undone === 'undone') assert.deepEqual({ ...made }, before)
    })
  }

  test('kms-key-in-use-unusable: the key of a resource is enabled, and only that', async (context) => {
    const { fake, key } = await start(context, { state: 'Disabled' })
    const logGroupArn = `arn:aws:logs:${fakeRegion}:${fakeAccount}:log-group:/a`
    fake.set({
      'cloudwatch-logs:DescribeLogGroups': {
        logGroups: [{ logGroupName: '/a', logGroupArn, kmsKeyId: key.arn }],
      },
    })
    const all = [ruleOf('logs-group-cmk'), ruleOf('kms-key-in-use-unusable')]
    const findings = (await scanWith(fake, all)).filter(({ ruleId }) => ruleId === 'kms-key-in-use-unusable')
    const plan = await planWith(context, fake, all, { findings })
    const { states } = await applyWith(context, fake, all, plan)
    assert.deepEqual(states, ['s1 applied'])
    assert.equal(key.state, 'Enabled')
  })

  const byHand: Readonly<Record<string, { rule: string; policy: string }>> = {
    NOT_PRINCIPAL: {
      rule: 'kms-policy-public',
      policy: policyOf({ ...decrypt, NotPrincipal: { AWS: role } }),
    },
    MIXED_PRINCIPALS: {
      rule: 'kms-policy-service-scope',
      policy: policyOf({ ...decrypt, Principal: { Service: 'sns.amazonaws.com', AWS: role } }),
    },
    NOT_NAMED: {
      rule: 'kms-policy-cross-account',
      policy: policyOf({
        ...decrypt,
        Principal: '*',
        Condition: { StringEquals: { 'kms:CallerAccount': '999900001111' } },
      }),
    },
  }
  for (const [code, { rule, policy }] of Object.entries(byHand)) {
    test(`a policy that a program must not guess about is left to a person: ${code}`, async (context) => {
      const { fake } = await start(context, { policy })
      const plan = await planWith(context, fake, [ruleOf(rule)])
      assert.deepEqual([plan.steps, plan.left[0]?.code], [[], code])
    })
  }

  test('who loses a key is confirmed by its name', async (context) => {
    const { fake } = await start(context, { policy: policyOf({ ...decrypt, Principal: { AWS: stranger } }) })
    const plan = await planWith(context, fake, [ruleOf('kms-policy-cross-account')])
    assert.equal(plan.steps[0]?.confirm, 'typed')
  })
})

describe('every rule', () => {
  for (const rule of rules) {
    test(`${rule.id}: ${rule.mode} has what its mode promises`, () => {
      const { fix, mode } = rule
      if (mode === 'RE-CREATE' || mode === 'NEW-VERSION') assert.equal(fix?.kind, 'playbook')
      if (mode === 'IN-PLACE') assert.ok(fix)
      if (mode === 'ADVICE' || mode === 'NEW-JOB') assert.equal(fix, null)
    })
  }
})

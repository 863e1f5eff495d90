/** What apply promises whatever goes wrong: crashes, drift, failures, limits, keys. */

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Journal } from '../../src/posture/fix/apply/journal.ts'
import { applyPolicy } from '../../src/posture/fix/plan/apply-policy.ts'
import { showPlan } from '../../src/posture/fix/plan/show-plan.ts'
import { logsGroupCmk } from '../../src/posture/rules/logs-group-cmk.ts'
import {
  accessDenied,
  error,
  type FakeAws,
  type FakeInput,
  fakeAccount,
  startFakeAws,
} from '../support/fake-aws.ts'
import { fakeRegion } from '../support/fake-keys.ts'
import { applyWith, fakeKms, planWith, recordFile, rollBackWith } from '../support/fix.ts'
import { scanWith } from '../support/scan.ts'
import { suiteScope } from '../support/servers.ts'

interface Group {
  readonly logGroupName: string
  readonly logGroupArn: string
  kmsKeyId?: string
}

const groupArn = (name: string) => `arn:aws:logs:${fakeRegion}:${fakeAccount}:log-group:${name}`
const rules = [logsGroupCmk]

async function start(scope: { after(close: () => unknown): void }, names: readonly string[]) {
  const kms = fakeKms()
  const groups: Group[] = names.map((name) => ({ logGroupName: name, logGroupArn: groupArn(name) }))
  const find = ({ logGroupName }: FakeInput) =>
    groups.find((group) => group.logGroupName === logGroupName) as Group
  const fake: FakeAws = await startFakeAws(scope, {
    ...kms.handlers,
    'cloudwatch-logs:DescribeLogGroups': () => ({ logGroups: groups }),
    'cloudwatch-logs:AssociateKmsKey': (input: FakeInput) => {
      find(input).kmsKeyId = String(input.kmsKeyId)
    },
    'cloudwatch-logs:DisassociateKmsKey': (input: FakeInput) => void delete find(input).kmsKeyId,
  })
  return { fake, groups, kms }
}

class Crash extends Error {}

/** Dies when line `fatal` has been written. */
function dyingAfter(fatal: number): (journal: Journal) => Journal {
  let lines = 0
  return (journal) => ({
    ...journal,
    append(entry) {
      journal.append(entry)
      lines += 1
      if (lines === fatal) throw new Crash()
    },
  })
}

describe('apply', () => {
  const scope = suiteScope()

  test('killed after any line of its record, it goes on: one key, and nothing is sent twice that is not safe to', async () => {
    let crashes = 0
    for (let fatal = 1; ; fatal += 1) {
      const { fake, groups, kms } = await start(scope, ['/a'])
      const plan = await planWith(scope, fake, rules)
      const record = recordFile(scope)
      const first = applyWith(scope, fake, rules, plan, { record, through: dyingAfter(fatal) })
      const crashed = await first.then(
        () => false,
        (failure: unknown) => {
          if (!(failure instanceof Crash)) throw failure
          return true
        },
      )
      if (!crashed) break
      crashes += 1
      const { states } = await applyWith(scope, fake, rules, plan, { record })
      assert.deepEqual(states, ['k1 applied', 's1 fixed'], `after line ${fatal}`)
      assert.equal(kms.keys.size, 1, `after line ${fatal}`)
      assert.equal(kms.aliases.size, 1)
      assert.match(String(groups[0]?.kmsKeyId), /^arn:aws:kms:/)
      await fake.close()
    }
    // A step, three calls with their answers, the end; a step, one call with its answer, the end.
    assert.equal(crashes, 8 + 4)
  })

  test('a key whose creation was answered but not recorded is found again by its tags', async (context) => {
    const { fake, kms } = await start(context, ['/a'])
    const plan = await planWith(context, fake, rules)
    const record = recordFile(context)
    const dying = (journal: Journal): Journal => ({
      ...journal,
      append(entry) {
        if (entry.kind === 'outcome') throw new Crash()
        journal.append(entry)
      },
    })
    await assert.rejects(applyWith(context, fake, rules, plan, { record, through: dying }), Crash)
    assert.deepEqual([kms.keys.size, kms.aliases.size], [1, 0])
    const { states } = await applyWith(context, fake, rules, plan, { record })
    assert.deepEqual(states, ['k1 applied', 's1 fixed'])
    assert.deepEqual([kms.keys.size, kms.aliases.size], [1, 1])
  })

  test('a key whose answer was lost is not made twice, however often it is tried', async (context) => {
    const { fake, kms } = await start(context, ['/a'])
    const plan = await planWith(context, fake, rules)
    const create = kms.handlers['kms:CreateKey'] as (input: FakeInput) => unknown
    fake.set({
      'kms:CreateKey': (input: FakeInput) => {
        create(input)
        return error('InternalFailure', 500)
      },
    })
    const record = recordFile(context)
    const lost = await applyWith(context, fake, rules, plan, { record })
    assert.deepEqual(lost.states, ['k1 failed', 's1 skipped'])
    fake.set({ 'kms:ListResourceTags': error('InternalFailure', 500) })
    assert.deepEqual((await applyWith(context, fake, rules, plan, { record })).states, [
      'k1 failed',
      's1 skipped',
    ])
    fake.set(kms.handlers)
    assert.deepEqual((await applyWith(context, fake, rules, plan, { record })).states, [
      'k1 applied',
      's1 fixed',
    ])
    assert.equal(kms.keys.size, 1)
  })

  test('a torn last line of the record is what a crash leaves, and no trouble', async (context) => {
    const { appendFileSync } = await import('node:fs')
    const { fake } = await start(context, ['/a'])
    const plan = await planWith(context, fake, rules)
    const record = recordFile(context)
    await applyWith(context, fake, rules, plan, { record, confirmed: ['k1'] })
    appendFileSync(record, '{"kind":"intent","step')
    const { states } = await applyWith(context, fake, rules, plan, { record })
    assert.deepEqual(states, ['k1 applied', 's1 fixed'])
  })

  test('the first failed step stops its service, unless it is to keep going', async (context) => {
    const { fake, groups } = await start(context, ['/a', '/b'])
    const plan = await planWith(context, fake, rules)
    const associate = (input: FakeInput) => {
      if (input.logGroupName === '/a') return error('LimitExceededException')
      Object.assign(groups[1] as Group, { kmsKeyId: input.kmsKeyId })
      return {}
    }
    fake.set({ 'cloudwatch-logs:AssociateKmsKey': associate })
    const record = recordFile(context)
    const stopped = await applyWith(context, fake, rules, plan, { record })
    assert.deepEqual(stopped.states, ['k1 applied', 's1 failed', 's2 skipped'])
    assert.match(stopped.outcomes.get('s1')?.detail ?? '', /AssociateKmsKey answered LimitExceededException/)
    const going = await applyWith(context, fake, rules, plan, { record, keepGoing: true })
    assert.deepEqual(going.states, ['k1 applied', 's1 failed', 's2 fixed'])
  })

  test('one run changes no more than it may', async (context) => {
    const { fake } = await start(context, ['/a', '/b', '/c'])
    const plan = await planWith(context, fake, rules)
    const { states } = await applyWith(context, fake, rules, plan, { changesMax: 2 })
    assert.deepEqual(states, ['k1 applied', 's1 fixed', 's2 skipped', 's3 skipped'])
  })

  test('what is not confirmed is not tried, nor what depends on it', async (context) => {
    const { fake } = await start(context, ['/a'])
    const plan = await planWith(context, fake, rules)
    assert.deepEqual((await applyWith(context, fake, rules, plan, { confirmed: [] })).states, [])
    assert.deepEqual((await applyWith(context, fake, rules, plan, { confirmed: ['s1'] })).states, [
      's1 skipped',
    ])
    assert.equal(fake.count('kms:CreateKey'), 0)
  })

  test('a call that changed nothing is not taken for a fix', async (context) => {
    const { fake } = await start(context, ['/a'])
    const plan = await planWith(context, fake, rules)
    fake.set({ 'cloudwatch-logs:AssociateKmsKey': {} })
    const { states } = await applyWith(context, fake, rules, plan)
    assert.deepEqual(states, ['k1 applied', 's1 restored'])
  })

  test('services that do not see the new key yet are asked again', async (context) => {
    const { fake, groups } = await start(context, ['/a'])
    const plan = await planWith(context, fake, rules)
    const late = (input: FakeInput, { nth }: { readonly nth: number }) => {
      if (nth < 3) return error('InvalidParameterException')
      Object.assign(groups[0] as Group, { kmsKeyId: input.kmsKeyId })
      return {}
    }
    fake.set({ 'cloudwatch-logs:AssociateKmsKey': late })
    assert.deepEqual((await applyWith(context, fake, rules, plan)).states, ['k1 applied', 's1 fixed'])
  })

  test('a rollback undoes last first, and only once', async (context) => {
    const { fake, groups } = await start(context, ['/a', '/b'])
    const plan = await planWith(context, fake, rules)
    const record = recordFile(context)
    await applyWith(context, fake, rules, plan, { record })
    assert.deepEqual(await rollBackWith(context, fake, rules, record), [
      's2 undone',
      's1 undone',
      'k1 skipped',
    ])
    assert.ok(groups.every(({ kmsKeyId }) => kmsKeyId === undefined))
    assert.deepEqual(await rollBackWith(context, fake, rules, record), ['k1 skipped'])
  })
})

describe('planning', () => {
  test('muted, PASS and MANUAL findings are never planned', async (context) => {
    const { fake } = await start(context, ['/a'])
    const [finding] = await scanWith(fake, rules)
    assert.ok(finding)
    const mute = { by: 'm', reason: 'r', expires: null }
    const findings = [
      { ...finding, muted: mute },
      { ...finding, status: 'PASS' as const },
      { ...finding, status: 'MANUAL' as const },
      { ...finding, status: 'NOT_APPLICABLE' as const },
    ]
    const plan = await planWith(context, fake, rules, { findings })
    assert.deepEqual([plan.steps, plan.playbooks, plan.left], [[], [], []])
  })

  test('what passes by now, or is gone, gets no step', async (context) => {
    const { fake, groups } = await start(context, ['/a', '/b'])
    const findings = await scanWith(fake, rules)
    const made = await planWith(context, fake, rules, { findings })
    await applyWith(context, fake, rules, made, { confirmed: ['k1', 's1'] })
    groups.splice(1)
    const plan = await planWith(context, fake, rules, { findings })
    assert.deepEqual(
      plan.left.map(({ code }) => code),
      ['CHANGED', 'GONE'],
    )
    assert.deepEqual(plan.steps, [])
  })

  test('a new key: its policy keeps the account in charge, names people and services, and forces nothing', async (context) => {
    const { fake, kms } = await start(context, ['/a'])
    const role = (name: string) => `arn:aws:iam::${fakeAccount}:role/${name}`
    const plan = await planWith(context, fake, rules, { admins: [role('admin')], users: [role('reader')] })
    const [create, rotate, alias] = plan.steps[0]?.calls ?? []
    assert.deepEqual(
      [create, rotate, alias].map((call) => call?.operation),
      ['CreateKey', 'EnableKeyRotation', 'CreateAlias'],
    )
    assert.ok(!('BypassPolicyLockoutSafetyCheck' in (create?.input ?? {})))
    await applyWith(context, fake, rules, plan)
    const [key] = kms.keys.values()
    const { Statement } = JSON.parse(key?.policy ?? '{}') as { Statement: Record<string, unknown>[] }
    assert.deepEqual(
      Statement.map(({ Sid }) => Sid),
      ['AccountAdmin', 'KeyAdmins', 'KeyUsers', 'ServiceLogs'],
    )
    assert.deepEqual(Statement[0]?.Principal, { AWS: `arn:aws:iam::${fakeAccount}:root` })
    assert.deepEqual(Statement[2]?.Condition, {
      StringEquals: { 'kms:ViaService': [`logs.${fakeRegion}.amazonaws.com`] },
    })
    assert.equal(key?.rotationDays, 365)
    assert.equal(kms.aliases.get('alias/keyhold/logs'), key?.id)
  })

  test('a key of an earlier plan is used again, and its policy gets what is missing without losing anything', async (context) => {
    const { fake, groups, kms } = await start(context, ['/a', '/b'])
    const first = await planWith(context, fake, rules)
    await applyWith(context, fake, rules, first, { confirmed: ['k1', 's1'] })
    const [key] = kms.keys.values()
    assert.ok(key)
    const own = {
      Sid: 'ServiceLogs',
      Effect: 'Allow',
      Principal: { AWS: '*' },
      Action: 'kms:DescribeKey',
      Resource: '*',
    }
    key.policy = JSON.stringify({ Version: '2012-10-17', Statement: [own] })
    const plan = await planWith(context, fake, rules)
    assert.deepEqual(
      plan.steps.map(({ calls }) => calls[0]?.operation),
      ['PutKeyPolicy', 'AssociateKmsKey'],
    )
    assert.deepEqual((await applyWith(context, fake, rules, plan)).states, ['k1 applied', 's1 fixed'])
    const { Statement } = JSON.parse(key.policy) as { Statement: { Sid: string }[] }
    assert.deepEqual(
      Statement.map(({ Sid }) => Sid),
      ['ServiceLogs', 'ServiceLogs2'],
    )
    assert.deepEqual(Statement[0], own)
    assert.equal(groups[1]?.kmsKeyId, key.arn)
    assert.equal(kms.keys.size, 1)
  })

  test('a key policy that was changed since the plan is not written over', async (context) => {
    const { fake, kms } = await start(context, ['/a', '/b'])
    await applyWith(context, fake, rules, await planWith(context, fake, rules), { confirmed: ['k1', 's1'] })
    const [key] = kms.keys.values()
    assert.ok(key)
    key.policy = '{"Statement":[]}'
    const plan = await planWith(context, fake, rules)
    key.policy = '{"Statement":[],"Id":"other"}'
    assert.deepEqual((await applyWith(context, fake, rules, plan)).states, ['k1 drifted', 's1 skipped'])
    assert.equal(key.policy, '{"Statement":[],"Id":"other"}')
  })

  test('an alias that somebody took since the plan makes no second key', async (context) => {
    const { fake, kms } = await start(context, ['/a'])
    const plan = await planWith(context, fake, rules)
    const other = {
      id: 'other',
      arn: 'arn:other',
      tags: [],
      policy: '{}',
      rotationDays: null,
      state: 'Enabled',
    }
    kms.keys.set('other', other)
    kms.aliases.set('alias/keyhold/logs', 'other')
    assert.deepEqual((await applyWith(context, fake, rules, plan)).states, ['k1 failed', 's1 skipped'])
    assert.equal(fake.count('kms:CreateKey'), 0)
  })

  const unusable = {
    KEY_REGION: { keyArn: `arn:aws:kms:eu-west-1:${fakeAccount}:key/x`, metadata: {} },
    KEY_MANAGER: {
      keyArn: `arn:aws:kms:${fakeRegion}:${fakeAccount}:key/x`,
      metadata: { KeyManager: 'AWS' },
    },
    KEY_STATE: {
      keyArn: `arn:aws:kms:${fakeRegion}:${fakeAccount}:key/x`,
      metadata: { KeyState: 'Disabled' },
    },
    KEY_SPEC: { keyArn: `arn:aws:kms:${fakeRegion}:${fakeAccount}:key/x`, metadata: { KeySpec: 'RSA_2048' } },
  }
  for (const [code, { keyArn, metadata }] of Object.entries(unusable)) {
    test(`a key that cannot serve is refused before anything is planned: ${code}`, async (context) => {
      const { fake } = await start(context, ['/a'])
      const usable = {
        KeyId: 'x',
        KeyManager: 'CUSTOMER',
        KeyState: 'Enabled',
        KeySpec: 'SYMMETRIC_DEFAULT',
        KeyUsage: 'ENCRYPT_DECRYPT',
      }
      fake.set({ 'kms:DescribeKey': { KeyMetadata: { ...usable, ...metadata } } })
      const plan = await planWith(context, fake, rules, { keyArn })
      assert.deepEqual([plan.steps, plan.left[0]?.code], [[], code])
    })
  }

  test('a denied read leaves the finding with its reason', async (context) => {
    const { fake } = await start(context, ['/a'])
    const findings = await scanWith(fake, rules)
    fake.set({ 'cloudwatch-logs:DescribeLogGroups': accessDenied })
    const plan = await planWith(context, fake, rules, { findings })
    assert.equal(plan.left[0]?.code, 'API_ERROR:AccessDeniedException')
  })

  test('planning sends nothing that changes', async (context) => {
    const { fake } = await start(context, ['/a'])
    await planWith(context, fake, rules)
    assert.deepEqual(
      fake.calls
        .map(({ operation }) => operation)
        .filter((operation) => !/:(List|Describe|Get)/.test(operation)),
      [],
    )
  })

  test('names from the account cannot steer the terminal', async (context) => {
    const hostile = '/a\u001b[2J\u202e\n\u2028x'
    const { fake } = await start(context, [hostile])
    const plan = await planWith(context, fake, rules)
    const lines = showPlan(plan)
    assert.ok(lines.some((line) => line.includes('\\u{1b}[2J\\u{202e}\\u{a}\\u{2028}x')))
    assert.doesNotMatch(lines.join(''), /[\p{Cc}\p{Cf}\p{Zl}]/u)
  })

  test('the policy to apply with names what is planned, and its actions only', async (context) => {
    const { fake } = await start(context, ['/a'])
    const { Statement } = applyPolicy(await planWith(context, fake, rules), rules)
    const of = (action: string) => Statement.find(({ Action }) => Action.includes(action))
    assert.deepEqual(of('logs:AssociateKmsKey')?.Resource, [`${groupArn('/a')}:*`])
    assert.deepEqual(of('kms:CreateKey')?.Condition, {
      StringEquals: { 'aws:RequestTag/managed-by': 'keyhold' },
    })
    const actions = Statement.flatMap(({ Action }) => Action)
    assert.ok(!actions.some((action) => action.includes('*') && action !== 'kms:GenerateDataKey*'))
    assert.ok(!actions.some((action) => /Delete|ScheduleKey|GetSecretValue/.test(action)))
  })
})

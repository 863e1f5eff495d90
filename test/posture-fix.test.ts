/** The whole way on a running server: what a scan finds, fix plans, applies and undoes, and the next scan sees it. */

import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, test } from 'node:test'
import type { Bedrock } from '@aws-sdk/client-bedrock'
import type { Plan } from '../src/posture/posture.ts'
import { bedrockOf, guardrail, wholeGuardrail } from './support/bedrock.ts'
import { type CommandOutcome, keyhold } from './support/command-line.ts'
import { type FakeAws, type FakeInput, startFakeAws } from './support/fake-aws.ts'
import { fakeKms } from './support/fix.ts'
import { startTestServer, suiteScope, type TestServer, temporaryFolder } from './support/servers.ts'
import { createWorkspace, datazoneFor } from './support/workspaces.ts'

describe('keyhold fix', () => {
  const scope = suiteScope()
  let server: TestServer
  let bedrock: Bedrock
  let folder: string
  let whole: string

  const run = (...args: string[]) => runWith('', ...args)
  const runWith = (input: string, ...args: string[]): Promise<CommandOutcome> =>
    keyhold([...args, '--endpoint-url', server.endpoint], input, signedIn())
  const signedIn = () => ({
    AWS_ACCESS_KEY_ID: server.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: server.credentials.secretAccessKey,
    AWS_REGION: server.region,
  })
  const at = (name: string) => join(folder, name)
  const readPlan = (): Plan => JSON.parse(readFileSync(at('plan.json'), 'utf8'))
  const rules = ['--rules', 'bedrock-guardrail-cmk']

  before(async () => {
    server = await startTestServer(scope)
    bedrock = bedrockOf(server, server.admin).bedrock
    folder = temporaryFolder(scope)
    whole = String((await bedrock.createGuardrail(wholeGuardrail())).guardrailArn)
    await bedrock.createGuardrail(guardrail({ name: 'small' }))
  })

  test('a plan is made from a scan, shows everything, and changes nothing', async () => {
    const scan = await run('scan', ...rules, '--output', at('scan'))
    assert.equal(scan.code, 3, scan.stderr)
    const planned = await run('fix', '--from', at('scan'), ...rules, '--plan', at('plan.json'))
    assert.equal(planned.code, 0, planned.stderr)
    assert.match(planned.stdout, /→ kms:CreateKey/)
    assert.match(planned.stdout, /→ bedrock:UpdateGuardrail/)
    assert.match(planned.stdout, /\+ kmsKeyId: "\$key:bedrock"/)
    assert.match(planned.stdout, /undone by bedrock:UpdateGuardrail/)
    const { steps } = readPlan()
    assert.deepEqual(
      steps.map(({ stepId, dependsOn, optional }) => [stepId, dependsOn, optional]),
      [
        ['k1', [], false],
        ['s1', ['k1'], false],
        ['s2', ['k1', 's1'], true],
        ['s3', ['k1'], false],
        ['s4', ['k1', 's3'], true],
      ],
    )
    const { kmsKeyArn } = await bedrock.getGuardrail({ guardrailIdentifier: whole })
    assert.equal(kmsKeyArn, undefined)
    assert.equal((await server.admin.kms.listKeys({})).Keys?.length, 0)
  })

  test('what is not confirmed is not done', async () => {
    const outcome = await runWith('no\nno\n', 'fix', '--apply', '--plan', at('plan.json'))
    assert.equal(outcome.code, 4, outcome.stderr)
    assert.equal((await server.admin.kms.listKeys({})).Keys?.length, 0)
  })

  test('the policy for applying it names the guardrails and deletes nothing', async () => {
    const { stdout, code } = await keyhold(['fix', '--iam-policy', at('plan.json')])
    assert.equal(code, 0)
    const policy: { Statement: { Action: string[]; Resource: string | string[] }[] } = JSON.parse(stdout)
    const update = policy.Statement.find(({ Action }) => Action.includes('bedrock:UpdateGuardrail'))
    assert.ok(update?.Resource.includes(whole))
    assert.ok(!policy.Statement.some(({ Action }) => Action.some((action) => /Delete|Schedule/.test(action))))
  })

  test('applied, no policy field is lost, the rule passes, and one key serves both', async () => {
    const {
      kmsKeyArn: none,
      updatedAt: _u,
      status: _s,
      ...earlier
    } = await bedrock.getGuardrail({ guardrailIdentifier: whole })
    assert.equal(none, undefined)
    const outcome = await run('fix', '--apply', '--yes', '--plan', at('plan.json'))
    assert.equal(outcome.code, 0, outcome.stdout + outcome.stderr)
    assert.equal(outcome.stdout.match(/ fixed: /g)?.length, 2)
    const {
      kmsKeyArn,
      updatedAt: _updated,
      status,
      ...later
    } = await bedrock.getGuardrail({ guardrailIdentifier: whole })
    assert.equal(status, 'READY')
    assert.deepEqual({ ...later, $metadata: null }, { ...earlier, $metadata: null })
    const { Keys } = await server.admin.kms.listKeys({})
    assert.deepEqual(
      Keys?.map(({ KeyArn }) => KeyArn),
      [kmsKeyArn],
    )
    const rotation = await server.admin.kms.getKeyRotationStatus({ KeyId: String(kmsKeyArn) })
    assert.equal(rotation.KeyRotationEnabled, true)
    const scan = await run('scan', ...rules, '--output', at('scan2'))
    assert.equal(scan.code, 0, scan.stdout)
  })

  test('a second time nothing is sent, and an offer is taken up by its name', async () => {
    const again = await run('fix', '--apply', '--yes', '--resume', '--only', 's2', '--plan', at('plan.json'))
    assert.equal(again.code, 0, again.stdout + again.stderr)
    assert.match(again.stdout, /s1 fixed: done before/)
    const { guardrails } = await bedrock.listGuardrails({ guardrailIdentifier: whole })
    assert.deepEqual(guardrails?.map(({ version }) => version).sort(), ['1', 'DRAFT'])
  })

  test('a plan that was applied is not applied again without saying so', async () => {
    const outcome = await run('fix', '--apply', '--yes', '--plan', at('plan.json'))
    assert.equal(outcome.code, 1)
    assert.match(outcome.stderr, /--resume/)
  })

  test('a plan with a call that its rule never makes is refused', async () => {
    const plan = readPlan()
    const [first, ...rest] = plan.steps
    const call = { service: 'kms', operation: 'ScheduleKeyDeletion', input: { KeyId: 'x' } }
    writeFileSync(
      at('forged.json'),
      JSON.stringify({ ...plan, steps: [{ ...first, calls: [call] }, ...rest] }),
    )
    const outcome = await run('fix', '--apply', '--yes', '--plan', at('forged.json'))
    assert.equal(outcome.code, 1)
    assert.match(outcome.stderr, /key never calls kms:ScheduleKeyDeletion/)
    assert.ok(!existsSync(at('forged.record.jsonl')))
  })

  test('a workspace is made again by the very command that is printed', async () => {
    const domain = await createWorkspace(datazoneFor(server))
    const planned = await run('fix', '--rules', '*workspace-cmk,datazone-*', '--plan', at('studio.json'))
    assert.equal(planned.code, 0, planned.stderr)
    const plan: Plan = JSON.parse(readFileSync(at('studio.json'), 'utf8'))
    assert.deepEqual(
      plan.steps.map(({ stepId, optional }) => [stepId, optional]),
      [['k1', true]],
    )
    const made = await run('fix', '--apply', '--yes', '--only', 'k1', '--plan', at('studio.json'))
    assert.equal(made.code, 0, made.stderr)
    const commands = plan.playbooks[0]?.steps.flatMap(({ command }) => command ?? []) ?? []
    const dryRun = commands.find((command) => command.endsWith('--dry-run'))
    assert.ok(dryRun?.includes(domain))
    const outcome = await keyhold(dryRun?.split(' ').slice(1) ?? [], '', signedIn())
    assert.equal(outcome.code, 0, outcome.stdout + outcome.stderr)
    assert.match(outcome.stdout, /alias\/keyhold\/datazone|key\/[0-9a-f-]{36}/)
  })

  test('a rollback sends back what was there', async () => {
    await bedrock.updateGuardrail({ guardrailIdentifier: whole, ...updateOf(guardrail({ name: 'changed' })) })
    const outcome = await run('fix', '--rollback', at('plan.record.jsonl'), '--yes')
    assert.match(outcome.stdout, /s3 undone/)
    // Somebody has changed it since, and that stays.
    assert.match(outcome.stdout, /s1 drifted/)
    assert.match(outcome.stdout, /k1 skipped: The key stays/)
    assert.equal(outcome.code, 3)
    assert.equal((await bedrock.getGuardrail({ guardrailIdentifier: whole })).name, 'changed')
  })
})

describe('keyhold fix of what it cannot take back lightly', () => {
  const scope = suiteScope()
  const group = { logGroupName: '/app', logGroupArn: 'arn:aws:logs:us-east-1:111122223333:log-group:/app' }
  let kmsKeyId: unknown
  let fake: FakeAws
  let folder: string

  const run = (input: string, ...args: string[]) =>
    keyhold(['fix', ...args, '--plan', join(folder, 'plan.json'), '--endpoint-url', fake.url], input, {
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_REGION: 'us-east-1',
    })

  before(async () => {
    folder = temporaryFolder(scope)
    fake = await startFakeAws(scope, {
      ...fakeKms().handlers,
      'cloudwatch-logs:DescribeLogGroups': () => ({ logGroups: [{ ...group, kmsKeyId }] }),
      'cloudwatch-logs:AssociateKmsKey': (input: FakeInput) => {
        kmsKeyId = input.kmsKeyId
      },
    })
  })

  test('it scans by itself when it is given no scan', async () => {
    const planned = await run('', '--rules', 'logs-group-cmk')
    assert.equal(planned.code, 0, planned.stderr)
    assert.match(planned.stdout, /confirm by typing the resource's name/)
  })

  test('--yes is not enough where a name has to be typed, and a wrong name is none', async () => {
    const outcome = await run('app\n', '--apply', '--yes', '--only', 's1')
    assert.equal(outcome.code, 4, outcome.stdout + outcome.stderr)
    assert.match(outcome.stderr, /type the name \/app to confirm/)
    assert.equal(kmsKeyId, undefined)
  })

  test('with --resume and the name in full it is done', async () => {
    const outcome = await run('/app\n', '--apply', '--resume')
    assert.equal(outcome.code, 0, outcome.stdout + outcome.stderr)
    assert.match(outcome.stdout, /s1 fixed/)
    assert.match(String(kmsKeyId), /^arn:aws:kms:/)
  })

  test('what is no plan, and a plan with a gentler confirmation, are refused', async () => {
    const file = join(folder, 'plan.json')
    const text = readFileSync(file, 'utf8')
    for (const [wrong, message] of [
      ['{', /cannot be read as a plan/],
      ['{"schemaVersion":1}', /is not a plan/],
      [text.replaceAll('"MultiRegion"', '"BypassPolicyLockoutSafetyCheck"'), /never bypassed/],
      [text.replaceAll('"typed"', '"yes"'), /has to be confirmed by its resource's name/],
    ] as const) {
      writeFileSync(file, wrong)
      const outcome = await run('', '--apply', '--resume')
      assert.equal(outcome.code, 1)
      assert.match(outcome.stderr, message)
    }
  })
})

function updateOf({ tags: _, clientRequestToken: __, ...request }: ReturnType<typeof guardrail>) {
  return request
}

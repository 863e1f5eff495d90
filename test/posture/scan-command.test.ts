/** `keyhold scan` as its user runs it, against an account that does as it is told. */

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Finding } from '../../src/posture/finding.ts'
import { keyhold } from '../support/command-line.ts'
import { accessDenied, error, type FakeAws, type FakeInput, fakeAccount } from '../support/fake-aws.ts'
import { keys } from '../support/fake-keys.ts'
import { guardrailArn, startGuardrailFake } from '../support/guardrail-fake.ts'
import { temporaryFolder } from '../support/servers.ts'

const rules = ['--rules', 'bedrock-guardrail-cmk']

function caller(fake: FakeAws): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: fake.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_CONFIG_FILE: '/nowhere/config',
    AWS_SHARED_CREDENTIALS_FILE: '/nowhere/credentials',
    NO_COLOR: '1',
  }
}

interface Run {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  readonly folder: string
  readonly findings: readonly Finding[]
}

async function scan(
  context: TestContext,
  fake: FakeAws,
  more: readonly string[] = [],
  folder = temporaryFolder(context),
): Promise<Run> {
  const outcome = await keyhold(['scan', ...rules, '--output', folder, ...more], '', caller(fake))
  return { ...outcome, folder, findings: findingsIn(folder) }
}

function findingsIn(folder: string): Finding[] {
  const file = join(folder, 'findings.jsonl')
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Finding)
}

const names = (findings: readonly Finding[]) =>
  findings
    .map(({ resource, status, muted }) => `${resource.name} ${status}${muted === null ? '' : ' muted'}`)
    .sort()

test('failures: exit code 3, a table for a person, lines for programs', async (context) => {
  const fake = await startGuardrailFake(context)
  const { code, stdout, stderr, findings, folder } = await scan(context, fake)
  assert.equal(code, 3, stderr)
  assert.match(stdout, /bedrock-guardrail-cmk/)
  assert.deepEqual(names(findings), ['mine PASS', 'none FAIL', 'theirs FAIL'])
  assert.equal(JSON.parse(readFileSync(join(folder, 'scan.json'), 'utf8')).summary.exitCode, 3)
  assert.ok(findings.every(({ provider, endpoint }) => provider === 'self-hosted' && endpoint === fake.url))
  assert.ok(findings.every(({ requirements }) => requirements.length > 0))
})

test('nothing fails: exit code 0', async (context) => {
  const fake = await startGuardrailFake(context, { guardrails: { mine: keys.customer.arn } })
  assert.equal((await scan(context, fake)).code, 0)
})

test('what failures count: severity, mutes, a baseline, or nothing', async (context) => {
  const fake = await startGuardrailFake(context)
  const first = await scan(context, fake, ['--exit-zero'])
  assert.equal(first.code, 0)
  assert.equal((await scan(context, fake, ['--fail-on', 'critical'])).code, 0)
  assert.equal((await scan(context, fake, ['--fail-on', 'none'])).code, 0)
  assert.equal((await scan(context, fake, ['--fail-on', 'high'])).code, 3)
  assert.equal((await scan(context, fake, ['--baseline', join(first.folder, 'findings.jsonl')])).code, 0)

  const mutelist = join(first.folder, 'mutes.yaml')
  writeFileSync(
    mutelist,
    `- {id: known, resource: none, reason: accepted, permanent: true}
- {id: old, resource: theirs, reason: accepted, expires: 2020-01-01}
- {id: idle, rule: s3-*, reason: accepted, permanent: true}
`,
  )
  const muted = await scan(context, fake, ['--mutelist', mutelist])
  assert.equal(muted.code, 3)
  assert.deepEqual(names(muted.findings), ['mine PASS', 'none FAIL muted', 'theirs FAIL'])
  const { summary } = JSON.parse(readFileSync(join(muted.folder, 'scan.json'), 'utf8'))
  assert.deepEqual(summary.unusedMutes, [{ id: 'idle', expires: null }])
  assert.deepEqual(summary.expiredMutes, [{ id: 'old', expires: '2020-01-01' }])

  const config = join(first.folder, 'scan.yaml')
  writeFileSync(
    config,
    'severities: {bedrock-guardrail-cmk: low}\nparameters: {minimumKeyLevel: aws-managed}\n',
  )
  const lowered = await scan(context, fake, ['--config', config, '--fail-on', 'medium'])
  assert.equal(lowered.code, 0)
  assert.deepEqual(names(lowered.findings), ['mine PASS', 'none FAIL', 'theirs PASS'])
})

test('several formats go into the folder, one to standard output', async (context) => {
  const fake = await startGuardrailFake(context)
  const { folder, stdout } = await scan(context, fake, ['--format', 'sarif,csv', '--format', 'md', '--quiet'])
  for (const name of ['findings.sarif', 'findings.csv', 'report.md', 'findings.jsonl'])
    assert.ok(existsSync(join(folder, name)), name)
  assert.equal(stdout, '')
})

test('what could not be read: exit code 4, INCOMPLETE, and MANUAL instead of a verdict', async (context) => {
  const fake = await startGuardrailFake(context, undefined, { 'bedrock:ListGuardrails': accessDenied })
  const { code, stderr, findings } = await scan(context, fake)
  assert.equal(code, 4)
  assert.match(stderr, /INCOMPLETE/)
  assert.deepEqual(names(findings), [`${fakeAccount} MANUAL`])
})

test('wrong usage: exit code 1, wrong credentials or no region: 2, always with one line why', async (context) => {
  const fake = await startGuardrailFake(context)
  for (const [more, code] of [
    [['--rules', 'bedrock-guardrial-cmk'], 1],
    [['--account', '999900001111'], 1],
    [['--region', 'Mars'], 1],
    [['--resume'], 1],
    [['--mutelist', '/nowhere/mutes.yaml'], 1],
  ] as const) {
    const run = await scan(context, fake, more)
    assert.equal(run.code, code, more.join(' '))
    assert.equal(run.stderr.trim().split('\n').length, 1, run.stderr)
  }
  fake.set({ 'sts:GetCallerIdentity': error('InvalidClientTokenId', 403) })
  const refused = await scan(context, fake)
  assert.equal(refused.code, 2)
  assert.match(refused.stderr, /credentials do not work/)
  const nowhere = await keyhold(['scan', ...rules], '', { ...caller(fake), AWS_REGION: '' })
  assert.equal(nowhere.code, 2)
  assert.match(nowhere.stderr, /No region/)
})

test('an organization: each account through its role, one that refuses does not stop the others', async (context) => {
  const fake = await startGuardrailFake(context)
  const accounts = ['222200000001', '222200000002', '222200000003'] as const
  fake.set({
    'organizations:DescribeOrganization': { Organization: { Id: 'o-example' } },
    'organizations:ListAccounts': {
      Accounts: [
        { Id: fakeAccount, Name: 'own', Status: 'ACTIVE' },
        ...accounts.map((Id) => ({ Id, Name: `member ${Id}`, Status: 'ACTIVE' })),
        { Id: '222200000009', Name: 'closed', Status: 'SUSPENDED' },
      ],
    },
    'organizations:ListParents': ({ ChildId }: FakeInput) => ({
      Parents: [
        ChildId === 'ou-1' ? { Id: 'r-1', Type: 'ROOT' } : { Id: 'ou-1', Type: 'ORGANIZATIONAL_UNIT' },
      ],
    }),
    'organizations:DescribeOrganizationalUnit': { OrganizationalUnit: { Id: 'ou-1', Name: 'Workloads' } },
    'sts:AssumeRole': ({ RoleArn, ExternalId }: FakeInput) => {
      assert.equal(ExternalId, 'ours')
      const account = String(RoleArn).split(':')[4]
      assert.equal(RoleArn, `arn:aws:iam::${account}:role/Audit`)
      if (account === accounts[1]) return accessDenied
      return {
        Credentials: {
          AccessKeyId: `ASIA${account}`,
          SecretAccessKey: 'secret',
          SessionToken: 'token',
          Expiration: new Date(Date.now() + 3_600_000),
        },
      }
    },
  })
  const { code, findings, stderr } = await scan(context, fake, [
    ...['--organization', '--role', 'Audit', '--external-id', 'ours', '--region', 'us-east-1,eu-west-1'],
  ])
  assert.equal(code, 3, stderr)
  assert.match(stderr, /INCOMPLETE/)
  const byAccount = Object.groupBy(findings, ({ account }) => account.id)
  for (const account of [fakeAccount, accounts[0], accounts[2]])
    assert.equal(byAccount[account]?.length, 6, account)
  assert.deepEqual(
    (byAccount[accounts[1]] ?? []).map(({ status, reasonCode }) => `${status} ${reasonCode}`),
    ['MANUAL API_ERROR:AccessDeniedException'],
  )
  const member = byAccount[accounts[0]]?.[0]
  assert.deepEqual(member?.account, {
    id: accounts[0],
    name: `member ${accounts[0]}`,
    ouPath: '/Workloads',
    organizationId: 'o-example',
  })
  assert.equal(byAccount['222200000009'], undefined)
})

test('all regions that the account has enabled', async (context) => {
  const fake = await startGuardrailFake(context, undefined, {
    'account:ListRegions': ({ NextToken }: FakeInput) =>
      NextToken === undefined
        ? { Regions: [{ RegionName: 'us-east-1' }], NextToken: 'more' }
        : { Regions: [{ RegionName: 'eu-west-1' }] },
  })
  const { findings } = await scan(context, fake, ['--region', 'all'])
  assert.deepEqual([...new Set(findings.map(({ region }) => region))].sort(), ['eu-west-1', 'us-east-1'])
})

test('killed in the middle, resumed without repeating what was done', async (context) => {
  const guardrails = Object.fromEntries(
    Array.from({ length: 40 }, (_, i) => [`g${String(i).padStart(2, '0')}`, keys.customer.arn]),
  )
  const fake = await startGuardrailFake(context, { guardrails, pageSize: 15 })
  const folder = temporaryFolder(context)
  const reached = Promise.withResolvers<void>()
  const answered = new Set<string>()
  const read = (id: string) => ({ guardrailArn: guardrailArn(id), name: id, kmsKeyArn: keys.customer.arn })
  let isStuck = true
  fake.set({
    'bedrock:GetGuardrail': async ({ guardrailIdentifier }: FakeInput) => {
      const id = String(guardrailIdentifier)
      if (isStuck && answered.size === 20) {
        reached.resolve()
        await new Promise(() => {})
      }
      answered.add(id)
      return read(id)
    },
  })
  const child = spawn(process.execPath, ['src/main.ts', 'scan', ...rules, '--output', folder], {
    env: { ...process.env, ...caller(fake) },
    stdio: 'ignore',
  })
  await reached.promise
  // Until what was answered has arrived: the header, and a line for each.
  await waitFor(() => linesOf(join(folder, 'journal.jsonl')) === 1 + answered.size)
  child.kill('SIGKILL')
  await new Promise((resolve) => child.once('close', resolve))
  isStuck = false
  const before = new Set(answered)
  answered.clear()
  const calls = fake.calls.length
  const { code, findings, stderr } = await scan(context, fake, ['--resume'], folder)
  assert.equal(code, 0, stderr)
  assert.deepEqual(
    names(findings),
    Object.keys(guardrails).map((name) => `${name} PASS`),
  )
  assert.deepEqual(
    [...before].filter((id) => answered.has(id)),
    [],
  )
  assert.equal(fake.calls.slice(calls).filter(({ operation }) => operation === 'kms:DescribeKey').length, 0)

  const again = fake.count('bedrock:GetGuardrail')
  const third = await scan(context, fake, ['--resume'], folder)
  assert.deepEqual(names(third.findings), names(findings))
  assert.equal(fake.count('bedrock:GetGuardrail'), again)

  const other = await scan(context, fake, ['--resume', '--region', 'eu-west-1'], folder)
  assert.equal(other.code, 1)
  assert.match(other.stderr, /other settings \(the regions\)/)
})

function linesOf(file: string): number {
  return readFileSync(file, 'utf8').split('\n').length - 1
}

async function waitFor(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20))
}

test('ended credentials and a deadline: exit code 4, and the scan goes on later', async (context) => {
  const fake = await startGuardrailFake(context)
  const folder = temporaryFolder(context)
  fake.set({ 'bedrock:GetGuardrail': error('ExpiredTokenException', 403) })
  const ended = await scan(context, fake, [], folder)
  assert.equal(ended.code, 4)
  assert.match(ended.stderr, /credentials ended.*--resume/s)

  fake.set({ 'bedrock:GetGuardrail': () => new Promise(() => {}) })
  const late = await scan(context, fake, ['--resume', '--deadline', '2s'], folder)
  assert.equal(late.code, 4)
  assert.match(late.stderr, /deadline/)

  fake.set({
    'bedrock:GetGuardrail': ({ guardrailIdentifier }: FakeInput) => ({
      guardrailArn: guardrailArn(String(guardrailIdentifier)),
      name: guardrailIdentifier,
    }),
  })
  const done = await scan(context, fake, ['--resume'], folder)
  assert.equal(done.code, 3, done.stderr)
  assert.deepEqual(names(done.findings), ['mine FAIL', 'none FAIL', 'theirs FAIL'])
})

test('the rules and the policy that they need', async () => {
  const listed = await keyhold(['scan', '--list-rules'])
  assert.equal(listed.code, 0)
  assert.match(listed.stdout, /bedrock-guardrail-cmk +HIGH/)
  const policy = JSON.parse((await keyhold(['scan', '--iam-policy', ...rules])).stdout)
  assert.deepEqual(policy.Statement[0].Action, [
    'account:ListRegions',
    'bedrock:GetGuardrail',
    'bedrock:ListGuardrails',
    'kms:DescribeKey',
    'kms:ListAliases',
  ])
})

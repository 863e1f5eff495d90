/** `keyhold scan --watch` beside a running Keyhold: what others change there is told with who did it. */

import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { until } from '../src/cli/tour/expect.ts'
import type { Finding } from '../src/posture/finding.ts'
import { openHistory } from '../src/posture/history/history.ts'
import { bedrockOf, guardrail } from './support/bedrock.ts'
import { startTestServer, type TestServer, temporaryFolder } from './support/servers.ts'
import { newUser } from './support/strangers.ts'
import { newKeyArn } from './support/workspaces.ts'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))

interface Watcher {
  readonly process: ChildProcess
  lines(): readonly string[]
  errors(): string
  /** The line that begins so after its time, once it is there. */
  line(start: string): Promise<string>
  end(): Promise<number | null>
}

function startWatcher(
  scope: { after(close: () => unknown): void },
  server: TestServer,
  folder: string,
): Watcher {
  const rules = 'bedrock-guardrail-cmk,qbusiness-application-cmk,kms-key-in-use-unusable,kms-rotation-enabled'
  const options = ['--interval', '1s', '--rules', rules, '--format', 'html', '--output', folder]
  const child = spawn(process.execPath, [main, 'scan', '--watch', ...options], {
    env: {
      ...process.env,
      AWS_ENDPOINT_URL: server.endpoint,
      AWS_REGION: server.region,
      AWS_ACCESS_KEY_ID: server.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: server.credentials.secretAccessKey,
      AWS_CONFIG_FILE: '/nowhere/config',
      AWS_SHARED_CREDENTIALS_FILE: '/nowhere/credentials',
    },
  })
  scope.after(() => child.kill('SIGKILL'))
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk
  })
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk
  })
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve))
  const lines = () => stdout.split('\n').slice(0, -1)
  return {
    process: child,
    lines,
    errors: () => stderr,
    line: (start) =>
      until(`the line ${start}`, async () => {
        if (child.exitCode !== null) throw new Error(`the watch has ended: ${stderr}`)
        return lines().find((line) => line.slice(9).startsWith(start))
      }).catch((error: Error) => {
        throw new Error(`${error.message}; it said:\n${stdout}\n${stderr}`)
      }),
    end() {
      child.kill('SIGINT')
      return closed
    },
  }
}

function findingsIn(folder: string): Finding[] {
  return readFileSync(join(folder, 'findings.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Finding)
}

test('a watch tells what others change, when and by whom, keeps its reports up to date, and goes on where it was', async (context) => {
  const server = await startTestServer(context)
  const [key, other] = [await newKeyArn(server), await newKeyArn(server)]
  const { bedrock } = bedrockOf(server, server.admin)
  const watched = await bedrock.createGuardrail(guardrail({ name: 'watched' }))
  const { applicationId } = await server.admin.qbusiness.createApplication({
    displayName: 'wiki',
    encryptionConfiguration: { kmsKeyId: other },
  })
  await until('an ACTIVE application', async () =>
    (await server.admin.qbusiness.getApplication({ applicationId })).status === 'ACTIVE' ? true : undefined,
  )
  const alice = await newUser(server, server.admin, 'alice', { Action: ['bedrock:*', 'kms:*'] })
  const bob = await newUser(server, server.admin, 'bob', { Action: 'kms:*' })
  const aliceBedrock = bedrockOf(server, alice.clients).bedrock
  const folder = temporaryFolder(context)
  const watcher = startWatcher(context, server, folder)
  await until('a watch', async () => watcher.errors().includes('Watching') || undefined)
  assert.deepEqual(watcher.lines(), [])

  await aliceBedrock.updateGuardrail({
    guardrailIdentifier: watched.guardrailId,
    ...guardrail({ name: 'watched', kmsKeyId: key }),
  })
  const id = `guardrail/${watched.guardrailId}`
  assert.equal(
    (await watcher.line(`FAIL→PASS bedrock-guardrail-cmk ${id}`)).slice(9),
    `FAIL→PASS bedrock-guardrail-cmk ${id} by user/alice UpdateGuardrail`,
  )
  const made = await aliceBedrock.createGuardrail(guardrail({ name: 'made' }))
  const madeId = `guardrail/${made.guardrailId}`
  assert.match(
    await watcher.line(`NEW→FAIL bedrock-guardrail-cmk ${madeId}`),
    /by user\/alice CreateGuardrail$/,
  )
  // The key's state changes the verdict of what is under it, in another service than the event's.
  await bob.clients.kms.disableKey({ KeyId: other })
  assert.match(
    await watcher.line(`PASS→FAIL qbusiness-application-cmk application/${applicationId}`),
    /by user\/bob DisableKey$/,
  )
  await bob.clients.kms.enableKeyRotation({ KeyId: key })
  const keyName = key.slice(key.lastIndexOf(':') + 1)
  assert.match(
    await watcher.line(`FAIL→PASS kms-rotation-enabled ${keyName}`),
    /by user\/bob EnableKeyRotation$/,
  )
  await aliceBedrock.deleteGuardrail({ guardrailIdentifier: made.guardrailId })
  assert.match(
    await watcher.line(`FAIL→GONE bedrock-guardrail-cmk ${madeId}`),
    /by user\/alice DeleteGuardrail$/,
  )
  assert.equal(await watcher.end(), 0, watcher.errors())

  const findings = findingsIn(folder)
  const found = findings.find(
    ({ ruleId, resource }) =>
      ruleId === 'qbusiness-application-cmk' && resource.uid.endsWith(`application/${applicationId}`),
  )
  assert.equal(found?.status, 'FAIL')
  assert.ok(!findings.some(({ resource }) => resource.uid === made.guardrailArn))
  assert.match(readFileSync(join(folder, 'report.html'), 'utf8'), /user\/bob/)
  {
    using history = openHistory(join(folder, 'history.db'))
    const life = history.find(found.findingUid)
    const { changedBy, from, at } = life?.lastChange ?? {}
    assert.deepEqual([from, changedBy?.principal, changedBy?.event], ['PASS', bob.arn, 'kms:DisableKey'])
    assert.equal(life?.nonCompliantSince, at)
    assert.ok(Date.parse(changedBy?.at ?? '') <= Date.parse(at ?? ''))
  }

  // What happens while nobody watches is told by the next one, which goes on with the scan that is there.
  await alice.clients.kms.disableKeyRotation({ KeyId: key })
  const next = startWatcher(context, server, folder)
  assert.match(
    await next.line(`PASS→FAIL kms-rotation-enabled ${keyName}`),
    /by user\/alice DisableKeyRotation$/,
  )
  assert.match(next.errors(), /Going on with the scan of/)
  assert.equal(await next.end(), 0, next.errors())
})

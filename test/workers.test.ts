/** One server of several processes: `KEYHOLD_WORKERS`. All answer, and none can harm what the others have promised. */

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type KMS, paginateListKeys } from '@aws-sdk/client-kms'
import { spawnServer, startChildServer, whenReady } from '../src/cli/child-server.ts'
import { type Clients, clientsFor } from '../src/cli/tour/clients.ts'
import { until } from '../src/cli/tour/expect.ts'
import { createApplication } from './support/application.ts'
import { chainsOf } from './support/chains.ts'
import { keyhold } from './support/command-line.ts'
import { loadUntilKilled, nothingAcknowledged } from './support/crash-load.ts'
import { clientsOfOneAttempt } from './support/one-attempt.ts'
import {
  databasesFor,
  startTestServer,
  suiteScope,
  type TestServer,
  temporaryFolder,
} from './support/servers.ts'
import { openTrailReader } from './support/trail-reader.ts'

const workers = 3
/** The promise is one second; the margin is for a busy machine, where the test's own calls take time. */
const [boundMs, marginMs] = [1_000, 500]

for (const database of databasesFor('SQLite')) {
  describe(`${workers} workers on ${database.name}`, () => {
    const scope = suiteScope()
    let started: Record<string, string>
    let server: TestServer
    before(async () => {
      started = {
        ...(await database.settings()),
        KEYHOLD_DATA: temporaryFolder(scope),
        KEYHOLD_WORKERS: String(workers),
      }
      server = await startTestServer(scope, started)
    })

    test('all answer; a key disabled through one is refused by all within a second', async () => {
      assert.equal(server.output().match(/is ready at/g)?.length, 1, 'one ready line')
      const connections = newConnections(server)
      const { KeyMetadata } = await server.admin.kms.createKey()
      const KeyId = KeyMetadata?.KeyId
      const { CiphertextBlob } = await server.admin.kms.encrypt({ KeyId, Plaintext: Buffer.from('x') })
      const answers = await Promise.all(connections.map(({ kms }) => kms.decrypt({ CiphertextBlob })))
      const ids = answers.map(({ $metadata }) => $metadata.requestId as string)
      assert.equal((await chainsOf(server.dataFolder, databaseUrl(started), ids)).size, workers)

      for (let round = 0; round < 3; round++) {
        const first = connections[round] as Clients
        await first.kms.disableKey({ KeyId })
        const since = performance.now()
        await Promise.all(
          connections.map(({ kms }) =>
            untilOutcome(() => kms.decrypt({ CiphertextBlob }), 'DisabledException'),
          ),
        )
        const took = performance.now() - since
        assert.ok(took < boundMs + marginMs, `refused by all after ${Math.round(took)} ms`)
        await first.kms.enableKey({ KeyId })
        await Promise.all(
          connections.map(({ kms }) => untilOutcome(() => kms.decrypt({ CiphertextBlob }), null)),
        )
      }
      assert.equal((await fetch(`${server.endpoint}/healthz`)).status, 200)
      assert.equal((await fetch(`${server.endpoint}/readyz`)).status, 200)
      assert.equal(await metric(server, 'keyhold_workers'), workers)
      const counted = await metric(
        server,
        'keyhold_requests_total\\{service="kms",operation="Decrypt",status="200"\\}',
      )
      assert.ok(counted >= 4 * connections.length, `one scrape counts the calls of all: ${counted}`)
    })

    test('kill -9 of one: the others go on, nothing acknowledged is lost, it is started again', async (t) => {
      const key = await server.admin.kms.createKey()
      const application = await createApplication(server.admin, key.KeyMetadata?.Arn)
      const trail = openTrailReader(t, server.dataFolder, databaseUrl(started))
      const acknowledged = nothingAcknowledged()
      const since = Date.now()
      for (let round = 0; round < 2; round++) {
        let ended = false
        const load = Promise.all(
          [1, 2, 3].map(() =>
            loadUntilKilled(
              clientsOfOneAttempt(server),
              application,
              server.accountId,
              acknowledged,
              () => ended,
            ),
          ),
        )
        await pause(400)
        process.kill(childrenOf(server)[round] as number, 'SIGKILL')
        await pause(400)
        ended = true
        await load
      }
      await until('all workers', async () => ((await running(server)) === workers ? true : undefined))
      assert.equal(await metric(server, 'keyhold_worker_restarts'), 2)
      assert.ok(acknowledged.keys.size > 0 && acknowledged.ciphertexts.length > 0)
      const [one] = newConnections(server)
      const there = new Set<string | undefined>()
      for await (const page of paginateListKeys({ client: one?.kms as KMS, pageSize: 1000 }, {})) {
        for (const { KeyId } of page.Keys ?? []) there.add(KeyId)
      }
      assert.deepEqual(
        [...acknowledged.keys].filter((keyId) => !there.has(keyId)),
        [],
      )
      for (const { ciphertext, plaintext } of acknowledged.ciphertexts.slice(-30)) {
        const { Plaintext } = (await one?.kms.decrypt({ CiphertextBlob: ciphertext })) ?? {}
        assert.equal(Buffer.from(Plaintext as Uint8Array).toString(), plaintext)
      }
      await until('the end of indexing, jobs of the killed included', async () => {
        const { documentDetailList = [] } = await server.admin.qbusiness.listDocuments({
          ...application,
          maxResults: 100,
        })
        return documentDetailList.every(({ status }) => status === 'INDEXED') || undefined
      })
      await trail.requireRecorded(acknowledged.requestIds, since)
      await stopsWhole(server)
      await trail.requireUnbroken()
    })

    test('without their keeper the workers end, and the next start goes on', async (t) => {
      server = await startTestServer(scope, started)
      const { KeyMetadata } = await server.admin.kms.createKey()
      const left = childrenOf(server)
      assert.equal(left.length, workers)
      server.process.kill('SIGKILL')
      await until('their end', async () => (left.some(isAlive) ? undefined : true), 10_000)
      const next = await startTestServer(t, { ...started, KEYHOLD_WORKERS: '1' })
      await next.admin.kms.describeKey({ KeyId: KeyMetadata?.KeyId })
      assert.equal(childrenOf(next).length, 0, 'one worker is no process of its own')
      assert.equal(await next.stop(), 0)
    })
  })
}

test('sealed: one unseal opens all workers, and whoever is started later', async (t) => {
  const spawned = spawnServer({
    KEYHOLD_DATA: temporaryFolder(t),
    KEYHOLD_WORKERS: String(workers),
    KEYHOLD_SEAL: 'passphrase:',
  })
  t.after(() => spawned.process.kill('SIGKILL'))
  const endpoint = await spawned.endpointWhen('sealed')
  for (let call = 0; call < 2 * workers; call++) {
    assert.equal((await fetch(`${endpoint}/readyz`, { headers: { connection: 'close' } })).status, 503)
  }
  const outcome = await keyhold(['unseal', '--data', spawned.dataFolder], 'a passphrase of five words\n')
  assert.equal(outcome.code, 0, outcome.stderr)
  const child = await whenReady(spawned)
  const server: TestServer = { ...child, admin: clientsFor(child) }
  const answering = async () => {
    const answers = await Promise.all(newConnections(server).map(({ sts }) => sts.getCallerIdentity()))
    const ids = answers.map(({ $metadata }) => $metadata.requestId as string)
    return await chainsOf(server.dataFolder, undefined, ids)
  }
  const first = await answering()
  assert.equal(first.size, workers)
  process.kill(childrenOf(server)[0] as number, 'SIGKILL')
  await until('an answer of the one started anew', async () => {
    const now = await answering()
    return [...now].some((chain) => !first.has(chain)) || undefined
  })
  await stopsWhole(server)
})

describe('a start with workers is refused with a line that says what to do', () => {
  test('when their number is none', async (t) => {
    for (const text of ['0', '65', 'many', '1.5']) {
      await assert.rejects(startChildServer({ KEYHOLD_DATA: temporaryFolder(t), KEYHOLD_WORKERS: text }), {
        message: /keyhold cannot start:.*KEYHOLD_WORKERS is '.*'; give a whole number from 1 to 64/,
      })
    }
  })

  test('when the port is taken', async (t) => {
    const first = await startTestServer(t)
    const KEYHOLD_DATA = temporaryFolder(t)
    await assert.rejects(
      startChildServer({ KEYHOLD_DATA, KEYHOLD_WORKERS: '2', KEYHOLD_LISTEN: new URL(first.endpoint).host }),
      { message: /keyhold cannot start:.*is in use; set KEYHOLD_LISTEN/ },
    )
  })
})

/** More than there are workers: each new connection goes to the next one. */
function newConnections(server: TestServer): Clients[] {
  return Array.from({ length: 3 * workers }, () => clientsFor(server))
}

async function untilOutcome(call: () => Promise<unknown>, name: string | null): Promise<void> {
  await until(
    name ?? 'an answer',
    async () => {
      const outcome = await call().then(
        () => null,
        (error: Error) => error.name,
      )
      return outcome === name ? true : undefined
    },
    10_000,
  )
}

/** Ends with 0, and leaves nobody behind. */
async function stopsWhole(server: TestServer): Promise<void> {
  const children = childrenOf(server)
  assert.equal(children.length, workers)
  assert.equal(await server.stop(), 0, server.output())
  assert.deepEqual(children.filter(isAlive), [])
}

async function running(server: TestServer): Promise<number> {
  const up = await fetch(`${server.endpoint}/readyz`, { headers: { connection: 'close' } })
  return up.status === 200 ? await metric(server, 'keyhold_workers') : 0
}

async function metric(server: TestServer, pattern: string): Promise<number> {
  const text = await (await fetch(`${server.endpoint}/metrics`)).text()
  return Number(new RegExp(`^${pattern} (\\S+)$`, 'm').exec(text)?.[1])
}

function databaseUrl(settings: Record<string, string>): string | undefined {
  return settings.KEYHOLD_DATABASE_URL
}

function childrenOf({ process: { pid } }: TestServer): number[] {
  try {
    return execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .map(Number)
  } catch {
    // pgrep ends with 1 when there is none.
    return []
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !isZombie(pid)
  } catch {
    return false
  }
}

/** Whoever lost its parent may wait for a while to be fetched. */
function isZombie(pid: number): boolean {
  try {
    return /\) Z /.test(readFileSync(join('/proc', String(pid), 'stat'), 'utf8'))
  } catch {
    return false
  }
}

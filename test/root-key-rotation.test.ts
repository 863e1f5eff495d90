/** The root key is replaced under load, while servers are killed: nothing is lost, and nothing of the old one stays. */

import assert from 'node:assert/strict'
import { randomBytes, randomInt } from 'node:crypto'
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { ServiceException } from '@smithy/core/client'
import { type Clients, clientsFor } from '../src/cli/tour/clients.ts'
import { until } from '../src/cli/tour/expect.ts'
import { keyhold } from './support/command-line.ts'
import { searchFolder } from './support/needles.ts'
import { clientsOfOneAttempt, oneAttempt } from './support/one-attempt.ts'
import { byteColumns, openReader, type RawRow, readRows } from './support/raw-tables.ts'
import {
  databasesFor,
  sharedPostgres,
  startTestServer,
  type TestServer,
  temporaryFolder,
} from './support/servers.ts'

const keyCount = 200
/** CI asks for more. */
const kills = Number(process.env.ROTATION_KILLS ?? 1)

interface Note {
  readonly keyId: string
  readonly ciphertext: Uint8Array
}

describe('rootkey rotate', { concurrency: true }, () => {
  for (const database of databasesFor('PostgreSQL')) {
    test(`under load with ${kills} kills on ${database.name}`, { timeout: 180_000 }, async (t) => {
      const folder = temporaryFolder(t)
      const passphraseFile = join(folder, 'passphrase')
      writeFileSync(passphraseFile, randomBytes(16).toString('hex'), { mode: 0o600 })
      const settings: Record<string, string> = {
        ...(await database.settings()),
        KEYHOLD_SEAL: 'passphrase:',
        KEYHOLD_PASSPHRASE_FILE: passphraseFile,
        KEYHOLD_BLOBS: join(folder, 'blobs'),
        KEYHOLD_DATA: join(folder, 'first'),
      }
      const url = settings.KEYHOLD_DATABASE_URL
      let first = await startTestServer(t, settings)
      const second = url === undefined ? null : await startSecond(t, first, settings)
      const notes = await makeNotes(first.admin)
      const before = await remains(first.dataFolder, url)
      const session = (await first.admin.sts.getSessionToken({})).Credentials

      let stopped = false
      const errors: unknown[] = []
      const load = Promise.all(
        [first, second].map((server) =>
          server === null
            ? null
            : runLoad(
                () => (server === second ? second : first),
                notes,
                errors,
                () => stopped,
              ),
        ),
      )
      const started = await keyhold(['rootkey', 'rotate', '--no-wait', '--json', '--data', first.dataFolder])
      assert.equal(started.code, 0, started.stderr)
      for (let kill = 0; kill < kills; kill++) {
        if (kill === 0) await untilHalfWrapped(first.dataFolder, url)
        else await pause(randomInt(0, 250))
        first.process.kill('SIGKILL')
        if (kill === 0 && second === null) assert.notDeepEqual(await namesOf(1, first.dataFolder, url), [])
        first = await startTestServer(t, settings)
      }
      await until('the end of the rotation', async () => ((await status(first)).isRunning ? undefined : true))
      await pause(500)
      stopped = true
      await load
      assert.deepEqual(errors, [], 'no call was refused')

      const after = await status(first)
      assert.deepEqual(
        after.rootKeys.map(({ state }) => state),
        ['PREVIOUS', 'CURRENT'],
      )
      assert.deepEqual(await namesOf(1, first.dataFolder, url), [])
      for (const server of [first, second]) if (server !== null) await requireNotes(server.admin, notes)
      const ofSession = clientsFor({
        endpoint: first.endpoint,
        region: first.region,
        credentials: {
          accessKeyId: session?.AccessKeyId as string,
          secretAccessKey: session?.SecretAccessKey as string,
          sessionToken: session?.SessionToken as string,
        },
      })
      assert.equal((await ofSession.sts.getCallerIdentity()).Account, first.accountId)

      const again = await keyhold([
        'rootkey',
        'rotate',
        '--end-sessions',
        '--json',
        '--data',
        first.dataFolder,
      ])
      assert.equal(again.code, 0, again.stderr)
      await until('the end of the first root key', async () =>
        (await status(first)).rootKeys[0]?.state === 'DESTROYED' ? true : undefined,
      )
      assert.deepEqual(
        JSON.parse(again.stdout)
          .rootKeys.map(({ state }: { state: string }) => state)
          .slice(1),
        ['DESTROYED', 'CURRENT'],
      )
      await assert.rejects(ofSession.sts.getCallerIdentity(), { name: 'InvalidClientTokenId' })
      await requireNotes(first.admin, notes)
      for (const number of [1, 2]) assert.deepEqual(await namesOf(number, first.dataFolder, url), [])
      const rows = await readRows(first.dataFolder, url, 'select root_key_id from root_key_seal')
      assert.deepEqual(
        rows.map((row) => row.root_key_id),
        ['3'],
      )
      assert.equal(await first.stop(), 0)
      if (url === undefined) {
        assert.deepEqual(searchFolder(first.dataFolder, before).finds, [], 'nothing of it is on the disk')
      }
      const last = await startTestServer(t, settings)
      await requireNotes(last.admin, notes)
    })
  }
})

test('a node that sleeps through a rotation works with the new root key as soon as it wakes', {
  timeout: 120_000,
}, async (t) => {
  const folder = temporaryFolder(t)
  const settings = {
    KEYHOLD_DATABASE_URL: await (await sharedPostgres()).newDatabase(),
    KEYHOLD_SEAL: `file:${join(folder, 'root.key')}`,
    KEYHOLD_BLOBS: join(folder, 'blobs'),
    KEYHOLD_DATA: join(folder, 'first'),
  }
  const first = await startTestServer(t, settings)
  const second = await startSecond(t, first, settings)
  const { KeyMetadata } = await second.admin.kms.createKey()
  const KeyId = KeyMetadata?.KeyId
  const { CiphertextBlob } = await second.admin.kms.encrypt({ KeyId, Plaintext: Buffer.from('x') })
  const { SecretAccessKey } = (await second.admin.sts.getSessionToken({})).Credentials ?? {}
  assert.ok(SecretAccessKey)
  second.process.kill('SIGSTOP')
  const rotated = await keyhold(['rootkey', 'rotate', '--end-sessions', '--data', first.dataFolder])
  assert.equal(rotated.code, 0, rotated.stderr)
  assert.match(rotated.stdout, /DESTROYED/)
  second.process.kill('SIGCONT')
  oneAttempt(second.admin.kms)
  const calls = Array.from({ length: 20 }, async () => {
    const created = await second.admin.kms.createKey()
    await second.admin.kms.decrypt({ CiphertextBlob })
    return created.KeyMetadata?.KeyId
  })
  for (const keyId of await Promise.all(calls)) {
    await first.admin.kms.encrypt({ KeyId: keyId, Plaintext: Buffer.from('x') })
  }
  assert.deepEqual(await namesOf(1, first.dataFolder, settings.KEYHOLD_DATABASE_URL), [])
})

async function startSecond(
  t: Parameters<typeof startTestServer>[0],
  first: TestServer,
  settings: Record<string, string>,
): Promise<TestServer> {
  const KEYHOLD_DATA = `${settings.KEYHOLD_DATA}-neighbour`
  mkdirSync(KEYHOLD_DATA, { mode: 0o700 })
  copyFileSync(join(first.dataFolder, 'credentials'), join(KEYHOLD_DATA, 'credentials'))
  return await startTestServer(t, { ...settings, KEYHOLD_DATA })
}

async function makeNotes({ kms }: Clients): Promise<readonly Note[]> {
  const specs = ['SYMMETRIC_DEFAULT', 'ECC_NIST_P256', 'HMAC_256'] as const
  const make = async (index: number): Promise<Note[]> => {
    const spec = specs[index % 20 === 0 ? 1 : index % 20 === 1 ? 2 : 0]
    const KeyUsage =
      spec === 'HMAC_256'
        ? 'GENERATE_VERIFY_MAC'
        : spec === 'ECC_NIST_P256'
          ? 'SIGN_VERIFY'
          : 'ENCRYPT_DECRYPT'
    const { KeyMetadata } = await kms.createKey({ KeySpec: spec, KeyUsage })
    const keyId = KeyMetadata?.KeyId as string
    if (spec !== 'SYMMETRIC_DEFAULT') return []
    const { CiphertextBlob } = await kms.encrypt({ KeyId: keyId, Plaintext: Buffer.from(keyId) })
    return [{ keyId, ciphertext: CiphertextBlob as Uint8Array }]
  }
  const notes: Note[] = []
  for (let start = 0; start < keyCount; start += 20) {
    const made = await Promise.all(Array.from({ length: 20 }, (_, index) => make(start + index)))
    notes.push(...made.flat())
  }
  return notes
}

async function requireNotes({ kms }: Clients, notes: readonly Note[]): Promise<void> {
  for (let start = 0; start < notes.length; start += 20) {
    await Promise.all(
      notes.slice(start, start + 20).map(async ({ keyId, ciphertext }) => {
        const { Plaintext } = await kms.decrypt({ CiphertextBlob: ciphertext })
        assert.equal(Buffer.from(Plaintext ?? '').toString(), keyId)
      }),
    )
  }
}

/** Old ciphertexts and new keys, one call after the other. What a killed server leaves unanswered is no refusal. */
async function runLoad(
  current: () => TestServer,
  notes: readonly Note[],
  errors: unknown[],
  ended: () => boolean,
): Promise<void> {
  while (!ended()) {
    const server = current()
    const clients = clientsOfOneAttempt(server)
    try {
      while (!ended() && server === current()) {
        const note = notes[randomInt(notes.length)] as Note
        await clients.kms.decrypt({ CiphertextBlob: note.ciphertext })
        const { KeyMetadata } = await clients.kms.createKey()
        const KeyId = KeyMetadata?.KeyId
        const { CiphertextBlob } = await clients.kms.encrypt({ KeyId, Plaintext: Buffer.from('x') })
        await clients.kms.decrypt({ CiphertextBlob })
        await pause(10)
      }
    } catch (error) {
      if (error instanceof ServiceException) errors.push(error)
      await pause(20)
    }
  }
}

/** The first batch is wrapped anew, the others are not. */
async function untilHalfWrapped(dataFolder: string, url: string | undefined): Promise<void> {
  const reader = await openReader(dataFolder, url)
  const mark = hexOf(url, 'wrapped_material')
  const sql = `select min(${mark}) as least, max(${mark}) as most from kms_key_material`
  try {
    for (let look = 0; look < 20_000; look++) {
      const [row] = await reader.rows(sql)
      if (row?.least === startOf(1) && row.most === startOf(2)) return
      await pause(1)
    }
  } finally {
    await reader.close()
  }
  throw new Error('it was never seen half done')
}

function startOf(rootKey: number): string {
  return `01${rootKey.toString(16).padStart(8, '0')}`
}

function hexOf(url: string | undefined, column: string): string {
  return url === undefined
    ? `lower(hex(substr(${column}, 1, 5)))`
    : `encode(substring(${column} from 1 for 5), 'hex')`
}

interface Status {
  readonly isRunning: boolean
  readonly rootKeys: readonly { readonly state: string }[]
}

async function status({ dataFolder }: TestServer): Promise<Status> {
  const { stdout, stderr } = await keyhold(['rootkey', 'status', '--json', '--data', dataFolder])
  assert.equal(stderr, '')
  return JSON.parse(stdout)
}

/** Columns of any table with values that name the root key: also of tables that nobody told the rotation about. */
async function namesOf(rootKey: number, dataFolder: string, url: string | undefined): Promise<string[]> {
  const found: string[] = []
  for (const { table, column } of await byteColumns(dataFolder, url)) {
    const where = `${hexOf(url, column)} = '${startOf(rootKey)}'`
    const rows = await readRows(dataFolder, url, `select 1 from ${table} where ${where} limit 1`)
    if (rows.length > 0) found.push(`${table}.${column}`)
  }
  return found
}

/** The sealed root key, and some of what it wrapped, as they rest. */
async function remains(dataFolder: string, url: string | undefined) {
  const rows = [
    ...(await readRows(dataFolder, url, 'select wrapped_root_key as bytes from root_key_seal')),
    ...(await readRows(dataFolder, url, 'select sealed_secret as bytes from iam_access_key')),
    ...(await readRows(dataFolder, url, 'select wrapped_material as bytes from kms_key_material limit 20')),
  ]
  return rows.map((row: RawRow, index) => ({
    name: `value ${index}`,
    bytes: Buffer.from(row.bytes as Uint8Array).subarray(6, 46),
  }))
}

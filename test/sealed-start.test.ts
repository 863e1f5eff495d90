/** A server whose seal is a passphrase: it waits sealed, and is opened by who may. */

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { KMS } from '@aws-sdk/client-kms'
import { type ChildProcessServer, type ChildServer, spawnServer, whenReady } from '../src/cli/child-server.ts'
import { clientsFor } from '../src/cli/tour/clients.ts'
import { keyhold } from './support/command-line.ts'
import { searchBytes, searchFolder, textNeedle } from './support/needles.ts'
import { clientsOfOneAttempt } from './support/one-attempt.ts'
import { databasesFor, sharedPostgres, temporaryFolder } from './support/servers.ts'

const passphrase = `canary passphrase ${randomBytes(8).toString('hex')}`

function spawned(t: TestContext, settings: Readonly<Record<string, string>>): ChildProcessServer {
  const server = spawnServer({ KEYHOLD_SEAL: 'passphrase:', KEYHOLD_LOG: 'trace', ...settings })
  t.after(() => server.process.kill('SIGKILL'))
  return server
}

async function unsealed(t: TestContext, settings: Readonly<Record<string, string>>): Promise<ChildServer> {
  const server = spawned(t, settings)
  await server.endpointWhen('sealed')
  const outcome = await keyhold(['unseal', '--data', server.dataFolder], `${passphrase}\n`)
  assert.equal(outcome.code, 0, outcome.stderr)
  return await whenReady(server)
}

for (const database of databasesFor('SQLite')) {
  describe(`a passphrase on ${database.name}`, () => {
    test('sealed, then open, then sealed again, and the passphrase rests nowhere', async (t) => {
      const settings = { ...(await database.settings()), KEYHOLD_DATA: temporaryFolder(t) }
      const first = spawned(t, settings)
      const endpoint = await first.endpointWhen('sealed')
      const data = ['--data', first.dataFolder]
      await requireSealed(endpoint)
      assert.equal(statSync(join(first.dataFolder, 'control.sock')).mode & 0o777, 0o600)
      await requireRefusedBeforeUnsealed(data)
      assert.equal((await keyhold(['unseal', ...data], `${passphrase}\n`)).code, 0)
      const ready = await whenReady(first)
      assert.equal(ready.endpoint, endpoint)
      const { kms } = clientsFor(ready)
      const { KeyMetadata } = await kms.createKey()
      const sealed = await kms.encrypt({ KeyId: KeyMetadata?.KeyId, Plaintext: Buffer.from('note') })
      assert.equal((await fetch(`${endpoint}/readyz`)).status, 200)
      assert.match((await keyhold(['unseal', ...data])).stdout, /open already/)
      assert.equal(await first.stop(), 0)

      const second = spawned(t, settings)
      const again = await second.endpointWhen('sealed')
      const wrong = await keyhold(['unseal', ...data], `${passphrase} \n`)
      assert.equal(wrong.code, 1)
      assert.equal(wrong.stderr, 'keyhold: this passphrase does not open the root key\n')
      await requireSealed(again)
      const { region, credentials } = ready
      const waiting = new KMS({ endpoint: again, region, credentials, maxAttempts: 12 }).listResourceTags({
        KeyId: KeyMetadata?.KeyId as string,
      })
      await new Promise((resolve) => setTimeout(resolve, 300))
      const file = join(temporaryFolder(t), 'passphrase')
      writeFileSync(file, passphrase, { mode: 0o600 })
      assert.equal((await keyhold(['unseal', ...data, '--passphrase-file', file])).code, 0)
      assert.deepEqual((await waiting).Tags, [], 'what was called while it was sealed is answered')
      const admin = clientsFor(await whenReady(second))
      const opened = await admin.kms.decrypt({ CiphertextBlob: sealed.CiphertextBlob })
      assert.equal(Buffer.from(opened.Plaintext ?? '').toString(), 'note')
      assert.equal(await second.stop(), 0)

      const needles = [textNeedle('passphrase', passphrase)]
      assert.deepEqual(searchFolder(first.dataFolder, needles).finds, [])
      for (const { output } of [first, second])
        assert.deepEqual(searchBytes('output', Buffer.from(output()), needles), [])
      if (database.name === 'PostgreSQL') {
        assert.deepEqual(searchFolder((await sharedPostgres()).dataFolder, needles).finds, [])
      }
    })
  })
}

describe('a sealed server', () => {
  test('the passphrase of a file opens it at its start; a wrong or readable one stops the start', async (t) => {
    const KEYHOLD_DATA = temporaryFolder(t)
    await (await unsealed(t, { KEYHOLD_DATA })).stop()
    const file = join(temporaryFolder(t), 'passphrase')
    const settings = { KEYHOLD_DATA, KEYHOLD_PASSPHRASE_FILE: file }
    writeFileSync(file, `${passphrase}\n`, { mode: 0o600 })
    assert.equal(await (await whenReady(spawned(t, settings))).stop(), 0)
    const byVariable = spawned(t, { KEYHOLD_DATA, KEYHOLD_PASSPHRASE: passphrase })
    assert.equal(await (await whenReady(byVariable)).stop(), 0)
    writeFileSync(file, `${passphrase}!\n`)
    await assert.rejects(whenReady(spawned(t, settings)), /cannot start: this passphrase does not open/)
    const open = join(temporaryFolder(t), 'open')
    writeFileSync(open, passphrase, { mode: 0o644 })
    const readable = spawned(t, { KEYHOLD_DATA, KEYHOLD_PASSPHRASE_FILE: open })
    await assert.rejects(whenReady(readable), /can be read by others: chmod 600/)
  })

  test('a database that no passphrase opens says which seal does', async (t) => {
    const KEYHOLD_DATA = temporaryFolder(t)
    const file = join(temporaryFolder(t), 'root.key')
    const first = await whenReady(spawned(t, { KEYHOLD_DATA, KEYHOLD_SEAL: `file:${file}` }))
    assert.equal(await first.stop(), 0)
    await assert.rejects(whenReady(spawned(t, { KEYHOLD_DATA })), /no passphrase opens this database.*file:/)
  })

  test('SIGTERM ends it cleanly', async (t) => {
    const server = spawned(t, { KEYHOLD_DATA: temporaryFolder(t) })
    await server.endpointWhen('sealed')
    assert.equal(await server.stop(), 0)
  })
})

describe('seals', () => {
  test('from a passphrase to a file: any one opens, the last one stays', async (t) => {
    const KEYHOLD_DATA = temporaryFolder(t)
    const server = await unsealed(t, { KEYHOLD_DATA })
    const data = ['--data', KEYHOLD_DATA]
    const seals = async () =>
      JSON.parse((await keyhold(['rootkey', 'seal', 'list', '--json', ...data])).stdout)
    const [{ name }] = (await seals()).seals
    const last = await keyhold(['rootkey', 'seal', 'remove', name, ...data])
    assert.match(last.stderr, /the last seal cannot be removed/)

    const file = join(temporaryFolder(t), 'root.key')
    const added = await keyhold(['rootkey', 'seal', 'add', `file:${file}`, ...data])
    assert.equal(added.code, 0, added.stderr)
    assert.equal(statSync(file).mode & 0o777, 0o600)
    assert.match(added.stdout, /holds this server open/)
    const inUse = await keyhold(['rootkey', 'seal', 'remove', name, ...data])
    assert.match(inUse.stderr, /was opened with that seal/)
    assert.equal(await server.stop(), 0)

    const sealed = spawned(t, { KEYHOLD_DATA })
    await sealed.endpointWhen('sealed')
    assert.equal((await keyhold(['unseal', '--seal', `file:${file}`, ...data])).code, 0)
    await whenReady(sealed)
    assert.equal((await keyhold(['rootkey', 'seal', 'remove', name, ...data])).code, 0)
    assert.equal((await seals()).seals.length, 1)
    assert.equal(await sealed.stop(), 0)
    await assert.rejects(whenReady(spawned(t, { KEYHOLD_DATA })), /no passphrase opens this database/)
    await whenReady(spawned(t, { KEYHOLD_DATA, KEYHOLD_SEAL: `file:${file}` }))
  })

  test('rotate shows what it does and what comes after', async (t) => {
    const server = await whenReady(spawned(t, { KEYHOLD_DATA: temporaryFolder(t), KEYHOLD_SEAL: '' }))
    const data = ['--data', server.dataFolder]
    const rotated = await keyhold(['rootkey', 'rotate', ...data])
    assert.equal(rotated.code, 0, rotated.stderr)
    assert.match(rotated.stderr, /All nodes learn of the new root key/)
    assert.match(rotated.stdout, /│ 1 +│ PREVIOUS .*│ 2 +│ CURRENT /s)
    assert.match(rotated.stdout, /destroyed after the last of them, 20/)
    assert.match((await keyhold(['rootkey', 'status', ...data])).stdout, /CURRENT/)
  })

  test('a passphrase on the command line is not taken', async (t) => {
    const outcome = await keyhold(['rootkey', 'seal', 'add', `passphrase:${passphrase}`])
    assert.equal(outcome.code, 1)
    assert.match(outcome.stderr, /name the new seal as/)
    assert.doesNotMatch(outcome.stderr, /canary/)
    const server = spawned(t, { KEYHOLD_DATA: temporaryFolder(t), KEYHOLD_SEAL: `passphrase:${passphrase}` })
    await assert.rejects(server.endpointWhen('ready'), (error: Error) => {
      assert.match(error.message, /takes nothing after the colon/)
      return !error.message.includes('canary')
    })
  })

  test('without a server there is nothing to speak to', async (t) => {
    const outcome = await keyhold(['unseal', '--data', temporaryFolder(t)], passphrase)
    assert.equal(outcome.code, 1)
    assert.match(outcome.stderr, /no server runs on/)
  })
})

/** The first passphrase has a least length, and nothing else may be asked before it. */
async function requireRefusedBeforeUnsealed(data: readonly string[]): Promise<void> {
  const short = await keyhold(['unseal', ...data], 'short\n')
  assert.equal(short.code, 1)
  assert.match(short.stderr, /at least 12/)
  for (const command of [['rotate'], ['seal', 'add', 'passphrase:']]) {
    const outcome = await keyhold(['rootkey', ...command, ...data], passphrase)
    assert.match(outcome.stderr, /the server is sealed/)
  }
}

async function requireSealed(endpoint: string): Promise<void> {
  assert.equal((await fetch(`${endpoint}/healthz`)).status, 200)
  const readiness = await fetch(`${endpoint}/readyz`)
  assert.equal(readiness.status, 503)
  assert.deepEqual(await readiness.json(), {
    ready: false,
    status: 'sealed',
    checks: { database: true, unsealed: false, lease: true },
  })
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x' }
  const { kms, sts, qbusiness } = clientsOfOneAttempt({ endpoint, region: 'us-east-1', credentials })
  for (const call of [
    () => kms.listKeys(),
    () => sts.getCallerIdentity(),
    () => qbusiness.listApplications(),
  ]) {
    await assert.rejects(call, (error: Error & { $metadata?: { httpStatusCode?: number } }) => {
      assert.equal(error.$metadata?.httpStatusCode, 503)
      assert.match(error.name, /^ServiceUnavailable(Exception)?$/)
      return error.message.startsWith('Keyhold is sealed')
    })
  }
}

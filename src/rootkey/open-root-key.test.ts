import assert from 'node:assert/strict'
import { createSecretKey, randomBytes } from 'node:crypto'
import { chmod, readdir, readFile, stat, truncate, unlink } from 'node:fs/promises'
import { test } from 'node:test'
import fc from 'fast-check'
import { encodeAad } from '../crypto/aad.ts'
import { sealMessage } from '../crypto/message.ts'
import { openFileSeal } from './file-seal.ts'
import { hasRootKey, openRootKey } from './open-root-key.ts'
import { openFolder } from './rootkey.fixture.ts'
import { RootKeyError } from './rootkey.ts'
import { newSealPair, parsePublicHalf, sealRootKey } from './seal-pair.ts'

const binding = { purpose: 'kms-key-material', identity: ['arn:key', 'material-1'] }

test('openRootKey: the first start makes a root key, later starts open the same', async (t) => {
  const { file, storage, now } = await openFolder(t)
  assert.equal(await hasRootKey(storage), false)
  const first = await openRootKey({ storage, seal: await openFileSeal(file, { create: true }), now })
  const wrapped = first.wrap(binding, Buffer.from('material'))
  assert.equal(await hasRootKey(storage), true)
  const second = await openRootKey({ storage, seal: await openFileSeal(file, { create: false }), now })
  assert.equal(second.unwrap(binding, wrapped).toString(), 'material')
})

test('openRootKey: two first starts at once end with one root key', async (t) => {
  const { file, storage, now } = await openFolder(t)
  const start = async () => openRootKey({ storage, seal: await openFileSeal(file, { create: true }), now })
  const [one, other] = await Promise.all([start(), start()])
  assert.equal(other.unwrap(binding, one.wrap(binding, Buffer.from('x'))).toString(), 'x')
  assert.equal((await storage.database.selectFrom('root_key').selectAll().execute()).length, 1)
})

test('openRootKey: a seal that does not belong to the database is named, and so is the one that does', async (t) => {
  const { file, storage, now } = await openFolder(t)
  const right = await openFileSeal(file, { create: true })
  await openRootKey({ storage, seal: right, now })
  const wrong = await openFileSeal(`${file}.other`, { create: true })
  await assert.rejects(openRootKey({ storage, seal: wrong, now }), (error) => {
    assert.ok(error instanceof RootKeyError)
    assert.ok(error.message.includes(right.name) && error.message.includes(wrong.name))
    return true
  })
})

test('openRootKey: a damaged wrapped root key does not open', async (t) => {
  const { file, storage, now } = await openFolder(t)
  const seal = await openFileSeal(file, { create: true })
  await openRootKey({ storage, seal, now })
  await storage.database
    .updateTable('root_key_seal')
    .set({ wrapped_root_key: Buffer.alloc(96) })
    .execute()
  await assert.rejects(openRootKey({ storage, seal, now }), RootKeyError)
})

test('openRootKey: a root key that somebody else sealed for the public key is not taken', async (t) => {
  const { file, storage, now } = await openFolder(t)
  const seal = await openFileSeal(file, { create: true })
  const rootKey = await openRootKey({ storage, seal, now })
  const row = await storage.database.selectFrom('seal').selectAll().executeTakeFirstOrThrow()
  const publicHalf = rootKey.unwrap({ purpose: 'seal-pair', identity: [seal.name] }, row.wrapped_pair)
  // Whoever can write to the database may know the public key, but not the secret that stands before it.
  const forged = Buffer.concat([randomBytes(32), publicHalf.subarray(32)])
  await storage.database
    .updateTable('root_key_seal')
    .set({ wrapped_root_key: sealRootKey(parsePublicHalf(forged), seal.name, '1', randomBytes(32)) })
    .execute()
  await assert.rejects(openRootKey({ storage, seal, now }), RootKeyError)
  const stranger = parsePublicHalf(newSealPair().publicHalf)
  await storage.database
    .updateTable('root_key_seal')
    .set({ wrapped_root_key: sealRootKey(stranger, seal.name, '1', randomBytes(32)) })
    .execute()
  await assert.rejects(openRootKey({ storage, seal, now }), RootKeyError)
})

test('openRootKey: takes over a database whose root key lies right under the file', async (t) => {
  const { file, storage, now } = await openFolder(t)
  const seal = await openFileSeal(file, { create: true })
  const first = await openRootKey({ storage, seal, now })
  const wrapped = first.wrap(binding, Buffer.from('material'))
  const bytes = (first.ring.rootKeys().get(1) ?? createSecretKey(randomBytes(1))).export()
  await storage.database.deleteFrom('seal').execute()
  await storage.database
    .updateTable('root_key_seal')
    .set({ wrapped_root_key: sealMessage(seal.key, encodeAad(['keyhold/file-seal/1']), bytes) })
    .execute()
  for (let start = 0; start < 2; start++) {
    const again = await openRootKey({ storage, seal, now })
    assert.equal(again.unwrap(binding, wrapped).toString(), 'material')
  }
})

test('openFileSeal: a missing file is not made anew for a database that needs it', async (t) => {
  const { folder, file, storage, now } = await openFolder(t)
  await openRootKey({ storage, seal: await openFileSeal(file, { create: true }), now })
  await unlink(file)
  await assert.rejects(openFileSeal(file, { create: !(await hasRootKey(storage)) }), (error) => {
    assert.ok(error instanceof RootKeyError)
    assert.match(error.message, /is missing.*Restore .*root\.key from a backup/)
    return true
  })
  assert.equal((await readdir(folder)).includes('root.key'), false)
})

test('openFileSeal: makes 32 bytes that only the owner can read, and leaves no draft', async (t) => {
  const { folder, file } = await openFolder(t)
  await openFileSeal(file, { create: true })
  const { mode, size } = await stat(file)
  assert.equal(mode & 0o777, 0o600)
  assert.equal(size, 32)
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.startsWith('root.key')),
    ['root.key'],
  )
})

test('openFileSeal: refuses a file that others can read', async (t) => {
  const { file } = await openFolder(t)
  await openFileSeal(file, { create: true })
  for (const mode of [0o640, 0o604, 0o660, 0o644]) {
    await chmod(file, mode)
    await assert.rejects(openFileSeal(file, { create: true }), /can be read by others.*chmod 600/)
  }
})

test('openFileSeal: refuses a file of another length instead of using what is there', async (t) => {
  const { file } = await openFolder(t)
  await openFileSeal(file, { create: true })
  await truncate(file, 31)
  await assert.rejects(openFileSeal(file, { create: true }), /must hold 32 bytes but holds 31/)
})

test('rootKey: nothing wrapped holds the root key or the seal in the clear', async (t) => {
  const { file, storage, now } = await openFolder(t)
  const rootKey = await openRootKey({ storage, seal: await openFileSeal(file, { create: true }), now })
  const sealBytes = await readFile(file)
  const row = await storage.database.selectFrom('root_key_seal').selectAll().executeTakeFirstOrThrow()
  assert.equal(Buffer.from(row.wrapped_root_key).includes(sealBytes), false)
  assert.equal(Buffer.from(rootKey.wrap(binding, sealBytes)).includes(sealBytes), false)
})

test('rootKey.unwrap: opens for the same purpose and identity only', async (t) => {
  const { file, storage, now } = await openFolder(t)
  const rootKey = await openRootKey({ storage, seal: await openFileSeal(file, { create: true }), now })
  const wrapped = rootKey.wrap(binding, Buffer.alloc(32, 1))
  assert.equal(rootKey.unwrapSecretKey(binding, wrapped).symmetricKeySize, 32)
  const others = [
    { ...binding, purpose: 'iam-access-key' },
    { ...binding, identity: ['arn:key'] },
    { ...binding, identity: ['material-1', 'arn:key'] },
    { ...binding, identity: ['arn:keym', 'aterial-1'] },
  ]
  for (const other of others) assert.throws(() => rootKey.unwrap(other, wrapped), RootKeyError)
})

test('rootKey.unwrap: damaged and arbitrary bytes throw RootKeyError and nothing else', async (t) => {
  const { file, storage, now } = await openFolder(t)
  const rootKey = await openRootKey({ storage, seal: await openFileSeal(file, { create: true }), now })
  const wrapped = rootKey.wrap(binding, Buffer.from('material'))
  for (let at = 0; at < wrapped.length; at++) {
    const damaged = Buffer.from(wrapped)
    damaged[at] = (damaged[at] ?? 0) ^ 1
    assert.throws(() => rootKey.unwrap(binding, damaged), RootKeyError)
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
      assert.throws(() => rootKey.unwrap(binding, bytes), RootKeyError)
    }),
  )
})

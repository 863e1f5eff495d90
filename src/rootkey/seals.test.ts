import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openRootKey } from './open-root-key.ts'
import { insertMaterial, openFolder, quickSeal } from './rootkey.fixture.ts'
import { RootKeyError } from './rootkey.ts'
import { addSeal, listSeals, removeSeal } from './seals.ts'

test('any one of several seals opens the root key, and a removed one does not', async (t) => {
  const { storage, now } = await openFolder(t)
  const [first, second, third] = [quickSeal('one'), quickSeal('two'), quickSeal('three')]
  const rootKey = await openRootKey({ storage, seal: first, now })
  const room = { storage, rootKey, now }
  const [value] = await insertMaterial(room, rootKey)
  await addSeal(room, second)
  await addSeal(room, third)
  assert.ok(value)
  const wrapped = rootKey.wrap(value.binding, value.material)
  for (const seal of [first, second, third]) {
    const opened = await openRootKey({ storage, seal, now })
    assert.deepEqual(opened.unwrap(value.binding, wrapped), value.material)
  }
  await removeSeal(room, second.name)
  assert.deepEqual((await listSeals(storage)).map(({ name }) => name).sort(), [first.name, third.name].sort())
  await assert.rejects(openRootKey({ storage, seal: second, now }), RootKeyError)
  const rows = await storage.database.selectFrom('root_key_seal').select('seal').execute()
  assert.equal(
    rows.some(({ seal }) => seal === second.name),
    false,
  )
})

test('removeSeal: refuses the last seal, the one that holds this server open, and unknown ones', async (t) => {
  const { storage, now } = await openFolder(t)
  const [first, second] = [quickSeal('one'), quickSeal('two')]
  const rootKey = await openRootKey({ storage, seal: first, now })
  const room = { storage, rootKey, now }
  await assert.rejects(removeSeal(room, first.name), /the last seal/)
  await addSeal(room, second)
  await assert.rejects(removeSeal(room, first.name), /was opened with that seal/)
  await assert.rejects(removeSeal(room, 'file:none'), /no seal file:none/)
  assert.equal((await listSeals(storage)).length, 2)
})

test('addSeal: refuses a seal that is there, and a ninth one', async (t) => {
  const { storage, now } = await openFolder(t)
  const first = quickSeal('one')
  const rootKey = await openRootKey({ storage, seal: first, now })
  const room = { storage, rootKey, now }
  await assert.rejects(addSeal(room, first), /already/)
  for (let count = 2; count <= 8; count++) await addSeal(room, quickSeal(String(count)))
  await assert.rejects(addSeal(room, quickSeal('nine')), /there are 8 seals/)
})

test('a seal whose rows were swapped with those of another opens nothing', async (t) => {
  const { storage, now } = await openFolder(t)
  const [first, second] = [quickSeal('one'), quickSeal('two')]
  const rootKey = await openRootKey({ storage, seal: first, now })
  await addSeal({ storage, rootKey, now }, second)
  const row = await storage.database
    .selectFrom('root_key_seal')
    .selectAll()
    .where('seal', '=', first.name)
    .executeTakeFirstOrThrow()
  await storage.database
    .updateTable('root_key_seal')
    .set({ wrapped_root_key: row.wrapped_root_key })
    .where('seal', '=', second.name)
    .execute()
  await assert.rejects(openRootKey({ storage, seal: second, now }), RootKeyError)
})

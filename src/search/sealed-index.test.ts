import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Scope } from '../envelope/envelope.ts'
import { callerCall, declaration, openRoom, type Room, resourceArn } from '../envelope/fixtures/open-room.ts'
import { createSearch } from './create-search.ts'
import type { Passage, Search, SearchDocument } from './search.ts'

/** The whole of it on a real envelope and database. */
async function openSearch(
  t: TestContext,
): Promise<{ room: Room; scope: Scope; search: Search; keyArn: string }> {
  const room = await openRoom(t)
  const keyArn = room.keys.addKey()
  const request = { resourceArn, kmsKeyIdentifier: keyArn }
  const scope = await room.envelope.createScope(callerCall(), declaration, request)
  const search = createSearch({ authority: room.storage.authority, now: () => room.clock.time })
  return { room, scope, search, keyArn }
}

const documents: readonly SearchDocument[] = Array.from({ length: 60 }, (_, i) => ({
  id: `canary-id-${i}`,
  title: `Canarytitle ${i}`,
  text: `The canaryword number${i} ${i % 2 === 0 ? 'sings' : 'sleeps'} in the tree.`,
}))

async function addAll(search: Search, scope: Scope): Promise<void> {
  for (let i = 0; i < documents.length; i += 10)
    await search.add(scope, 'index-1', documents.slice(i, i + 10))
}

test('sealed index: added in batches, asked, replaced, removed, purged, dropped', async (t) => {
  const { room, scope, search } = await openSearch(t)
  await addAll(search, scope)
  const ids = async (text: string): Promise<string[]> =>
    (await search.query(scope, 'index-1', { text, limit: 5 })).map((passage) => passage.documentId)
  assert.equal((await ids('number41 sleeps'))[0], 'canary-id-41')
  await search.add(scope, 'index-1', [{ id: 'canary-id-41', title: 'New', text: 'Now an albatross.' }])
  assert.deepEqual(await ids('number41'), [])
  assert.deepEqual(await ids('albatross'), ['canary-id-41'])
  await search.remove(scope, 'index-1', ['canary-id-41'])
  await search.purge(scope, 'index-1')
  assert.deepEqual(await ids('albatross'), [])
  await search.drop(scope, 'index-1')
  assert.deepEqual(await ids('canaryword'), [])
  const rows = await room.storage.database.selectFrom('sealed_object').select('id').execute()
  assert.equal(rows.length, 0)
})

test('sealed index: the key disabled → refused at once, from memory too; enabled → all is back', async (t) => {
  const { room, scope, search, keyArn } = await openSearch(t)
  await addAll(search, scope)
  const ask = (): Promise<readonly Passage[]> =>
    search.query(scope, 'index-1', { text: 'canaryword', limit: 3 })
  const before = await ask()
  assert.equal(before.length, 3)
  await room.keys.setState(keyArn, 'Disabled')
  await assert.rejects(ask(), { name: 'UnavailableError', code: 'DisabledException' })
  await assert.rejects(search.remove(scope, 'index-1', ['canary-id-1']), { name: 'UnavailableError' })
  await room.keys.setState(keyArn, 'Enabled')
  assert.deepEqual(await ask(), before)
})

test('sealed index: dropped without the key', async (t) => {
  const { room, scope, search, keyArn } = await openSearch(t)
  await addAll(search, scope)
  await room.keys.revokeGrants(keyArn)
  await search.drop(scope, 'index-1')
  assert.deepEqual(
    await readdir(join(room.folder, 'blobs'), { recursive: true }).then((names) =>
      names.filter((name) => /[0-9a-f]{16}/.test(name)),
    ),
    [],
  )
})

test('sealed index: no word, title or document id rests in the clear', async (t) => {
  const { room, scope, search } = await openSearch(t)
  await addAll(search, scope)
  const entries = await readdir(room.folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  assert.ok(files.length > 1)
  for (const file of files) {
    const bytes = (await readFile(file)).toString('latin1').toLowerCase()
    for (const secret of ['canary-id', 'canarytitle', 'canaryword'])
      assert.ok(!bytes.includes(secret), `${secret} in ${file}`)
  }
})

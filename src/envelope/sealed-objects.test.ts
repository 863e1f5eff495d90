import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { createBlobMarks, writeMsMax } from './blob-marks.ts'
import { ObjectMissingError, type Scope } from './envelope.ts'
import { callerCall, chunksOf, declaration, openRoom, type Room, resourceArn } from './fixtures/open-room.ts'

async function openScope(t: TestContext): Promise<{ room: Room; scope: Scope }> {
  const room = await openRoom(t)
  return { room, scope: await room.envelope.createScope(callerCall(), declaration, { resourceArn }) }
}

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const chunk of chunks) parts.push(chunk)
  return Buffer.concat(parts)
}

async function blobFiles(room: Room): Promise<string[]> {
  const entries = await readdir(join(room.folder, 'blobs'), { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name)
}

/** Names that are marked although no reservation for later writes explains them. */
async function marksOf(room: Room, names: readonly string[]): Promise<string[]> {
  const rows = await room.storage.database.selectFrom('doomed_blob').select('blob').execute()
  return rows.map((row) => row.blob).filter((blob) => names.includes(blob))
}

for (const length of [0, 1, 70_000, 300_000, 1_500_000]) {
  test(`objects of ${length} bytes: buffer and stream are read back whole and in ranges`, async (t) => {
    const { scope } = await openScope(t)
    const content = randomBytes(length)
    assert.deepEqual(await scope.objects.put('file', 'a', content), { plaintextBytes: length })
    const streamed = await scope.objects.put('file', 'b', chunksOf(content, 40_000))
    assert.deepEqual(streamed, { plaintextBytes: length })
    for (const id of ['a', 'b']) {
      assert.deepEqual(await scope.objects.readAll('file', id), content)
      const range = { start: Math.floor(length / 3), end: Math.floor(length / 2) }
      assert.deepEqual(
        await collect(scope.objects.read('file', id, range)),
        content.subarray(range.start, range.end),
      )
    }
  })
}

test('objects: an absent one is missing, a second one under the same id is refused and leaves no blob', async (t) => {
  const { room, scope } = await openScope(t)
  await assert.rejects(scope.objects.readAll('file', 'a'), ObjectMissingError)
  await scope.objects.put('file', 'a', Buffer.from('one'))
  await assert.rejects(scope.objects.put('file', 'a', Buffer.from('two')), { name: 'RecordExistsError' })
  assert.equal((await scope.objects.readAll('file', 'a')).toString(), 'one')
  assert.equal((await blobFiles(room)).length, 1)
})

test('objects: deleting unlinks, works for absent ids, and frees the id', async (t) => {
  const { room, scope } = await openScope(t)
  await scope.objects.put('file', 'a', Buffer.from('one'))
  const files = await blobFiles(room)
  await scope.objects.delete('file', ['a', 'absent'])
  assert.deepEqual(await blobFiles(room), [])
  assert.deepEqual(await marksOf(room, files), [])
  await assert.rejects(scope.objects.readAll('file', 'a'), ObjectMissingError)
  await scope.objects.put('file', 'a', Buffer.from('two'))
  assert.equal((await scope.objects.readAll('file', 'a')).toString(), 'two')
})

test('objects: a content that fails midway leaves neither row nor blob', async (t) => {
  const { room, scope } = await openScope(t)
  const content = async function* () {
    yield Buffer.alloc(400_000)
    throw new Error('the client went away')
  }
  await assert.rejects(scope.objects.put('file', 'a', content()), /went away/)
  assert.deepEqual(await blobFiles(room), [])
  await assert.rejects(scope.objects.readAll('file', 'a'), ObjectMissingError)
})

test('objects: one cannot stand in for another, nor an earlier one for its successor', async (t) => {
  const { room, scope } = await openScope(t)
  await scope.objects.put('file', 'a', Buffer.from('one'))
  await scope.objects.put('file', 'b', Buffer.from('two'))
  const { database } = room.storage
  const rows = await database.selectFrom('sealed_object').selectAll().orderBy('id').execute()
  await database.updateTable('sealed_object').set({ blob: rows[1]?.blob }).where('id', '=', 'a').execute()
  await assert.rejects(scope.objects.readAll('file', 'a'), { name: 'OpenError' })
})

test('objects: a wrong length in the row fails', async (t) => {
  const { room, scope } = await openScope(t)
  await scope.objects.put('file', 'a', randomBytes(300_000))
  for (const bytes of [0, 299_999, 300_001, 262_144]) {
    await room.storage.database.updateTable('sealed_object').set({ plaintext_bytes: bytes }).execute()
    await assert.rejects(scope.objects.readAll('file', 'a'), { name: 'OpenError' })
  }
})

test('sweeper: unlinks what a crash left behind a deletion, and blobs whose row was never written', async (t) => {
  const { room, scope } = await openScope(t)
  const { storage, clock } = room
  await scope.objects.put('file', 'kept', Buffer.from('kept'))
  const [kept] = await blobFiles(room)
  const marks = createBlobMarks(
    { ...storage, jobs: { ...storage.jobs, handle: () => undefined } },
    () => clock.time,
  )
  const doomed = await marks.reserveName()
  const unwritten = await marks.reserveName()
  for (const name of [doomed, unwritten]) await storage.blobs.put(name, [Buffer.from('left')])
  await storage.transaction(async (tx) => {
    await marks.keep(tx, doomed)
    await marks.doom(tx, [doomed])
  })

  const signal = new AbortController().signal
  const next = await marks.sweep(signal)
  assert.deepEqual((await blobFiles(room)).sort(), [kept, unwritten].sort())
  assert.ok(next !== undefined && next > clock.time)
  clock.time += writeMsMax
  assert.equal(await marks.sweep(signal), undefined)
  assert.deepEqual(await blobFiles(room), [kept])
  assert.equal((await scope.objects.readAll('file', 'kept')).toString(), 'kept')
})

test('sweeper: a write that took longer than a blob may wait is refused, not lost later', async (t) => {
  const { room, scope } = await openScope(t)
  const content = async function* () {
    yield Buffer.from('slow')
    room.clock.time += writeMsMax
  }
  await assert.rejects(scope.objects.put('file', 'a', content()), /took too long/)
  await assert.rejects(scope.objects.readAll('file', 'a'), ObjectMissingError)
  assert.deepEqual(await blobFiles(room), [])
})

test('sweeper: runs as a leased job', async (t) => {
  const { room, scope } = await openScope(t)
  await scope.objects.put('file', 'a', Buffer.from('one'))
  const job = await room.storage.database.selectFrom('job').selectAll().executeTakeFirst()
  assert.equal(job?.kind, 'envelope:sweep-blobs')
})

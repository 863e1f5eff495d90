import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { InvalidCursorError, type Scope } from './envelope.ts'
import { callerCall, declaration, openRoom, type Room, resourceArn } from './fixtures/open-room.ts'
import { bodyBytesMax } from './record-body.ts'

async function openScope(t: TestContext): Promise<{ room: Room; scope: Scope }> {
  const room = await openRoom(t)
  return { room, scope: await room.envelope.createScope(callerCall(), declaration, { resourceArn }) }
}

test('records: what is created is read back, in this and in a reopened scope', async (t) => {
  const { room, scope } = await openScope(t)
  const body = { text: 'grüße', list: [1, null, { deep: true }] }
  const created = await scope.records.create({ kind: 'note', id: '1', parent: 'p', status: 'NEW', body })
  const read = await scope.records.get('note', '1')
  assert.deepEqual(read, created)
  assert.deepEqual(read?.body, body)
  const reopened = await (await room.restart()).openScope(declaration, scope.id)
  assert.deepEqual(await reopened.records.get('note', '1'), created)
  assert.equal(await scope.records.get('note', '2'), null)
  assert.equal(await scope.records.get('other', '1'), null)
})

test('records: an id is taken once per kind', async (t) => {
  const { scope } = await openScope(t)
  await scope.records.create({ kind: 'note', id: '1', body: 1, indexes: { owner: 'ada' } })
  const again = { kind: 'note', id: '1', body: 2, indexes: { owner: 'eve' } }
  await assert.rejects(scope.records.create(again), { name: 'RecordExistsError' })
  assert.deepEqual(await scope.records.find('note', 'owner', 'eve'), [])
  await scope.records.create({ kind: 'other', id: '1', body: 3 })
  assert.equal((await scope.records.get('note', '1'))?.body, 1)
})

test('records: of two writers with the same revision one wins', async (t) => {
  const { room, scope } = await openScope(t)
  const record = await scope.records.create({ kind: 'note', id: '1', body: 0 })
  room.clock.time += 5
  const outcomes = await Promise.allSettled([1, 2].map((body) => scope.records.update(record, { body })))
  assert.deepEqual(outcomes.map((each) => each.status).sort(), ['fulfilled', 'rejected'])
  const rejected = outcomes.find((each) => each.status === 'rejected')
  assert.equal(rejected?.reason.name, 'RecordConflictError')
  const read = await scope.records.get<number>('note', '1')
  assert.equal(read?.revision, 2)
  assert.equal(read?.updatedAt, room.clock.time)
})

test('records: a change of status keeps the body, a change of body the status', async (t) => {
  const { scope } = await openScope(t)
  const first = await scope.records.create({ kind: 'note', id: '1', status: 'A', body: 'one' })
  const second = await scope.records.update(first, { status: 'B' })
  assert.deepEqual([second.status, second.body], ['B', 'one'])
  await scope.records.setStatus('note', '1', 'C')
  const third = await scope.records.update(second, { body: 'two' })
  assert.deepEqual([third.status, third.body, third.revision], ['C', 'two', 3])
  assert.deepEqual(await scope.records.get('note', '1'), third)
})

test('records: equality search finds by the value of a field, and follows changes', async (t) => {
  const { scope } = await openScope(t)
  const record = await scope.records.create({
    kind: 'note',
    id: '1',
    body: 1,
    indexes: { owner: 'ada', tag: 'x' },
  })
  await scope.records.create({ kind: 'note', id: '2', body: 2, indexes: { owner: 'ada', tag: 'y' } })
  const ids = async (field: string, value: string, kind = 'note') =>
    (await scope.records.find(kind, field, value)).map((each) => each.id)
  assert.deepEqual(await ids('owner', 'ada'), ['1', '2'])
  assert.deepEqual(await ids('tag', 'x'), ['1'])
  assert.deepEqual(await ids('tag', 'ada'), [])
  assert.deepEqual(await ids('owner', 'ada', 'other'), [])
  await scope.records.update(record, { indexes: { owner: 'eve' } })
  assert.deepEqual(await ids('owner', 'ada'), ['2'])
  assert.deepEqual(await ids('owner', 'eve'), ['1'])
  assert.deepEqual(await ids('tag', 'x'), ['1'])
})

test('records: pages meet without gap or repetition in both orders, also where times are equal', async (t) => {
  const { scope } = await openScope(t)
  const ids = Array.from({ length: 23 }, (_, at) => `id-${String(at).padStart(2, '0')}`)
  for (const [at, id] of ids.entries()) {
    const parent = at % 2 === 0 ? 'even' : 'odd'
    const createdAt = 1_000 + Math.floor(at / 5)
    await scope.records.create({
      kind: 'note',
      id,
      parent,
      status: parent,
      body: at,
      createdAt,
      indexes: { all: 'x' },
    })
  }
  const walk = async (read: (after?: string) => Promise<readonly { id: string; cursor: string }[]>) => {
    const seen: string[] = []
    for (let after: string | undefined; ; ) {
      const page = await read(after)
      if (page.length === 0) return seen
      seen.push(...page.map((each) => each.id))
      after = page.at(-1)?.cursor
    }
  }
  const { records } = scope
  assert.deepEqual(await walk((after) => records.list('note', { limit: 4, after })), ids)
  assert.deepEqual(await walk((after) => records.outlines('note', { limit: 3, after })), ids)
  assert.deepEqual(await walk((after) => records.find('note', 'all', 'x', { limit: 6, after })), ids)
  assert.deepEqual(
    await walk((after) => records.list('note', { limit: 4, after, order: 'newest' })),
    ids.toReversed(),
  )
  const even = ids.filter((_, at) => at % 2 === 0)
  assert.deepEqual(await walk((after) => records.list('note', { limit: 2, after, parent: 'even' })), even)
  assert.deepEqual(await walk((after) => records.list('note', { limit: 2, after, status: 'even' })), even)
  assert.equal(await records.count('note'), 23)
  assert.equal(await records.count('note', { parent: 'odd' }), 11)
  assert.equal(await records.count('note', { status: 'none' }), 0)
})

test('records: a cursor that is none is refused', async (t) => {
  const { scope } = await openScope(t)
  for (const after of [
    '',
    'x',
    Buffer.from('12').toString('base64url'),
    Buffer.from('x:y').toString('base64url'),
  ]) {
    await assert.rejects(scope.records.list('note', { after }), InvalidCursorError)
  }
})

test('records: deleting takes the blind indexes along and nothing else', async (t) => {
  const { room, scope } = await openScope(t)
  for (const id of ['1', '2', '3']) {
    const parent = id === '3' ? 'q' : 'p'
    await scope.records.create({ kind: 'note', id, parent, body: id, indexes: { owner: 'ada' } })
  }
  await scope.records.create({ kind: 'other', id: '1', parent: 'p', body: 0, indexes: { owner: 'ada' } })
  await scope.records.delete('note', ['1', 'absent'])
  await scope.records.delete('note', [])
  assert.deepEqual(
    (await scope.records.list('note')).map((each) => each.id),
    ['2', '3'],
  )
  await scope.records.deleteChildren('note', 'p')
  assert.deepEqual(
    (await scope.records.list('note')).map((each) => each.id),
    ['3'],
  )
  const left = await room.storage.database.selectFrom('blind_index').select(['kind', 'record_id']).execute()
  assert.deepEqual(left.map((row) => `${row.kind}/${row.record_id}`).sort(), ['note/3', 'other/1'])
})

const moves = [
  { name: 'under another id', set: { id: '9' }, find: ['note', '9'] },
  { name: 'under another kind', set: { kind: 'other' }, find: ['other', '1'] },
  { name: 'under another parent', set: { parent: 'q' }, find: ['note', '1'] },
  { name: 'at another revision', set: { revision: 2 }, find: ['note', '1'] },
] as const

for (const { name, set, find } of moves) {
  test(`records: a body ${name} does not open`, async (t) => {
    const { room, scope } = await openScope(t)
    await scope.records.create({ kind: 'note', id: '1', parent: 'p', body: 'secret' })
    await room.storage.database.updateTable('sealed_record').set(set).execute()
    await assert.rejects(scope.records.get(find[0], find[1]), { name: 'OpenError' })
  })
}

test('records: the bodies of two records cannot be swapped', async (t) => {
  const { room, scope } = await openScope(t)
  await scope.records.create({ kind: 'note', id: '1', body: 'one' })
  await scope.records.create({ kind: 'note', id: '2', body: 'two' })
  const { database } = room.storage
  const rows = await database
    .selectFrom('sealed_record')
    .select(['id', 'sealed_body'])
    .orderBy('id')
    .execute()
  await database
    .updateTable('sealed_record')
    .set({ sealed_body: rows[1]?.sealed_body })
    .where('id', '=', '1')
    .execute()
  await assert.rejects(scope.records.get('note', '1'), { name: 'OpenError' })
})

test('records: a body that is too large or no JSON is refused before anything is stored', async (t) => {
  const { scope } = await openScope(t)
  const large = { kind: 'note', id: '1', body: 'x'.repeat(bodyBytesMax) }
  await assert.rejects(scope.records.create(large), RangeError)
  await assert.rejects(scope.records.create({ kind: 'note', id: '1', body: undefined }), TypeError)
  assert.equal(await scope.records.count('note'), 0)
})

test('records: a deletion in a transaction goes with it, and tells whether there was something', async (t) => {
  const { room, scope } = await openScope(t)
  await scope.records.create({ kind: 'note', id: '1', body: 1, indexes: { owner: 'ada' } })
  const undone = room.storage.transaction(async (tx) => {
    assert.equal(await scope.records.deleteWithin(tx, 'note', '1'), true)
    throw new Error('undone')
  })
  await assert.rejects(undone, { message: 'undone' })
  assert.equal((await scope.records.find('note', 'owner', 'ada')).length, 1)
  const deleteOnce = () => room.storage.transaction((tx) => scope.records.deleteWithin(tx, 'note', '1'))
  assert.deepEqual([await deleteOnce(), await deleteOnce()], [true, false])
  assert.deepEqual(await scope.records.find('note', 'owner', 'ada'), [])
  const rows = await room.storage.database.selectFrom('blind_index').selectAll().execute()
  assert.deepEqual(rows, [])
})

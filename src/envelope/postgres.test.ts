import assert from 'node:assert/strict'
import { after, before, type TestContext, test } from 'node:test'
import { startPostgres, type TestPostgres } from '../../test/support/postgres.ts'
import { dataKeyLimits } from './data-key-budget.ts'
import { type Envelope, type Scope, ScopeMissingError } from './envelope.ts'
import { callerCall, chunksOf, declaration, openRoom, type Room, resourceArn } from './fixtures/open-room.ts'

let postgres: TestPostgres

before(async () => {
  postgres = await startPostgres()
})
after(() => postgres.stop())

interface TwoNodes {
  readonly room: Room
  readonly keyArn: string
  readonly one: Scope
  readonly two: Scope
  readonly other: Envelope
}

async function twoNodes(t: TestContext): Promise<TwoNodes> {
  const room = await openRoom(t, await postgres.newDatabase())
  const keyArn = room.keys.addKey()
  const request = { resourceArn, kmsKeyIdentifier: keyArn }
  const one = await room.envelope.createScope(callerCall(), declaration, request)
  const { envelope: other } = await room.secondNode()
  return { room, keyArn, one, two: await other.openScope(declaration, one.id), other }
}

test('postgres: what one node seals another finds, pages, changes and deletes', async (t) => {
  const { one, two } = await twoNodes(t)
  for (const id of ['1', '2', '3']) {
    await one.records.create({ kind: 'note', id, parent: 'p', body: { id }, indexes: { owner: 'ada' } })
  }
  await assert.rejects(two.records.create({ kind: 'note', id: '1', body: 0 }), { name: 'RecordExistsError' })
  const [first, second] = await two.records.list<{ id: string }>('note', { limit: 2 })
  assert.ok(first && second)
  const rest = await two.records.find('note', 'owner', 'ada', { after: second.cursor })
  assert.deepEqual(
    rest.map((each) => each.body),
    [{ id: '3' }],
  )
  await two.records.update(first, { status: 'DONE', indexes: { owner: 'eve' } })
  await assert.rejects(one.records.update(first, { status: 'LATE' }), { name: 'RecordConflictError' })
  assert.equal(await one.records.count('note', { status: 'DONE' }), 1)
  await one.records.deleteChildren('note', 'p')
  assert.deepEqual(await two.records.find('note', 'owner', 'eve'), [])

  const content = Buffer.alloc(600_000, 'x')
  await one.objects.put('file', 'a', content)
  await two.objects.put('file', 'b', chunksOf(content, 50_000))
  assert.ok((await one.objects.readAll('file', 'b')).equals(content))
  assert.ok((await two.objects.readAll('file', 'a')).equals(content))
  await two.objects.delete('file', ['a', 'b'])
  await assert.rejects(one.objects.readAll('file', 'a'), { name: 'ObjectMissingError' })
})

test('postgres: a key disabled through one node is refused by the other within one second', async (t) => {
  const { room, keyArn, two } = await twoNodes(t)
  await two.records.create({ kind: 'note', id: '1', body: 1 })
  await two.records.get('note', '1')
  await room.keys.setState(keyArn, 'Disabled')
  const until = performance.now() + 1000
  const refused = () =>
    two.records.get('note', '1').then(
      () => false,
      (error: Error) => error.name === 'UnavailableError',
    )
  while (!(await refused())) assert.ok(performance.now() < until, 'still served after one second')
})

test('postgres: two nodes that find the same data key spent end with one successor', async (t) => {
  const { room, one, two } = await twoNodes(t)
  room.clock.time += dataKeyLimits.ageMsMax
  await Promise.all([
    one.records.create({ kind: 'note', id: '1', body: 1 }),
    two.records.create({ kind: 'note', id: '2', body: 2 }),
  ])
  const rows = await room.storage.database.selectFrom('data_key').select('purpose').execute()
  assert.deepEqual(rows.map((row) => row.purpose).sort(), ['DECRYPT', 'ENCRYPT'])
  assert.equal((await one.records.list('note')).length, 2)
})

test('postgres: first uses of a blind index on two nodes find each other', async (t) => {
  const { one, two } = await twoNodes(t)
  await Promise.all([
    one.records.create({ kind: 'note', id: '1', body: 1, indexes: { owner: 'ada' } }),
    two.records.create({ kind: 'note', id: '2', body: 2, indexes: { owner: 'ada' } }),
  ])
  assert.equal((await one.records.find('note', 'owner', 'ada')).length, 2)
  assert.equal((await two.records.find('note', 'owner', 'ada')).length, 2)
})

test('postgres: a scope that is deleted while others write to it ends empty', async (t) => {
  const { room, one, two, other } = await twoNodes(t)
  const writes = Array.from({ length: 60 }, (_, at) => {
    const scope = at % 2 === 0 ? one : two
    return at % 3 === 0
      ? scope.objects.put('file', `${at}`, Buffer.alloc(100))
      : scope.records.create({ kind: 'note', id: `${at}`, body: at })
  })
  const settled = Promise.allSettled(writes)
  await other.deleteScope(declaration, one.id)
  for (const outcome of await settled) {
    if (outcome.status === 'rejected')
      assert.ok(outcome.reason instanceof ScopeMissingError, String(outcome.reason))
  }
  for (const table of ['sealed_record', 'sealed_object', 'data_key', 'encryption_scope'] as const) {
    assert.deepEqual(await room.storage.database.selectFrom(table).selectAll().execute(), [], table)
  }
})

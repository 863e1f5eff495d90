import assert from 'node:assert/strict'
import { after, before, type TestContext, test } from 'node:test'
import { sql } from 'kysely'
import { startPostgres, type TestPostgres } from '../../test/support/postgres.ts'
import { startSeverable } from '../../test/support/severable.ts'
import { touch } from './contract/authority.ts'
import { event } from './contract/event-log.ts'
import { type NewPlace, newFolderPlace, openIn, until } from './contract/harness.ts'
import { enqueue, jobRows } from './contract/jobs.ts'
import { storageContract } from './storage.contract.ts'
import type { Storage } from './storage.ts'

let postgres: TestPostgres

before(async () => {
  postgres = await startPostgres()
})
after(() => postgres.stop())

const newPlace: NewPlace = async (t) => newFolderPlace(t, await postgres.newDatabase())

storageContract('postgres', newPlace)

test('postgres: nodes that start together on an empty database all start', async (t) => {
  const place = await newPlace(t)
  const nodes = await Promise.all([1, 2, 3].map((node) => openIn(place, { nodeId: `node-${node}` })))
  for (const node of nodes) await node.ping()
})

test('postgres: a change on one node voids exactly its subjects on another within one second', async (t) => {
  const [one, two] = await twoNodes(t)
  for (const subject of ['key/a', 'key/b']) await two.authority.read(subject, 'record', async () => 'old')
  await touch(one, 'key/a')
  assert.ok((await servedFor(two, 'key/a')) < 1000)
  assert.equal(await two.authority.peek('key/b', 'record'), 'old')
  assert.equal(two.authority.epoch(), one.authority.epoch())
})

test('postgres: the bound holds without any notification', async (t) => {
  const [one, two] = await twoNodes(t)
  for (let round = 0; round < 5; round += 1) {
    await two.authority.read('key/a', 'record', async () => 'old')
    await one.transaction(async (tx) => {
      await sql`update authority set epoch = epoch + 1`.execute(tx)
      await sql`insert into authority_change select epoch, 'key/a', 0 from authority`.execute(tx)
    })
    const changedAt = performance.now()
    await until(
      'the subject is void',
      async () => (await two.authority.peek('key/a', 'record')) === undefined,
    )
    assert.ok(performance.now() - changedAt < 1000)
  }
})

test('postgres: a node that missed too many changes, or a restored backup, voids everything', async (t) => {
  const [one, two] = await twoNodes(t)
  for (const epoch of [50_000, 3]) {
    await two.authority.read('key/a', 'record', async () => 'old')
    await sql`update authority set epoch = ${sql.lit(epoch)}`.execute(one.database)
    await until('it is void', async () => (await two.authority.peek('key/a', 'record')) === undefined)
    assert.equal(two.authority.epoch(), epoch)
  }
})

test('postgres: changes on both nodes at once leave both at the same epoch, each value current', async (t) => {
  const [one, two] = await twoNodes(t)
  const nodes = [one, two]
  await one.database.insertInto('meta').values({ key: 'n', value: '0' }).execute()
  const current = async (node: (typeof nodes)[number]) =>
    node.authority.read('n', 'value', async () =>
      Number((await node.database.selectFrom('meta').select('value').executeTakeFirstOrThrow()).value),
    )
  await Promise.all(
    nodes.map(async (node) => {
      for (let round = 0; round < 30; round += 1) {
        const value = await node.authority.change(async (tx, change) => {
          change.touch('n')
          const row = await tx.selectFrom('meta').select('value').executeTakeFirstOrThrow()
          await tx
            .updateTable('meta')
            .set({ value: String(Number(row.value) + 1) })
            .execute()
          return Number(row.value) + 1
        })
        // A node never reads less than it wrote itself.
        assert.ok((await current(node)) >= value)
      }
    }),
  )
  await until('both have seen all', async () => (await current(one)) === 60 && (await current(two)) === 60)
})

for (const loss of ['cut', 'freeze'] as const) {
  test(`postgres: a node whose database is lost (${loss}) refuses within the lease, and serves again after`, async (t) => {
    const place = await newPlace(t)
    const relay = await startSeverable(place.databaseUrl ?? '')
    t.after(() => relay.stop())
    const node = await openIn({ ...place, databaseUrl: relay.url })
    // Before the storage is closed: it could not end its connections otherwise.
    t.after(() => relay.heal())
    node.authority.put('key/a', 'record', 'old', node.authority.mark('key/a'))
    assert.equal(await node.authority.peek('key/a', 'record'), 'old')
    relay[loss]()
    const lostAt = performance.now()
    let servedAt = lostAt
    for (;;) {
      const askedAt = performance.now()
      try {
        await node.authority.read('key/a', 'record', async () => 'new')
        servedAt = askedAt
        await new Promise((resolve) => setTimeout(resolve, 5))
      } catch (error) {
        assert.equal((error as Error).name, 'StaleAuthorityError')
        assert.ok(performance.now() - askedAt < 1100, 'a refusal is not a hang')
        break
      }
      assert.ok(performance.now() - lostAt < 2500, 'it must not go on')
    }
    assert.ok(servedAt - lostAt < 1000, `served ${servedAt - lostAt} ms after the loss`)
    await assert.rejects(node.authority.requireFresh(), { name: 'StaleAuthorityError' })
    await assert.rejects(node.ping())
    relay.heal()
    await until('it serves again', () => succeeds(node.authority.requireFresh()), 8000)
    assert.equal(await node.authority.read('key/a', 'record', async () => 'new'), 'old')
    await until('the pool works again', () => succeeds(node.ping()), 8000)
  })
}

test('postgres: a job runs on one node only, and another takes over when its lease ends', async (t) => {
  const place = await newPlace(t)
  const timing = { pollMs: 10, leaseMs: 400 }
  const one = await openIn(place, { jobTiming: timing, nodeId: 'node-1' })
  const two = await openIn(place, { jobTiming: timing, nodeId: 'node-2' })
  const runs: string[] = []
  for (const node of [one, two]) {
    node.jobs.handle('greet', {
      run: async (_payload, { id }) => {
        runs.push(id)
        await new Promise((resolve) => setTimeout(resolve, 3))
        return undefined
      },
    })
    node.jobs.start()
  }
  for (let index = 0; index < 40; index += 1) await enqueue(one, { id: `j${index}`, runAt: 0 })
  await until('all have run', async () => (await jobRows(one)).length === 0)
  assert.equal(runs.length, 40)
  assert.equal(new Set(runs).size, 40)

  await one.transaction(async (tx) => {
    await one.jobs.enqueue(tx, { id: 'k', kind: 'greet', payload: {}, runAt: 0 })
    const until = Date.now() + 300
    await tx.updateTable('job').set({ lease_owner: 'crashed', lease_until: until, run_at: until }).execute()
  })
  await new Promise((resolve) => setTimeout(resolve, 100))
  assert.ok(!runs.includes('k'))
  await until('it is taken over', () => runs.includes('k'))
})

test('postgres: two writers of one chain cannot both continue it', async (t) => {
  const [one, two] = await twoNodes(t)
  await one.eventLog.append([event(1)])
  await two.eventLog.append([event(2)])
  await assert.rejects(one.eventLog.append([event(2)]))
  await one.eventLog.append([event(3)])
})

test('postgres: a connection that is ended by the server is replaced', async (t) => {
  const node = await openIn(await newPlace(t))
  await node.ping()
  const other = await openIn(await newPlace(t))
  await sql`
    select pg_terminate_backend(pid) from pg_stat_activity where datname like 'test_%' and datname <> current_database()
  `.execute(other.database)
  await until('it answers again', () => succeeds(node.ping()))
  await node.authority.requireFresh()
})

function succeeds(attempt: Promise<void>): Promise<boolean> {
  return attempt.then(
    () => true,
    () => false,
  )
}

/** How long from now on the record of a subject is still served from memory, in milliseconds. */
async function servedFor(node: Storage, subject: string): Promise<number> {
  const start = performance.now()
  let servedAt = start
  await until('the subject is void', async () => {
    const askedAt = performance.now()
    if ((await node.authority.peek(subject, 'record')) === undefined) return true
    servedAt = askedAt
    return false
  })
  return servedAt - start
}

async function twoNodes(t: TestContext) {
  const place = await newPlace(t)
  const one = await openIn(place, { nodeId: 'node-1' })
  const two = await openIn(place, { nodeId: 'node-2' })
  return [one, two] as const
}

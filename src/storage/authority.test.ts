import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type EpochRow, type EpochSource, epochNews } from './epoch-source.ts'
import { silentLog } from './log.ts'
import { openAuthority } from './open-authority.ts'

/** A database that other nodes change, and a clock, both moved by the test. */
function newWorld() {
  const changes: { epoch: number; subject: string; at: number }[] = []
  const world = {
    clock: 0,
    epoch: 1,
    up: true,
    /** How long the database takes to answer where the epoch stands. */
    delayMs: 0,
    reads: 0,
    change: (subject: string) => {
      world.epoch += 1
      changes.push({ epoch: world.epoch, subject, at: world.clock })
    },
    /** How often a subject had been changed by a time. */
    version: (subject: string, by = Number.POSITIVE_INFINITY) =>
      changes.filter((change) => change.subject === subject && change.at <= by).length,
  }
  const source: EpochSource = {
    read: async (known) => {
      world.reads += 1
      if (!world.up) throw new Error('the database is down')
      const { epoch } = world
      const after = changes.filter((change) => change.epoch > known)
      const rows: EpochRow[] =
        after.length === 0 ? [{ epoch, subject: null }] : after.map(({ subject }) => ({ epoch, subject }))
      world.clock += world.delayMs
      return epochNews(known, rows)
    },
    close: async () => {},
  }
  const open = () =>
    openAuthority({
      source,
      transaction: () => Promise.reject(new Error('this node changes nothing')),
      now: () => 0,
      log: silentLog,
      outside: (work) => work(),
      monotonic: () => world.clock,
    })
  return { world, open }
}

const stale = { name: 'StaleAuthorityError' }

test('authority: a lease is worth one second from the start of the query that confirmed it', async () => {
  const { world, open } = newWorld()
  world.delayMs = 400
  const authority = await open()
  authority.put('key/a', 'record', 'held', authority.mark('key/a'))
  world.up = false
  world.clock = 999
  assert.equal(await authority.peek('key/a', 'record'), 'held')
  world.clock = 1000
  await assert.rejects(authority.peek('key/a', 'record'), stale)
  await assert.rejects(
    authority.read('key/a', 'record', async () => 'new'),
    stale,
  )
  await authority.stop()
})

test('authority: an answer that took longer than the lease is no answer', async () => {
  const { world, open } = newWorld()
  const authority = await open()
  world.clock = 5000
  world.delayMs = 1000
  await assert.rejects(authority.requireFresh(), stale)
  world.delayMs = 999
  await authority.requireFresh()
  await authority.stop()
})

test('authority: calls that wait for the lease share one query, and a held lease needs none', async () => {
  const { world, open } = newWorld()
  const authority = await open()
  world.clock = 5000
  const before = world.reads
  await Promise.all(Array.from({ length: 100 }, () => authority.requireFresh()))
  await authority.read('key/a', 'record', async () => 1)
  assert.equal(world.reads, before + 1)
  await authority.stop()
})

test('authority: after a long silence nothing is kept', async () => {
  const { world, open } = newWorld()
  const authority = await open()
  authority.put('key/a', 'record', 'held', authority.mark('key/a'))
  world.clock += 61_000
  assert.equal(await authority.peek('key/a', 'record'), undefined)
  await authority.stop()
})

test('authority: a slow load that a change overtook is loaded again', async () => {
  const { world, open } = newWorld()
  const authority = await open()
  let loads = 0
  const value = await authority.read('key/a', 'record', async () => {
    loads += 1
    const seen = world.version('key/a')
    if (loads === 1) world.change('key/a')
    world.clock += 3000
    return seen
  })
  assert.equal(value, 1)
  assert.equal(loads, 2)
  await authority.stop()
})

test('authority: a load that changes keep overtaking for longer than the lease is refused', async () => {
  const { world, open } = newWorld()
  const authority = await open()
  const value = authority.read('key/a', 'record', async () => {
    world.change('key/a')
    world.clock += 3000
    return 'old'
  })
  await assert.rejects(value, stale)
  await authority.stop()
})

const subject = fc.constantFrom('key/a', 'key/b', 'iam/1')
const passing = fc.oneof(
  fc.record({ do: fc.constant('tick' as const), ms: fc.integer({ min: 0, max: 1500 }) }),
  fc.record({ do: fc.constant('change' as const), subject }),
  fc.record({ do: fc.constantFrom('down' as const, 'up' as const) }),
)
const step = fc.oneof(
  passing,
  fc.record({ do: fc.constant('read' as const), subject, meanwhile: fc.array(passing, { maxLength: 3 }) }),
)

test('authority: whatever happens, no answer is older than the lease', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const { world, open } = newWorld()
      const authority = await open()
      const pass = (event: (typeof steps)[number]) => {
        if (event.do === 'tick') world.clock += event.ms
        if (event.do === 'change') world.change(event.subject)
        if (event.do === 'down' || event.do === 'up') world.up = event.do === 'up'
      }
      for (const event of steps) {
        pass(event)
        if (event.do !== 'read') continue
        try {
          const value = await authority.read(event.subject, 'record', async () => {
            const seen = world.version(event.subject)
            for (const other of event.meanwhile) pass(other)
            return seen
          })
          assert.ok(value >= world.version(event.subject, world.clock - 1000), 'older than one second')
        } catch (error) {
          assert.equal((error as Error).name, 'StaleAuthorityError')
          assert.ok(!world.up || event.meanwhile.length > 0, 'refused without a reason')
        }
      }
      await authority.stop()
    }),
    { numRuns: 500 },
  )
})

import assert from 'node:assert/strict'
import { after, describe, type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { startPostgres } from '../../test/support/postgres.ts'
import type { Storage } from '../storage/storage.ts'
import { openRootKey } from './open-root-key.ts'
import { rewrapAll } from './rewrap.ts'
import { rootKeyMark } from './ring.ts'
import { insertMaterial, openRotation, quickSeal, type RotationFixture } from './rootkey.fixture.ts'
import { RootKeyError } from './rootkey.ts'
import { rotationState, startRotation } from './rotate.ts'
import { addSeal } from './seals.ts'
import { countOf } from './wrapped-rows.ts'

const hours = 3_600_000
let postgres: ReturnType<typeof startPostgres> | undefined
after(async () => await (await postgres)?.stop())

async function newDatabase(): Promise<string> {
  postgres ??= startPostgres()
  return await (await postgres).newDatabase()
}

/** Moves the clock along until the job has come so far. */
async function until(fixture: RotationFixture, reached: () => Promise<boolean>): Promise<void> {
  for (let look = 0; look < 400; look++) {
    if (await reached()) return
    fixture.wait(100)
    fixture.storage.jobs.nudge()
    await pause(20)
  }
  throw new Error('the rotation does not come to its end')
}

const states = async (fixture: RotationFixture) =>
  (await rotationState(fixture.room)).rootKeys.map(({ state }) => state)

async function rotated(fixture: RotationFixture, endSessions: boolean): Promise<void> {
  await startRotation(fixture.room, { endSessions })
  await until(fixture, async () => !(await rotationState(fixture.room)).isRunning)
}

async function wrappedMaterial(storage: Storage, keyArn: string): Promise<Buffer> {
  const row = await storage.database
    .selectFrom('kms_key_material')
    .select('wrapped_material')
    .where('key_arn', '=', keyArn)
    .executeTakeFirstOrThrow()
  return Buffer.from(row.wrapped_material)
}

const databases: readonly [string, () => Promise<string | undefined>][] = [
  ['SQLite', async () => undefined],
  ['PostgreSQL', newDatabase],
]

for (const [name, url] of databases) {
  const open = async (t: TestContext) => openRotation(t, await url())

  describe(`rotation on ${name}`, () => {
    test('everything is wrapped anew and opens, the old root key is kept for tokens, then destroyed', async (t) => {
      const fixture = await open(t)
      const { storage, rootKey, room } = fixture
      const values = await insertMaterial(fixture, rootKey, 250)
      const session = { purpose: 'session-token', identity: ['ASIA1'] }
      const token = rootKey.wrap(session, Buffer.from('facts'))
      await rotated(fixture, false)

      assert.deepEqual(await states(fixture), ['PREVIOUS', 'CURRENT'])
      assert.equal(await countOf(storage.database, storage.kind, 1), 0)
      for (const { binding, material } of values) {
        const wrapped = await wrappedMaterial(storage, binding.identity[0] as string)
        assert.deepEqual(wrapped.subarray(1, 5), rootKeyMark(2))
        assert.deepEqual(rootKey.unwrap(binding, wrapped), material)
      }
      assert.equal(rootKey.unwrap(session, token).toString(), 'facts', 'sessions go on')
      fixture.wait(36 * hours)
      storage.jobs.nudge()
      await pause(200)
      assert.deepEqual(await states(fixture), ['PREVIOUS', 'CURRENT'], '36 hours, a session may still live')
      fixture.wait(hours)
      await until(fixture, async () => (await states(fixture))[0] === 'DESTROYED')
      await rootKey.fresh()
      assert.throws(() => rootKey.unwrap(session, token), RootKeyError)
      const rows = await storage.database.selectFrom('root_key_seal').select('root_key_id').execute()
      assert.deepEqual(
        rows.map((row) => row.root_key_id),
        ['2'],
      )
      assert.equal((await rotationState(room)).isRunning, false)
    })

    test('seals that are not at hand open the new root key as well', async (t) => {
      const fixture = await open(t)
      const { storage, rootKey, room, now } = fixture
      const inTheSafe = quickSeal('in the safe')
      await addSeal(room, inTheSafe)
      const [value] = await insertMaterial(fixture, rootKey)
      assert.ok(value)
      for (let count = 1; count <= 2; count++) await rotated(fixture, true)
      await until(fixture, async () => (await states(fixture)).join() === 'DESTROYED,DESTROYED,CURRENT')
      const opened = await openRootKey({ storage, seal: inTheSafe, now })
      const wrapped = await wrappedMaterial(storage, value.binding.identity[0] as string)
      assert.deepEqual(opened.unwrap(value.binding, wrapped), value.material)
      assert.deepEqual([...opened.ring.rootKeys().keys()], [3])
    })

    test('what cannot be opened keeps its root key, and the others are wrapped all the same', async (t) => {
      const fixture = await open(t)
      const { storage, rootKey } = fixture
      const [damaged, sound] = await insertMaterial(fixture, rootKey, 2)
      assert.ok(damaged && sound)
      const wrapped = await wrappedMaterial(storage, damaged.binding.identity[0] as string)
      wrapped[wrapped.length - 1] = (wrapped.at(-1) ?? 0) ^ 1
      await storage.database
        .updateTable('kms_key_material')
        .set({ wrapped_material: wrapped })
        .where('key_arn', '=', damaged.binding.identity[0] as string)
        .execute()
      await rotated(fixture, true)
      fixture.wait(2 * hours)
      storage.jobs.nudge()
      await pause(300)
      const { rootKeys } = await rotationState(fixture.room)
      assert.equal(rootKeys[0]?.state, 'PREVIOUS')
      assert.equal(rootKeys[0]?.values, 1)
      const other = await wrappedMaterial(storage, sound.binding.identity[0] as string)
      assert.deepEqual(other.subarray(1, 5), rootKeyMark(2))
    })

    test('the database refuses what a late node wraps under a destroyed root key', async (t) => {
      const fixture = await open(t)
      const { storage, rootKey, now } = fixture
      const binding = { purpose: 'kms-key-material', identity: ['arn', 'id'] }
      const before = rootKey.wrap(binding, Buffer.alloc(32))
      await rotated(fixture, true)
      await until(fixture, async () => (await states(fixture))[0] === 'DESTROYED')
      const values = { key_arn: 'arn', material_id: 'id', wrapped_material: before, created_at: now() }
      await assert.rejects(
        storage.database.insertInto('kms_key_material').values(values).execute(),
        /root key that is destroyed/,
      )
      const wrapped_material = rootKey.wrap(binding, Buffer.alloc(32))
      await storage.database
        .insertInto('kms_key_material')
        .values({ ...values, wrapped_material })
        .execute()
      await assert.rejects(
        storage.database.updateTable('kms_key_material').set({ wrapped_material: before }).execute(),
        /root key that is destroyed/,
      )
    })

    test('a second rotation waits for the end of the first, and wrapping ends with its lease', async (t) => {
      const fixture = await open(t)
      await insertMaterial(fixture, fixture.rootKey, 10)
      await startRotation(fixture.room, { endSessions: false })
      await assert.rejects(startRotation(fixture.room, { endSessions: false }), /being replaced already/)
      const lost = AbortSignal.abort(new DOMException('the lease was lost', 'AbortError'))
      await assert.rejects(rewrapAll(fixture.room, lost), { name: 'AbortError' })
      await until(fixture, async () => !(await rotationState(fixture.room)).isRunning)
      await rotated(fixture, true)
      assert.deepEqual((await states(fixture)).at(-1), 'CURRENT')
    })
  })
}

test('on PostgreSQL another node wraps and opens before, while and after the root key is replaced', async (t) => {
  const fixture = await openRotation(t, await newDatabase())
  const { rootKey, now } = fixture
  const second = quickSeal('of the second node')
  await addSeal(fixture.room, second)
  const other = await fixture.node()
  const otherKey = await openRootKey({ storage: other, seal: second, now })
  const binding = { purpose: 'kms-key-material', identity: ['arn', 'id'] }
  let done = false
  const rotation = rotated(fixture, false).finally(() => {
    done = true
  })
  let rounds = 0
  while (!done) {
    await Promise.all([rootKey.fresh(), otherKey.fresh()])
    for (const [from, to] of [
      [rootKey, otherKey],
      [otherKey, rootKey],
    ] as const) {
      const wrapped = from.wrap(binding, Buffer.from('x'))
      await to.fresh()
      assert.equal(to.unwrap(binding, wrapped).toString(), 'x')
    }
    rounds += 1
    await pause(5)
  }
  await rotation
  assert.ok(rounds > 10)
  await otherKey.fresh()
  assert.equal(otherKey.ring.current(), 2)
})

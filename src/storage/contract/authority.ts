import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Storage } from '../storage.ts'
import { type NewPlace, openIn } from './harness.ts'

export function authorityContract(kind: string, newPlace: NewPlace): void {
  test(`${kind}: a value is loaded once, also for readers that come together`, async (t) => {
    const { authority } = await openIn(await newPlace(t))
    let loads = 0
    const read = () => authority.read('key/a', 'record', async () => ++loads)
    assert.deepEqual(await Promise.all([read(), read(), read()]), [1, 1, 1])
    assert.equal(await read(), 1)
    assert.equal(await authority.peek('key/a', 'record'), 1)
    assert.equal(await authority.peek('key/a', 'other'), undefined)
  })

  test(`${kind}: a load that fails is not kept`, async (t) => {
    const { authority } = await openIn(await newPlace(t))
    const fail = () => Promise.reject(new RangeError('on purpose'))
    await assert.rejects(authority.read('key/a', 'record', fail), RangeError)
    assert.equal(await authority.read('key/a', 'record', async () => 'second'), 'second')
  })

  test(`${kind}: a change voids its subjects, all of their values and nothing else`, async (t) => {
    const storage = await openIn(await newPlace(t))
    const { authority } = storage
    for (const subject of ['key/a', 'key/b', 'key/c']) {
      await authority.read(subject, 'record', async () => subject)
      authority.put(subject, 'material', subject, authority.mark(subject))
    }
    const before = authority.epoch()
    await touch(storage, 'key/a', 'key/c')
    assert.equal(authority.epoch(), before + 1)
    for (const name of ['record', 'material']) {
      assert.equal(await authority.peek('key/a', name), undefined)
      assert.equal(await authority.peek('key/b', name), 'key/b')
      assert.equal(await authority.peek('key/c', name), undefined)
    }
  })

  test(`${kind}: a change that fails raises no epoch and keeps no row; one without a subject is refused`, async (t) => {
    const { authority, database } = await openIn(await newPlace(t))
    const before = authority.epoch()
    const work = authority.change(async (tx, change) => {
      change.touch('key/a')
      await tx.insertInto('meta').values({ key: 'a', value: '' }).execute()
      throw new RangeError('on purpose')
    })
    await assert.rejects(work, RangeError)
    await assert.rejects(
      authority.change(async (tx) => {
        await tx.insertInto('meta').values({ key: 'b', value: '' }).execute()
      }),
      /at least one subject/,
    )
    assert.deepEqual(await database.selectFrom('meta').selectAll().execute(), [])
    assert.deepEqual(await database.selectFrom('authority_change').selectAll().execute(), [])
    assert.equal((await database.selectFrom('authority').select('epoch').executeTakeFirst())?.epoch, before)
  })

  test(`${kind}: changes that come together each get their own epoch`, async (t) => {
    const storage = await openIn(await newPlace(t))
    const before = storage.authority.epoch()
    await Promise.all(Array.from({ length: 20 }, (_, index) => touch(storage, `key/${index}`)))
    assert.equal(storage.authority.epoch(), before + 20)
    const rows = await storage.database.selectFrom('authority_change').select('epoch').distinct().execute()
    assert.equal(rows.length, 20)
  })

  test(`${kind}: a load that races with a change is neither kept nor handed to later readers`, async (t) => {
    const storage = await openIn(await newPlace(t))
    const { authority } = storage
    const gate = Promise.withResolvers<void>()
    let state = 'before'
    const slow = authority.read('key/a', 'record', async () => {
      const seen = state
      await gate.promise
      return seen
    })
    await touch(storage, 'key/a')
    state = 'after'
    assert.equal(await authority.read('key/a', 'record', async () => state), 'after')
    gate.resolve()
    assert.equal(await slow, 'after')
    assert.equal(await authority.peek('key/a', 'record'), 'after')
  })

  test(`${kind}: what is put with a mark from before a change is not kept`, async (t) => {
    const storage = await openIn(await newPlace(t))
    const { authority } = storage
    const old = authority.mark('key/a')
    await touch(storage, 'key/a')
    authority.put('key/a', 'data key', 'minted before', old)
    assert.equal(await authority.peek('key/a', 'data key'), undefined)
    authority.put('key/a', 'data key', 'minted after', authority.mark('key/a'))
    assert.equal(await authority.peek('key/a', 'data key'), 'minted after')
  })

  test(`${kind}: the values that are kept have a bound, and the oldest subjects go first`, async (t) => {
    const { authority } = await openIn(await newPlace(t), { authorityValuesMax: 10 })
    for (let index = 0; index < 30; index += 1)
      authority.put(`key/${index}`, 'record', index, authority.mark(`key/${index}`))
    const kept = await Promise.all(
      Array.from({ length: 30 }, (_, index) => authority.peek(`key/${index}`, 'record')),
    )
    assert.deepEqual(
      kept.filter((value) => value !== undefined),
      [20, 21, 22, 23, 24, 25, 26, 27, 28, 29],
    )
  })

  test(`${kind}: a large value counts as several, from when it is known to be`, async (t) => {
    const { authority } = await openIn(await newPlace(t), { authorityValuesMax: 10 })
    const read = (index: number) =>
      authority.read(
        `key/${index}`,
        'record',
        async () => index,
        () => 4,
      )
    for (let index = 0; index < 5; index += 1) await read(index)
    const kept = []
    for (let index = 0; index < 5; index += 1) kept.push(await authority.peek(`key/${index}`, 'record'))
    assert.deepEqual(kept, [undefined, undefined, undefined, 3, 4])
    authority.put('key/4', 'other', 1, authority.mark('key/4'))
    authority.put('key/4', 'other', 2, authority.mark('key/4'))
    authority.put('key/5', 'record', 5, authority.mark('key/5'))
    assert.equal(await authority.peek('key/3', 'record'), 3)
    authority.put('key/6', 'record', 6, authority.mark('key/6'))
    assert.equal(await authority.peek('key/3', 'record'), undefined)
    assert.equal(await authority.peek('key/4', 'other'), 2)
  })

  test(`${kind}: old changes are pruned`, async (t) => {
    const storage = await openIn(await newPlace(t))
    await touch(storage, 'key/a')
    await storage.database.updateTable('authority').set({ epoch: 20_499 }).execute()
    await touch(storage, 'key/b')
    const rows = await storage.database.selectFrom('authority_change').select('subject').execute()
    assert.deepEqual(rows, [{ subject: 'key/b' }])
  })

  test(`${kind}: a closed storage serves nothing from memory`, async (t) => {
    const storage = await openIn(await newPlace(t))
    storage.authority.put('key/a', 'record', 1, storage.authority.mark('key/a'))
    await storage.close()
    const stale = { name: 'StaleAuthorityError' }
    await assert.rejects(
      storage.authority.read('key/a', 'record', async () => 2),
      stale,
    )
    await assert.rejects(storage.authority.peek('key/a', 'record'), stale)
    await assert.rejects(storage.authority.requireFresh(), stale)
  })
}

export function touch(storage: Storage, ...subjects: string[]): Promise<void> {
  return storage.authority.change(async (_tx, change) => {
    for (const subject of subjects) change.touch(subject)
  })
}

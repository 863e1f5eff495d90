import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { test } from 'node:test'
import { migratedFolder } from './migrated-folder.fixture.ts'
import { openStorage } from './open.ts'
import { preparedQuery } from './prepared-query.ts'

test('preparedQuery: texts go where they were placed, constants stay, and each call has its own', async (t) => {
  const dataFolder = await migratedFolder('keyhold-prepared-')
  const storage = await openStorage({ dataFolder, nodeId: 'test', now: Date.now })
  t.after(async () => {
    await storage.close()
    await rm(dataFolder, { recursive: true })
  })
  const { database } = storage
  const rows = ['a', 'b', 'c'].map((key) => ({ key, value: key === 'c' ? 'other' : 'same' }))
  await database.insertInto('meta').values(rows).execute()
  let built = 0
  const find = preparedQuery((db, value: string, key: string) => {
    built++
    return db
      .selectFrom('meta')
      .select('key')
      .where('key', '<>', key)
      .where('key', '<>', 'z')
      .where('value', '=', value)
  })
  const answers = await Promise.all([
    find(database, 'same', 'a'),
    find(database, 'same', 'b'),
    find(database, 'other', 'a'),
  ])
  assert.deepEqual(answers, [[{ key: 'b' }], [{ key: 'a' }], [{ key: 'c' }]])
  assert.equal(built, 1)
  const hostile = `a' or '1'='1`
  assert.deepEqual(await find(database, hostile, 'a'), [])
})

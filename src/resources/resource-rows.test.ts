import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { test } from 'node:test'
import { migratedFolder } from '../storage/migrated-folder.fixture.ts'
import { openStorage } from '../storage/open.ts'
import { countResources, findResource, insertResource, listResources } from './resource-rows.ts'

const place = { accountId: '111122223333', region: 'eu-central-1' }
const things = { service: 'test', kind: 'thing' }

test('resource rows: found, counted and listed oldest first, each in its place only', async (t) => {
  const dataFolder = await migratedFolder('keyhold-resources-')
  const storage = await openStorage({ dataFolder, nodeId: 'node-1', now: Date.now })
  t.after(async () => {
    await storage.close()
    await rm(dataFolder, { recursive: true, force: true })
  })
  const { database } = storage
  await storage.transaction(async (tx) => {
    // Two of the same moment: the id decides.
    for (const [id, created_at] of [
      ['c', 1],
      ['b', 2],
      ['a', 2],
      ['dzd_9-x', 3],
    ] as const) {
      await insertResource(tx, place, things, { id, scope_id: `scope-${id}`, created_at })
    }
    const elsewhere = { ...place, region: 'us-east-1' }
    await insertResource(tx, elsewhere, things, { id: 'a', scope_id: 'other', created_at: 1 })
    await insertResource(
      tx,
      place,
      { ...things, kind: 'other' },
      { id: 'a', scope_id: 'other', created_at: 1 },
    )
  })
  assert.equal((await findResource(database, place, things, 'a'))?.scope_id, 'scope-a')
  assert.equal(await findResource(database, place, things, 'z'), null)
  assert.equal(await countResources(database, place, things), 4)
  const seen: string[] = []
  let nextToken: string | undefined
  do {
    const read = await listResources(database, place, things, { limit: 1, nextToken }, () => new Error('no'))
    seen.push(...read.page.map(({ id }) => id))
    nextToken = read.nextToken
  } while (nextToken !== undefined)
  assert.deepEqual(seen, ['c', 'a', 'b', 'dzd_9-x'])
  for (const token of ['nonsense', Buffer.from('1/a b').toString('base64url'), '']) {
    const request = { limit: 1, nextToken: token }
    const invalid = () => new RangeError('not a token')
    await assert.rejects(listResources(database, place, things, request, invalid), RangeError)
  }
})

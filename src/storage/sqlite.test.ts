import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { event } from './contract/event-log.ts'
import { type NewPlace, newFolderPlace, openIn } from './contract/harness.ts'
import { DataFolderInUseError } from './open.ts'
import { storageContract } from './storage.contract.ts'

const newPlace: NewPlace = (t) => newFolderPlace(t)

storageContract('sqlite', newPlace)

test('sqlite: a second server on the same folder is refused, in this process and in another', async (t) => {
  const place = await newPlace(t)
  const storage = await openIn(place)
  await assert.rejects(openIn(place), DataFolderInUseError)
  const child = openInChild(place.dataFolder)
  assert.match(
    await firstLine(child),
    /^DataFolderInUseError: the data folder .* is in use by another server/,
  )
  // The refused one took nothing away from the first.
  await storage.ping()
  await storage.close()
  await (await openIn(place)).ping()
})

test('sqlite: after kill -9 of a server the next one starts', async (t) => {
  const place = await newPlace(t)
  const child = openInChild(place.dataFolder)
  assert.equal(await firstLine(child), 'open')
  await assert.rejects(openIn(place), DataFolderInUseError)
  child.kill('SIGKILL')
  await once(child, 'exit')
  await (await openIn(place)).ping()
})

test('sqlite: folder and files are closed to others', async (t) => {
  const place = await newPlace(t)
  const storage = await openIn(place)
  await storage.database.insertInto('meta').values({ key: 'a', value: 'b' }).execute()
  assert.equal((await stat(place.dataFolder)).mode & 0o777, 0o700)
  const files = (await readdir(place.dataFolder)).filter((name) => name.includes('.db'))
  assert.ok(files.includes('keyhold.db-wal'))
  for (const name of files) {
    assert.equal((await stat(join(place.dataFolder, name))).mode & 0o777, 0o600, name)
  }
})

for (const end of ['compact', 'close'] as const) {
  test(`sqlite: what was deleted is gone from every file after ${end}`, async (t) => {
    const place = await newPlace(t)
    const storage = await openIn(place)
    const marker = 'canary-5f0d5bb0'
    await storage.database
      .insertInto('meta')
      .values({ key: 'a', value: marker.repeat(2000) })
      .execute()
    await storage.compact()
    assert.ok((await readFile(join(place.dataFolder, 'keyhold.db'))).includes(marker))
    await storage.database.updateTable('meta').set({ value: marker }).execute()
    await storage.database.deleteFrom('meta').execute()
    await storage[end]()
    for (const name of await readdir(place.dataFolder)) {
      if (!(await stat(join(place.dataFolder, name))).isFile()) continue
      assert.ok(!(await readFile(join(place.dataFolder, name))).includes(marker), name)
    }
  })
}

test('sqlite: a commit is synced, content is overwritten, and reads of the trail cannot write', async (t) => {
  const { database, eventLog } = await openIn(await newPlace(t))
  const { sql } = await import('kysely')
  for (const [pragma, value] of [
    ['journal_mode', 'wal'],
    ['synchronous', 2],
    ['secure_delete', 1],
  ] as const) {
    const { rows } = await sql.raw<Record<string, unknown>>(`pragma ${pragma}`).execute(database)
    assert.deepEqual(rows, [{ [pragma]: value }])
  }
  await assert.rejects(eventLog.reader.deleteFrom('trail_event').execute(), /readonly/)
})

test('sqlite: many different query texts do not pile up, and streams end early', async (t) => {
  const { database } = await openIn(await newPlace(t))
  await database
    .insertInto('meta')
    .values([
      { key: 'a', value: '1' },
      { key: 'b', value: '2' },
    ])
    .execute()
  for (let length = 1; length < 1200; length += 1) {
    const keys = Array.from({ length }, (_, index) => String(index))
    await database.selectFrom('meta').select('key').where('key', 'in', keys).execute()
  }
  for await (const row of database.selectFrom('meta').selectAll().orderBy('key').stream()) {
    assert.deepEqual(row, { key: 'a', value: '1' })
    break
  }
  assert.equal((await database.selectFrom('meta').selectAll().execute()).length, 2)
})

test('sqlite: appends that go on while the event loop is free do not wait for each other to be acknowledged', async (t) => {
  const { eventLog } = await openIn(await newPlace(t))
  const order: number[] = []
  await Promise.all(
    Array.from({ length: 50 }, async (_, index) => {
      await eventLog.append([event(index + 1)])
      order.push(index + 1)
    }),
  )
  assert.deepEqual(
    order,
    Array.from({ length: 50 }, (_, index) => index + 1),
  )
})

const childSource = `
  import { openStorage } from ${JSON.stringify(new URL('./open.ts', import.meta.url).href)}
  try {
    await openStorage({ dataFolder: process.argv[1], nodeId: 'child', now: Date.now })
    console.log('open')
    setInterval(() => {}, 1000)
  } catch (error) {
    console.log(String(error))
  }`

function openInChild(folder: string) {
  return spawn(process.execPath, ['--input-type=module', '--eval', childSource, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

async function firstLine(child: ReturnType<typeof openInChild>): Promise<string> {
  for await (const chunk of child.stdout) return String(chunk).split('\n')[0] ?? ''
  return ''
}

test('sqlite: a folder whose files cannot be opened is let go of again', async (t) => {
  const place = await newPlace(t)
  await (await openIn(place)).close()
  await writeFile(
    join(place.dataFolder, 'trail.db'),
    'this is not a database, and long enough to be read as one'.repeat(20),
  )
  await assert.rejects(openIn(place), /not a database/)
  await rm(join(place.dataFolder, 'trail.db'))
  await (await openIn(place)).ping()
})

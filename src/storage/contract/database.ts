import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { type Kysely, sql } from 'kysely'
import type { Storage, Tables } from '../storage.ts'
import { type NewPlace, openIn } from './harness.ts'

export function databaseContract(kind: string, newPlace: NewPlace): void {
  test(`${kind}: a transaction is durable when it resolves`, async (t) => {
    const place = await newPlace(t)
    const first = await openIn(place)
    await first.transaction(async (tx) => {
      await tx.insertInto('meta').values({ key: 'a', value: '1' }).execute()
      await tx.insertInto('meta').values({ key: 'b', value: '2' }).execute()
    })
    await first.close()
    const second = await openIn(place)
    assert.equal((await metas(second)).length, 2)
  })

  test(`${kind}: a transaction that throws leaves nothing behind, and its error comes through`, async (t) => {
    const storage = await openIn(await newPlace(t))
    const failed = storage.transaction(async (tx) => {
      await tx.insertInto('meta').values({ key: 'a', value: '1' }).execute()
      throw new RangeError('on purpose')
    })
    await assert.rejects(failed, { name: 'RangeError', message: 'on purpose' })
    assert.deepEqual(await metas(storage), [])
  })

  test(`${kind}: a statement that fails undoes the whole transaction`, async (t) => {
    const storage = await openIn(await newPlace(t))
    await assert.rejects(
      storage.transaction(async (tx) => {
        await tx.insertInto('meta').values({ key: 'a', value: '1' }).execute()
        await tx.insertInto('meta').values({ key: 'a', value: 'again' }).execute()
      }),
    )
    assert.deepEqual(await metas(storage), [])
    await storage.transaction((tx) => tx.insertInto('meta').values({ key: 'a', value: '1' }).execute())
    assert.deepEqual(await metas(storage), [{ key: 'a', value: '1' }])
  })

  test(`${kind}: transactions and queries that come together all end`, async (t) => {
    const storage = await openIn(await newPlace(t))
    await storage.database.insertInto('meta').values({ key: 'n', value: '0' }).execute()
    const raise = () =>
      storage.transaction(async (tx) => {
        await sql`update meta set value = cast(cast(value as integer) + 1 as text) where key = 'n'`.execute(
          tx,
        )
      })
    await Promise.all(Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? raise() : metas(storage))))
    assert.deepEqual(await metas(storage), [{ key: 'n', value: '20' }])
  })

  test(`${kind}: a query beside the transaction that waits for it throws instead of hanging`, async (t) => {
    const storage = await openIn(await newPlace(t))
    const message = /inside a transaction only its tx/
    await assert.rejects(
      storage.transaction(() => metas(storage)),
      message,
    )
    await assert.rejects(
      storage.transaction(() => storage.transaction(async () => {})),
      message,
    )
    // Once it has ended, what it left running may go on.
    const left = await storage.transaction(async () => ({
      later: new Promise((resolve) => setTimeout(resolve, 10)).then(() => metas(storage)),
    }))
    assert.deepEqual(await left.later, [])
  })

  test(`${kind}: bytes, large numbers and nulls come back as they were put`, async (t) => {
    const storage = await openIn(await newPlace(t))
    const row: Tables['sealed_record'] = {
      scope_id: 's',
      kind: 'k',
      id: 'ü\u{1F511}',
      parent: '',
      revision: Number.MAX_SAFE_INTEGER,
      status: 'ACTIVE',
      data_key_id: 'd',
      sealed_body: new Uint8Array([0, 1, 0x5c, 0x27, 128, 255]),
      created_at: -1,
      updated_at: 2 ** 41,
    }
    await storage.database.insertInto('sealed_record').values(row).execute()
    const found = await storage.database.selectFrom('sealed_record').selectAll().executeTakeFirstOrThrow()
    assert.deepEqual(found, row)
    const buffer = Buffer.from('as a Buffer')
    await storage.database.updateTable('sealed_record').set({ sealed_body: buffer }).execute()
    const changed = await storage.database.selectFrom('sealed_record').selectAll().executeTakeFirstOrThrow()
    assert.deepEqual(changed.sealed_body, new Uint8Array(buffer))
    const sums = await storage.database
      .selectFrom('sealed_record')
      .select((eb) => [eb.fn.countAll<number>().as('count'), eb.fn.sum<number>('updated_at').as('sum')])
      .executeTakeFirstOrThrow()
    assert.deepEqual(sums, { count: 1, sum: 2 ** 41 })
  })

  test(`${kind}: text is ordered by code point, not by language`, async (t) => {
    const storage = await openIn(await newPlace(t))
    const keys = ['a', 'B', '-', '_', 'ä', '0', 'aa', 'A']
    await storage.database
      .insertInto('meta')
      .values(keys.map((key) => ({ key, value: '' })))
      .execute()
    const rows = await storage.database.selectFrom('meta').select('key').orderBy('key').execute()
    assert.deepEqual(
      rows.map((row) => row.key),
      ['-', '0', 'A', 'B', '_', 'a', 'aa', 'ä'],
    )
  })

  test(`${kind}: migrations run once`, async (t) => {
    const place = await newPlace(t)
    const times: number[][] = []
    for (const now of [1000, 2000]) {
      const storage = await openIn(place, { now: () => now })
      const rows = await storage.database.selectFrom('migration').selectAll().execute()
      times.push(rows.map((row) => row.ran_at))
      await storage.close()
    }
    assert.ok(times[0] !== undefined && times[0].length > 0)
    assert.deepEqual(times[1], times[0])
  })

  test(`${kind}: the database has exactly the tables and columns that tables.ts declares`, async (t) => {
    const { database, eventLog } = await openIn(await newPlace(t))
    const declared = { ...(await declaredTables('Tables')), ...(await declaredTables('TrailTables')) }
    assert.ok(Object.keys(declared).length > 25)
    const found = {
      ...(await tablesOf(database as Kysely<never>)),
      ...(await tablesOf(eventLog.reader as Kysely<never>)),
    }
    assert.deepEqual(found, declared)
  })

  test(`${kind}: a database of a newer release is refused`, async (t) => {
    const place = await newPlace(t)
    const storage = await openIn(place)
    await storage.database.insertInto('migration').values({ name: '9999-later', ran_at: 1 }).execute()
    await storage.close()
    await assert.rejects(openIn(place), { name: 'NewerDatabaseError' })
  })

  test(`${kind}: it answers a ping, compacts, and closes once however often it is asked`, async (t) => {
    const storage = await openIn(await newPlace(t))
    await storage.ping()
    await storage.compact()
    await Promise.all([storage.close(), storage.close()])
    await storage.close()
    await assert.rejects(storage.ping())
  })
}

function metas(storage: Storage): Promise<Tables['meta'][]> {
  return storage.database.selectFrom('meta').selectAll().orderBy('key').execute()
}

type Columns = Record<string, string>

/** What tables.ts says, as `text`, `integer` or `blob`, with `?` for what may be null. */
async function declaredTables(name: 'Tables' | 'TrailTables'): Promise<Record<string, Columns>> {
  const source = await readFile(new URL('../tables.ts', import.meta.url), 'utf8')
  const plain = source.replaceAll(/\/\*\*.*?\*\/|\/\/[^\n]*/gs, '')
  const body = plain.split(`export interface ${name} {`)[1]?.split('\n}')[0] ?? ''
  const kinds: Record<string, string> = { string: 'text', number: 'integer', Uint8Array: 'blob' }
  const tables: Record<string, Columns> = {}
  for (const [, table = '', columns = ''] of body.matchAll(/(\w+): \{(.*?)\}/gs)) {
    tables[table] = Object.fromEntries(
      [...columns.matchAll(/(\w+): (\w+)( \| null)?/g)].map(([, column = '', type = '', orNull]) => [
        column,
        `${kinds[type]}${orNull === undefined ? '' : '?'}`,
      ]),
    )
  }
  return tables
}

async function tablesOf(database: Kysely<never>): Promise<Record<string, Columns>> {
  const kinds: Record<string, string> = { int8: 'integer', bytea: 'blob' }
  const kindOf = (type: string) => kinds[type.toLowerCase()] ?? type.toLowerCase()
  const found = await database.introspection.getTables()
  return Object.fromEntries(
    found.map((table) => [
      table.name,
      Object.fromEntries(
        table.columns.map((column) => [
          column.name,
          `${kindOf(column.dataType)}${column.isNullable ? '?' : ''}`,
        ]),
      ),
    ]),
  )
}

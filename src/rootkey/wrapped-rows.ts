/** Rows by the root key that they name. */

import { setImmediate as breathe } from 'node:timers/promises'
import { type RawBuilder, sql } from 'kysely'
import type { Database, Tx } from '../storage/storage.ts'
import { rootKeyMark } from './ring.ts'
import { type WrappedColumn, wrappedColumns } from './wrapped-columns.ts'

export type DatabaseKind = 'sqlite' | 'postgres'

/** What the index is over: written exactly so, else no index is used. */
function mark(kind: DatabaseKind, column: string): RawBuilder<unknown> {
  return kind === 'sqlite'
    ? sql`substr(${sql.ref(column)}, 2, 4)`
    : sql`substring(${sql.ref(column)} from 2 for 4)`
}

export interface WrappedRow {
  readonly wrapped: Uint8Array
  readonly columns: Readonly<Record<string, string>>
}

/** Rows that name the root key, in the order of their primary key, after `last`. */
export async function rowsOf(
  database: Database | Tx,
  kind: DatabaseKind,
  { table, column, primaryKey, identity }: WrappedColumn,
  rootKeyNumber: number,
  last: WrappedRow | null,
  limit: number,
): Promise<readonly WrappedRow[]> {
  const keys = sql.join(primaryKey.map((name) => sql.ref(name)))
  const needed = sql.join([...new Set([...primaryKey, ...identity])].map((name) => sql.ref(name)))
  const after =
    last === null ? sql`` : sql`and (${keys}) > (${sql.join(primaryKey.map((name) => last.columns[name]))})`
  const { rows } = await sql<{ wrapped: Uint8Array } & Record<string, string>>`
    select ${needed}, ${sql.ref(column)} as wrapped from ${sql.table(table)}
    where ${mark(kind, column)} = ${rootKeyMark(rootKeyNumber)} ${after}
    order by ${keys} limit ${limit}`.execute(database)
  return rows.map(({ wrapped, ...columns }) => ({ wrapped, columns }))
}

/** Writes the new bytes unless the row has changed or gone since it was read. */
export async function replaceWrapped(
  tx: Tx,
  { table, column, primaryKey }: WrappedColumn,
  row: WrappedRow,
  wrapped: Uint8Array,
): Promise<void> {
  const same = sql.join(
    primaryKey.map((name) => sql`${sql.ref(name)} = ${row.columns[name]}`),
    sql` and `,
  )
  await sql`
    update ${sql.table(table)} set ${sql.ref(column)} = ${wrapped}
    where ${same} and ${sql.ref(column)} = ${row.wrapped}`.execute(tx)
}

/** Whether anything names the root key. */
export async function isNamed(
  database: Database | Tx,
  kind: DatabaseKind,
  rootKeyNumber: number,
): Promise<boolean> {
  for (const { table, column } of wrappedColumns) {
    const { rows } = await sql`
      select 1 from ${sql.table(table)}
      where ${mark(kind, column)} = ${rootKeyMark(rootKeyNumber)} limit 1`.execute(database)
    if (rows.length > 0) return true
  }
  return false
}

/** How many values name the root key. */
export async function countOf(
  database: Database,
  kind: DatabaseKind,
  rootKeyNumber: number,
): Promise<number> {
  let count = 0
  for (const column of wrappedColumns) count += await countIn(database, kind, column, rootKeyNumber)
  return count
}

/** On SQLite calls wait for a query: a million rows at once would take a tenth of a second. */
const countedAtOnce = 10_000

async function countIn(
  database: Database,
  kind: DatabaseKind,
  { table, column, primaryKey }: WrappedColumn,
  rootKeyNumber: number,
): Promise<number> {
  const keys = sql.join(primaryKey.map((name) => sql.ref(name)))
  let count = 0
  let after = sql``
  for (;;) {
    const where = sql`where ${mark(kind, column)} = ${rootKeyMark(rootKeyNumber)} ${after}`
    const { rows } = await sql<Record<string, string>>`
      select ${keys} from ${sql.table(table)} ${where}
      order by ${keys} limit 1 offset ${countedAtOnce - 1}`.execute(database)
    const last = rows[0]
    if (last === undefined) {
      const rest = await sql<{ count: number | bigint | string }>`
        select count(*) as count from ${sql.table(table)} ${where}`.execute(database)
      return count + Number(rest.rows[0]?.count ?? 0)
    }
    count += countedAtOnce
    after = sql`and (${keys}) > (${sql.join(primaryKey.map((name) => last[name]))})`
    await breathe()
  }
}

/** What rests in the database, past the server. */

import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Client } from 'pg'

export type RawRow = Readonly<Record<string, unknown>>

export interface RawReader {
  rows(sql: string): Promise<RawRow[]>
  close(): Promise<void>
}

/** Read only; the server may be running. */
export async function openReader(dataFolder: string, url: string | undefined): Promise<RawReader> {
  if (url === undefined) {
    const database = new DatabaseSync(join(dataFolder, 'keyhold.db'), { readOnly: true })
    return { rows: async (sql) => database.prepare(sql).all(), close: async () => database.close() }
  }
  const client = new Client({ connectionString: url })
  await client.connect()
  return { rows: async (sql) => (await client.query(sql)).rows, close: () => client.end() }
}

export async function readRows(dataFolder: string, url: string | undefined, sql: string): Promise<RawRow[]> {
  const reader = await openReader(dataFolder, url)
  try {
    return await reader.rows(sql)
  } finally {
    await reader.close()
  }
}

/** Every column of bytes, of every table. */
export async function byteColumns(
  dataFolder: string,
  url: string | undefined,
): Promise<readonly { readonly table: string; readonly column: string }[]> {
  const sql =
    url === undefined
      ? `select m.name as "table", c.name as "column" from sqlite_master m, pragma_table_info(m.name) c
         where m.type = 'table' and lower(c.type) = 'blob'`
      : `select table_name as "table", column_name as "column" from information_schema.columns
         where table_schema = 'public' and data_type = 'bytea'`
  return (await readRows(dataFolder, url, sql)) as unknown as { table: string; column: string }[]
}

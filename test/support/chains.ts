/** Which process answered a call: the chain of the trail that its event stands in. */

import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Client } from 'pg'

const query = 'select chain_id, record from trail_event'

/** The chains that hold these requests. */
export async function chainsOf(
  dataFolder: string,
  databaseUrl: string | undefined,
  requestIds: Iterable<string>,
): Promise<Set<string>> {
  const wanted = new Set(requestIds)
  const rows = databaseUrl === undefined ? fromSqlite(dataFolder) : await fromPostgres(databaseUrl)
  const found = rows.filter(({ record }) => wanted.has(JSON.parse(record).requestID))
  return new Set(found.map(({ chain_id }) => chain_id))
}

interface Row {
  readonly chain_id: string
  readonly record: string
}

function fromSqlite(dataFolder: string): Row[] {
  const database = new DatabaseSync(join(dataFolder, 'trail.db'), { readOnly: true })
  try {
    return database.prepare(query).all() as unknown as Row[]
  } finally {
    database.close()
  }
}

async function fromPostgres(url: string): Promise<Row[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Row>(query)).rows
  } finally {
    await client.end()
  }
}

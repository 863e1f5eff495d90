/** An event log in memory for tests, with failures to provoke by name. */

import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { Kysely, SqliteDialect } from 'kysely'
import { createPoster, type EventLog, type TrailEventRow, type TrailTables } from '../storage/storage.ts'

export interface MemoryEventLog extends EventLog {
  /** Batches as they were appended. */
  readonly batches: TrailEventRow[][]
  /** What the next append does: fail before writing, or write and then lose the answer. */
  failNextAppend(how: 'before-writing' | 'after-writing'): void
  /** While set, reading the tip fails. */
  tipUnreadable: boolean
  /** Runs a statement, as someone with access to the file would. */
  tamper(statement: string): void
}

const schema = `
  create table trail_event (
    chain_id text, sequence integer, event_id text, event_time integer, account_id text, region text,
    event_source text, event_name text, read_only integer, user_name text, access_key_id text, category text,
    resources text, record text, hash text, primary key (chain_id, sequence)
  );
  create table trail_posting (
    account_id text, attribute text, value text, second integer, region text, category text, chain_id text
  );`

export function memoryEventLog(): MemoryEventLog {
  const database = new DatabaseSync(':memory:')
  database.exec(schema)
  const batches: TrailEventRow[][] = []
  let failure: 'before-writing' | 'after-writing' | null = null
  const reader = openReader(database)
  const poster = createPoster()

  const last = database.prepare('select max(sequence) as sequence from trail_event where chain_id = ?')
  let writing: Promise<unknown> = Promise.resolve()

  /** In the order of the calls, like every event log. */
  function append(rows: readonly TrailEventRow[]): Promise<void> {
    const written = writing.then(() => write(rows))
    writing = written.catch(() => {})
    return written
  }

  async function write(rows: readonly TrailEventRow[]): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve))
    const failing = failure
    failure = null
    if (failing === 'before-writing') throw new Error('disk full')
    for (const [index, { chain_id, sequence }] of rows.entries()) {
      const end = Number(last.get(chain_id)?.sequence ?? 0)
      if (sequence !== end + 1 + index) throw new Error(`${sequence} does not follow ${end}`)
    }
    for (const row of rows) await reader.insertInto('trail_event').values(row).execute()
    for (const posting of poster.post(rows))
      await reader.insertInto('trail_posting').values(posting).execute()
    batches.push([...rows])
    if (failing === 'after-writing') throw new Error('connection lost')
  }

  const log: MemoryEventLog = {
    batches,
    tipUnreadable: false,
    failNextAppend: (how) => {
      failure = how
    },
    tamper: (statement) => database.exec(statement),
    append,
    tip: async (chainId) => {
      if (log.tipUnreadable) throw new Error('no connection')
      const last = await reader
        .selectFrom('trail_event')
        .select(['sequence', 'hash'])
        .where('chain_id', '=', chainId)
        .orderBy('sequence', 'desc')
        .executeTakeFirst()
      return last === undefined ? null : { sequence: last.sequence, hash: last.hash }
    },
    reader,
  }
  return log
}

function openReader(database: DatabaseSync): Kysely<TrailTables> {
  const prepare = (text: string) => {
    const statement = database.prepare(text)
    const values = (parameters: readonly unknown[]) => parameters as SQLInputValue[]
    return {
      reader: statement.columns().length > 0,
      all: (parameters: readonly unknown[]) => statement.all(...values(parameters)),
      run: (parameters: readonly unknown[]) => statement.run(...values(parameters)),
      iterate: (parameters: readonly unknown[]) => statement.iterate(...values(parameters)),
    }
  }
  return new Kysely({ dialect: new SqliteDialect({ database: { prepare, close: () => database.close() } }) })
}

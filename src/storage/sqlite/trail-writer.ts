/**
 * The trail's tables, written. An event goes into nine indexes, and with few events to a commit most of a commit's cost is
 * index pages: four fifths of its bytes. So a batch is first made durable as one value in `trail_staged`, and moved to the
 * tables with the next few hundred events, or after a moment, or before somebody reads.
 */

import type { DatabaseSync } from 'node:sqlite'
import { deserialize, serialize } from 'node:v8'
import { createChainOrder } from '../chain-order.ts'
import type { TrailEventRow } from '../event-log.ts'
import { type FlatRows, unflattened } from './flat-rows.ts'
import { openDatabaseFile, truncateWriteAheadLog } from './open-database.ts'

export interface TrailWriter {
  /** One commit for all batches, durable when it returns. @throws when a row is refused: then none is written. */
  append(batches: readonly FlatRows[]): void
  /** Moves what is staged to the tables. @throws when it cannot: it stays staged, and durable. */
  settle(): void
  hasStaged(): boolean
  /** Settles and empties the write-ahead log. */
  compact(): void
  close(): void
}

/** A move of so many takes some milliseconds, in which nothing else is written. */
const stagedRowsMax = 256
const stagedCharactersMax = 4 * 1024 * 1024

/** Settles what an earlier process left staged. */
export function openTrailWriter(path: string): TrailWriter {
  const database = openDatabaseFile(path)
  // Nothing is ever deleted from the trail; to overwrite what moved from one table to another would double the writing.
  database.exec('pragma secure_delete = off')
  const insert = insertInto(database)
  const lastSequence = database.prepare('select max(sequence) as last from trail_event where chain_id = ?')
  const insertStaged = database.prepare('insert into trail_staged (rows) values (?)')
  const readStaged = database.prepare('select rows from trail_staged order by id')
  const order = createChainOrder()
  /** As in `trail_staged`. Null when a commit failed and only the database knows. */
  let staged: readonly TrailEventRow[] | null = null

  function stagedRows(): readonly TrailEventRow[] {
    staged ??= readStaged
      .all()
      .flatMap(({ rows }) => unflattened((deserialize(rows as Buffer) as FlatRows[]).flat()))
    return staged
  }

  function commit(work: () => void, stagedAfterwards: readonly TrailEventRow[]): void {
    try {
      database.exec('begin immediate')
      work()
      database.exec('commit')
      staged = stagedAfterwards
    } catch (error) {
      order.forgetAll()
      staged = null
      if (database.isTransaction) database.exec('rollback')
      throw error
    }
  }

  function move(rows: readonly TrailEventRow[]): void {
    for (const row of rows) insert(row)
    database.exec('delete from trail_staged')
  }

  function settle(): void {
    const rows = stagedRows()
    if (rows.length > 0) commit(() => move(rows), [])
  }

  function requireOrder(rows: readonly TrailEventRow[]): ReadonlyMap<string, number> {
    const unknown = order.unknown(rows)
    if (unknown.length > 0) settle()
    for (const chainId of unknown) order.learn(chainId, Number(lastSequence.get(chainId)?.last ?? 0))
    try {
      return order.check(rows)
    } catch (error) {
      order.forgetAll()
      throw error
    }
  }

  settle()
  return {
    append(batches) {
      const rows = batches.flatMap(unflattened)
      const ends = requireOrder(rows)
      const all = [...stagedRows(), ...rows]
      if (isMany(all)) {
        commit(() => move(all), [])
      } else {
        for (const row of rows) requireStorable(row)
        commit(() => insertStaged.run(serialize(batches)), all)
      }
      order.accept(ends)
    },
    settle,
    hasStaged: () => stagedRows().length > 0,
    compact() {
      settle()
      truncateWriteAheadLog(database)
    },
    close() {
      try {
        settle()
        truncateWriteAheadLog(database)
      } finally {
        database.close()
      }
    },
  }
}

function isMany(rows: readonly TrailEventRow[]): boolean {
  if (rows.length >= stagedRowsMax) return true
  return rows.reduce((sum, { record }) => sum + record.length, 0) >= stagedCharactersMax
}

function insertInto(database: DatabaseSync): (row: TrailEventRow) => void {
  const insertEvent = database.prepare(`
    insert into trail_event (chain_id, sequence, event_id, event_time, account_id, region, event_source, event_name,
      read_only, user_name, access_key_id, category, record, hash)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  const insertResource = database.prepare(`
    insert into trail_resource (account_id, region, resource_type, resource_name, event_time, event_id)
    values (?, ?, ?, ?, ?, ?) on conflict do nothing`)
  return (row) => {
    insertEvent.run(
      row.chain_id,
      row.sequence,
      row.event_id,
      row.event_time,
      row.account_id,
      row.region,
      row.event_source,
      row.event_name,
      row.read_only,
      row.user_name,
      row.access_key_id,
      row.category,
      row.record,
      row.hash,
    )
    for (const { accountId, type, name } of row.resources) {
      insertResource.run(accountId, row.region, type, name, row.event_time, row.event_id)
    }
  }
}

/** What the tables would refuse must be refused before it is staged: later nobody is left to be told. */
function requireStorable({ resources, user_name, access_key_id, ...row }: TrailEventRow): void {
  const { sequence, event_time, read_only, ...texts } = row
  const integers = [sequence, event_time, read_only]
  const strings = [
    ...Object.values(texts),
    user_name ?? '',
    access_key_id ?? '',
    ...resources.flatMap(({ accountId, type, name }) => [accountId, type, name]),
  ]
  if (!integers.every(Number.isSafeInteger) || !strings.every((value) => typeof value === 'string')) {
    throw new TypeError(`the trail's event ${sequence} cannot be stored`)
  }
}

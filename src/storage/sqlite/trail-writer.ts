/** The trail's tables, written: an event goes to the end of its table and of two indexes, and brings few postings. */

import type { DatabaseSync } from 'node:sqlite'
import { createChainOrder } from '../chain-order.ts'
import type { TrailEventRow } from '../event-log.ts'
import { createPoster, type Posting } from '../postings.ts'
import { openDatabaseFile, truncateWriteAheadLog } from './open-database.ts'

export interface TrailWriter {
  /** One commit for all rows, durable when it returns. @throws when a row is refused: then none is written. */
  append(rows: readonly TrailEventRow[]): void
  /** Empties the write-ahead log. */
  compact(): void
  close(): void
}

export function openTrailWriter(path: string): TrailWriter {
  const database = openDatabaseFile(path)
  const insertEvent = eventInsertion(database)
  const insertPosting = postingInsertion(database)
  const begin = database.prepare('begin immediate')
  const commit = database.prepare('commit')
  const lastSequence = database.prepare('select max(sequence) as last from trail_event where chain_id = ?')
  const order = createChainOrder()
  const poster = createPoster()

  function write(rows: readonly TrailEventRow[]): void {
    for (const chainId of order.unknown(rows))
      order.learn(chainId, Number(lastSequence.get(chainId)?.last ?? 0))
    const ends = order.check(rows)
    begin.run()
    for (const row of rows) insertEvent(row)
    for (const posting of poster.post(rows)) insertPosting(posting)
    commit.run()
    order.accept(ends)
  }

  return {
    append(rows) {
      try {
        write(rows)
      } catch (error) {
        order.forgetAll()
        poster.forget()
        if (database.isTransaction) database.exec('rollback')
        throw error
      }
    },
    compact: () => truncateWriteAheadLog(database),
    close() {
      try {
        truncateWriteAheadLog(database)
      } finally {
        database.close()
      }
    },
  }
}

function eventInsertion(database: DatabaseSync): (row: TrailEventRow) => void {
  const statement = database.prepare(`
    insert into trail_event (chain_id, sequence, event_id, event_time, account_id, region, event_source, event_name,
      read_only, user_name, access_key_id, category, resources, record, hash)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  return (row) => {
    statement.run(
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
      row.resources,
      row.record,
      row.hash,
    )
  }
}

function postingInsertion(database: DatabaseSync): (posting: Posting) => void {
  const statement = database.prepare(`
    insert into trail_posting (account_id, attribute, value, second, region, category, chain_id)
    values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing`)
  return ({ account_id, attribute, value, second, region, category, chain_id }) => {
    statement.run(account_id, attribute, value, second, region, category, chain_id)
  }
}

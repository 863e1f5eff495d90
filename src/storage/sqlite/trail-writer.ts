/** The trail's tables, written: an event goes to the end of its table and of two indexes, and brings few postings. */

import type { DatabaseSync } from 'node:sqlite'
import { createChainOrder } from '../chain-order.ts'
import type { TrailEventRow } from '../event-log.ts'
import type { SharedAs } from '../open.ts'
import { createPoster, type Posting } from '../postings.ts'
import { isBusy, sleepThread, stopUntilFree } from './busy.ts'
import { openDatabaseFile, truncateWriteAheadLog } from './open-database.ts'

/** Between two looks at whether another process has committed, which takes it a millisecond or more. */
const retryMs = 0.3
/** Longer than `retryMs`, so that whoever waits gets the lock. */
const yieldMs = 0.5
const crowdedMs = 50
const compactPauseMs = 5

export interface TrailWriter {
  /**
   * One commit for all rows, durable when it returns; they are asked for when it is this process's turn to write.
   * @throws when a row is refused: then none is written.
   */
  append(collect: () => readonly TrailEventRow[]): void
  /** Empties the write-ahead log. */
  compact(): void
  close(): void
}

export interface TrailWriterOptions {
  readonly path: string
  /** Whether other processes write to it, each its own chains. The last process that closes it has it for itself. */
  readonly share: SharedAs | undefined
}

export function openTrailWriter({ path, share }: TrailWriterOptions): TrailWriter {
  const isShared = share !== undefined
  const database = openDatabaseFile(path, { isShared })
  const insertEvent = eventInsertion(database)
  const insertPosting = postingInsertion(database)
  const begin = isShared ? inTurn(database) : beginning(database)
  const commit = database.prepare('commit')
  const lastSequence = database.prepare('select max(sequence) as last from trail_event where chain_id = ?')
  const order = createChainOrder()
  const poster = createPoster()

  function write(collect: () => readonly TrailEventRow[]): void {
    begin()
    const rows = collect()
    for (const chainId of order.unknown(rows))
      order.learn(chainId, Number(lastSequence.get(chainId)?.last ?? 0))
    const ends = order.check(rows)
    for (const row of rows) insertEvent(row)
    for (const posting of poster.post(rows)) insertPosting(posting)
    commit.run()
    order.accept(ends)
  }

  return {
    append(collect) {
      try {
        write(collect)
      } catch (error) {
        order.forgetAll()
        poster.forget()
        if (database.isTransaction) database.exec('rollback')
        throw error
      }
    },
    compact: () =>
      isShared
        ? stopUntilFree(() => truncateWriteAheadLog(database), compactPauseMs)
        : truncateWriteAheadLog(database),
    close() {
      try {
        if (share !== 'member') truncateWriteAheadLog(database)
      } finally {
        database.close()
      }
    },
  }
}

function beginning(database: DatabaseSync): () => void {
  const begin = database.prepare('begin immediate')
  return () => void begin.run()
}

/**
 * SQLite keeps no queue of who waits for its lock. A process that has more to write would take it again within
 * microseconds, and others could wait for long: so whoever has had to wait of late lets the others go first.
 */
function inTurn(database: DatabaseSync): () => void {
  const begin = database.prepare('begin immediate')
  let crowdedUntil = 0
  return () => {
    if (performance.now() < crowdedUntil) sleepThread(yieldMs)
    try {
      begin.run()
    } catch (error) {
      if (!isBusy(error)) throw error
      crowdedUntil = performance.now() + crowdedMs
      sleepThread(retryMs)
      stopUntilFree(() => begin.run(), retryMs)
    }
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

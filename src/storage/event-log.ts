import type { Kysely, Selectable } from 'kysely'
import type { TrailTables } from './tables.ts'

export type TrailEventRow = Readonly<Selectable<TrailTables['trail_event']>>

/** The trail's append-only log. On SQLite a worker thread writes it, so that its fsync never stops the event loop. */
export interface EventLog {
  /**
   * Durable when it resolves: one commit for the whole batch. Batches are written in the order of the calls.
   * Rejects unless every row continues its chain (`sequence` is the last one plus 1), so a batch that was lost can never
   * be followed by a later one: after a rejection ask `tip` again, the batch may or may not have been written.
   * An empty batch writes nothing: when it resolves, the log is ready to write. Else the first batch makes it so.
   */
  append(rows: readonly TrailEventRow[]): Promise<void>
  /** The last sequence and hash of a chain, or null for a new chain. */
  tip(chainId: string): Promise<{ sequence: number; hash: string } | null>
  /** For lookups and verification. Reads only. */
  readonly reader: Kysely<TrailTables>
}

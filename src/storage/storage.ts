/**
 * Storage's door: the database (SQLite or PostgreSQL behind one Kysely), transactions, the authority epoch, leased jobs,
 * blobs and the trail's append-only log. It knows tables, not what they mean.
 */

import type { Kysely, Transaction } from 'kysely'
import type { Authority } from './authority.ts'
import type { Blobs } from './blobs.ts'
import type { EventLog } from './event-log.ts'
import type { Jobs } from './jobs.ts'
import type { Tables } from './tables.ts'

export type { Authority, AuthorityChange, AuthorityMark } from './authority.ts'
export { StaleAuthorityError } from './authority.ts'
export type { Blobs } from './blobs.ts'
export { BlobMissingError } from './blobs.ts'
export type { EventLog, TrailEventRow } from './event-log.ts'
export type { JobHandler, Jobs } from './jobs.ts'
export { createPoster, type PostedAttribute, postedValue } from './postings.ts'
export { preparedQuery } from './prepared-query.ts'
export type { Tables, TrailTables } from './tables.ts'

export type Database = Kysely<Tables>
export type Tx = Transaction<Tables>

export interface Storage {
  readonly kind: 'sqlite' | 'postgres'
  /** Whether no other process uses the database: what this one does not work on, nobody does. */
  readonly isAlone: boolean
  /** For reads and single statements. Inside `transaction`/`authority.change`, use only the `tx` you are given. */
  readonly database: Database
  /** Runs, commits, or rolls back whole. Durable when it resolves. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  readonly authority: Authority
  readonly jobs: Jobs
  readonly blobs: Blobs
  readonly eventLog: EventLog
  /** Rejects when the database does not answer within two seconds. */
  ping(): Promise<void>
  /**
   * Makes what was deleted disappear from the database's files as well, not only from its tables: on SQLite the
   * write-ahead log is folded in and emptied, on PostgreSQL the tables that hold sealed content are vacuumed.
   * For after large deletions; `close` does it on SQLite in any case.
   */
  compact(): Promise<void>
  /** Waits for work under way, then releases files and connections. */
  close(): Promise<void>
}

import { join } from 'node:path'
import { sql } from 'kysely'
import { openBlobFolder } from './blob-folder.ts'
import { withDeadline } from './deadline.ts'
import type { EpochSource } from './epoch-source.ts'
import type { EventLog } from './event-log.ts'
import { createJobQueue } from './job-queue.ts'
import { createJobRunner, type JobTiming } from './job-runner.ts'
import { type StorageLog, silentLog } from './log.ts'
import { openAuthority } from './open-authority.ts'
import { openPostgres } from './postgres/open-postgres.ts'
import { makePrivateFolder } from './sqlite/data-folder.ts'
import { openSqlite } from './sqlite/open-sqlite.ts'
import type { Database, Storage, Tx } from './storage.ts'
import { createTransactionGuard } from './transaction-guard.ts'

export { NewerDatabaseError } from './migrate.ts'
export { DataFolderInUseError } from './sqlite/data-folder.ts'

export interface StorageOptions {
  /** Holds `keyhold.db` and `trail.db` (without `databaseUrl`) and `blobs/` (without `blobsFolder`). Made with 0700. */
  readonly dataFolder: string
  /** `postgres://…`. Any number of nodes may share one database; they must share the blobs as well. */
  readonly databaseUrl?: string
  readonly blobsFolder?: string
  /**
   * Several processes of one server use the SQLite data folder: the keeper holds its lock, opens first and closes last;
   * members open it beside a keeper. Absent: this process has it for itself.
   */
  readonly share?: SharedAs
  /** How many connections to PostgreSQL at most, beside the authority's own. Default 10. */
  readonly connectionsMax?: number
  /** Names this node in leases. */
  readonly nodeId: string
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly log?: StorageLog
  /** Milliseconds of a clock that never jumps: what leases on the authority are measured with. */
  readonly monotonic?: () => number
  /** How many values the authority keeps in memory. Default 200,000. */
  readonly authorityValuesMax?: number
  readonly jobTiming?: Partial<JobTiming>
}

export type SharedAs = 'keeper' | 'member'

/** What a kind of database brings along. */
export interface Parts {
  readonly kind: Storage['kind']
  readonly database: Database
  readonly eventLog: EventLog
  readonly epochSource: EpochSource
  compact(): Promise<void>
  close(): Promise<void>
}

const pingMs = 2000

/**
 * Opens the database (and migrates it), the trail's log and the blobs.
 *
 * @throws DataFolderInUseError when another server uses the SQLite data folder.
 * @throws NewerDatabaseError when a newer release has migrated the database.
 */
export async function openStorage(options: StorageOptions): Promise<Storage> {
  const { databaseUrl, nodeId, now, log = silentLog } = options
  const guard = createTransactionGuard()
  const { outside } = guard
  makePrivateFolder(options.dataFolder)
  const parts =
    databaseUrl === undefined
      ? await openSqlite(options.dataFolder, guard, now, options.share)
      : await openPostgres(databaseUrl, guard, { now, log, connectionsMax: options.connectionsMax })
  const { database, eventLog, epochSource } = parts
  const transaction = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
    database.transaction().execute((tx) => guard.inside(() => work(tx)))
  try {
    const blobs = await openBlobFolder(options.blobsFolder ?? join(options.dataFolder, 'blobs'), now)
    const authority = await openAuthority({
      source: epochSource,
      transaction,
      now,
      log,
      outside,
      monotonic: options.monotonic,
      valuesMax: options.authorityValuesMax,
    })
    const queue = createJobQueue(database, parts.kind, now)
    const isAlone = parts.kind === 'sqlite' && options.share === undefined
    const jobs = createJobRunner({
      queue,
      nodeId,
      now,
      log,
      outside,
      alone: isAlone,
      timing: options.jobTiming,
    })
    let closing: Promise<void> | null = null
    const close = async () => {
      await jobs.stop()
      await authority.stop()
      await parts.close()
    }
    return {
      kind: parts.kind,
      isAlone,
      database,
      transaction,
      authority,
      jobs,
      blobs,
      eventLog,
      ping: async () => {
        await outside(() => withDeadline(pingMs, () => sql`select 1`.execute(database)))
      },
      compact: () => parts.compact(),
      close: () => {
        closing ??= close()
        return closing
      },
    }
  } catch (error) {
    await epochSource.close()
    await parts.close()
    throw error
  }
}

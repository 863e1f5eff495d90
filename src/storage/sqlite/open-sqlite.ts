import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Kysely, sql } from 'kysely'
import type { EpochSource } from '../epoch-source.ts'
import { migrate } from '../migrate.ts'
import { migrations } from '../migrations/migrations.ts'
import type { Parts, SharedAs } from '../open.ts'
import type { Tables, TrailTables } from '../tables.ts'
import type { TransactionGuard } from '../transaction-guard.ts'
import { lockDataFolder } from './data-folder.ts'
import { sqliteDialect } from './dialect.ts'
import { sqliteEpochSource } from './epoch-source.ts'
import { type OpenEventLog, openSqliteEventLog } from './event-log.ts'
import { openDatabaseFile, WriteAheadLogInUse } from './open-database.ts'

/** For as long as others keep it busy; then whoever asked tries again. */
const compactMsMax = 10_000
const compactPauseMs = 5

/**
 * `keyhold.db` and `trail.db` in a folder that this process has for itself, or shares with others under one keeper.
 * @throws DataFolderInUseError
 */
export async function openSqlite(
  folder: string,
  guard: TransactionGuard,
  now: () => number,
  share?: SharedAs,
): Promise<Parts> {
  const lock = share === 'member' ? null : lockDataFolder(folder)
  const isShared = share !== undefined
  const mainPath = join(folder, 'keyhold.db')
  const trailPath = join(folder, 'trail.db')
  let database: Kysely<Tables> | null = null
  try {
    await migrateTrail(trailPath, isShared, now)
    database = await openMain(mainPath, isShared, guard, now)
    const eventLog = openSqliteEventLog({ path: trailPath, share })
    return parts({ database, eventLog, epochSource: sqliteEpochSource(mainPath, { isShared }), share, lock })
  } catch (error) {
    await database?.destroy()
    lock?.release()
    throw error
  }
}

function parts({
  database,
  eventLog,
  epochSource,
  share,
  lock,
}: {
  database: Kysely<Tables>
  eventLog: OpenEventLog
  epochSource: EpochSource
  share: SharedAs | undefined
  lock: { release(): void } | null
}): Parts {
  return {
    kind: 'sqlite',
    database,
    eventLog,
    epochSource,
    compact: async () => {
      await emptyWriteAheadLog(database, share === undefined ? 0 : compactMsMax)
      await eventLog.compact()
    },
    close: async () => {
      await eventLog.close()
      if (share !== 'member') await emptyWriteAheadLog(database, 0)
      await database.destroy()
      lock?.release()
    },
  }
}

async function openMain(
  path: string,
  isShared: boolean,
  guard: TransactionGuard,
  now: () => number,
): Promise<Kysely<Tables>> {
  const file = openDatabaseFile(path, { isShared })
  const database = new Kysely<Tables>({ dialect: guard.guarded(sqliteDialect(file)) })
  try {
    await migrate(database, {
      kind: 'sqlite',
      migrations: migrations.filter((migration) => migration.place === 'main'),
      now,
    })
    return database
  } catch (error) {
    await database.destroy()
    throw error
  }
}

async function migrateTrail(path: string, isShared: boolean, now: () => number): Promise<void> {
  const file = openDatabaseFile(path, { isShared })
  const database = new Kysely<TrailTables>({ dialect: sqliteDialect(file) })
  try {
    await migrate(database, {
      kind: 'sqlite',
      migrations: migrations.filter((migration) => migration.place === 'trail'),
      now,
    })
  } finally {
    await database.destroy()
  }
}

/** Behind the queries that wait: within a transaction it could not run. */
async function emptyWriteAheadLog(database: Kysely<Tables>, waitMsMax: number): Promise<void> {
  const until = performance.now() + waitMsMax
  while (true) {
    const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(database)
    if (rows[0]?.busy === 0) return
    if (performance.now() > until) throw new WriteAheadLogInUse()
    await pause(compactPauseMs)
  }
}

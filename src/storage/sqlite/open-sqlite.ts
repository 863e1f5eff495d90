import { join } from 'node:path'
import { Kysely, sql } from 'kysely'
import type { EpochSource } from '../epoch-source.ts'
import { migrate } from '../migrate.ts'
import { migrations } from '../migrations/migrations.ts'
import type { Parts } from '../open.ts'
import type { Tables, TrailTables } from '../tables.ts'
import type { TransactionGuard } from '../transaction-guard.ts'
import { lockDataFolder } from './data-folder.ts'
import { sqliteDialect } from './dialect.ts'
import { sqliteEpochSource } from './epoch-source.ts'
import { type OpenEventLog, openSqliteEventLog } from './event-log.ts'
import { openDatabaseFile } from './open-database.ts'

/** `keyhold.db` and `trail.db` in a folder that this process has for itself. @throws DataFolderInUseError */
export async function openSqlite(folder: string, guard: TransactionGuard, now: () => number): Promise<Parts> {
  const lock = lockDataFolder(folder)
  const mainPath = join(folder, 'keyhold.db')
  const trailPath = join(folder, 'trail.db')
  let database: Kysely<Tables> | null = null
  try {
    await migrateTrail(trailPath, now)
    database = await openMain(mainPath, guard, now)
    const eventLog = await openSqliteEventLog(trailPath)
    return parts(database, eventLog, sqliteEpochSource(mainPath), lock)
  } catch (error) {
    await database?.destroy()
    lock.release()
    throw error
  }
}

function parts(
  database: Kysely<Tables>,
  eventLog: OpenEventLog,
  epochSource: EpochSource,
  lock: { release(): void },
): Parts {
  return {
    kind: 'sqlite',
    database,
    eventLog,
    epochSource,
    compact: async () => {
      await emptyWriteAheadLog(database)
      await eventLog.compact()
    },
    close: async () => {
      await eventLog.close()
      await emptyWriteAheadLog(database)
      await database.destroy()
      lock.release()
    },
  }
}

async function openMain(path: string, guard: TransactionGuard, now: () => number): Promise<Kysely<Tables>> {
  const database = new Kysely<Tables>({ dialect: guard.guarded(sqliteDialect(openDatabaseFile(path))) })
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

async function migrateTrail(path: string, now: () => number): Promise<void> {
  const file = openDatabaseFile(path)
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
async function emptyWriteAheadLog(database: Kysely<Tables>): Promise<void> {
  const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(database)
  if (rows[0]?.busy !== 0) throw new Error('the write-ahead log is in use and could not be emptied')
}

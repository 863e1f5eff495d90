import { Kysely, PostgresDialect, sql } from 'kysely'
import { withDeadline } from '../deadline.ts'
import { errorLabel, type StorageLog } from '../log.ts'
import { migrate } from '../migrate.ts'
import { migrations } from '../migrations/migrations.ts'
import type { Parts } from '../open.ts'
import type { Tables, TrailTables } from '../tables.ts'
import type { TransactionGuard } from '../transaction-guard.ts'
import { postgresEpochSource } from './epoch-source.ts'
import { openPostgresEventLog } from './event-log.ts'
import { kyselyPool, openPool } from './pool.ts'

const closeMs = 10_000

/** Tables whose rows hold what customers wrote, sealed, and what opens it. */
const sealedTables = [
  'sealed_record',
  'blind_index',
  'sealed_object',
  'data_key',
  'kms_key_material',
  'kms_import_wrapping_key',
  'iam_access_key',
  'root_key_seal',
  'seal',
] as const

export async function openPostgres(
  url: string,
  guard: TransactionGuard,
  options: { now: () => number; log: StorageLog; connectionsMax?: number },
): Promise<Parts> {
  const pool = openPool(url, options.log, options.connectionsMax)
  const dialect = new PostgresDialect({ pool: kyselyPool(pool) })
  const database = new Kysely<Tables>({ dialect: guard.guarded(dialect) })
  try {
    await migrate(database, { kind: 'postgres', migrations, now: options.now })
  } catch (error) {
    await pool.end()
    throw error
  }
  // The trail's reader is not held back inside a transaction: it has tables of its own, as on SQLite.
  const eventLog = openPostgresEventLog(pool, new Kysely<TrailTables>({ dialect }))
  return {
    kind: 'postgres',
    database,
    eventLog,
    epochSource: postgresEpochSource(url),
    compact: async () => {
      for (const table of sealedTables) await sql`vacuum ${sql.table(table)}`.execute(database)
    },
    close: async () => {
      // A database that does not answer must not keep the server from ending: what is committed is committed.
      await withDeadline(closeMs, async () => {
        await eventLog.idle()
        await database.destroy()
      }).catch((error: unknown) =>
        options.log.warn({ error: errorLabel(error) }, 'connections did not end in time'),
      )
    },
  }
}

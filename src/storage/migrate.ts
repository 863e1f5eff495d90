import { type Kysely, sql } from 'kysely'
import type { DatabaseKind, Migration } from './migrations/migration.ts'

export interface MigrateOptions {
  readonly kind: DatabaseKind
  readonly migrations: readonly Migration[]
  readonly now: () => number
}

/** The database was written by a newer release: an older one must not touch it. */
export class NewerDatabaseError extends Error {
  override readonly name = 'NewerDatabaseError'
}

/** Any number that nothing else on the same PostgreSQL database takes as an advisory lock. */
const migrationLock = 7_263_011_804

const columns: Readonly<Record<DatabaseKind, string>> = {
  sqlite: 'name text not null primary key, ran_at integer not null) strict',
  postgres: 'name text collate "C" not null primary key, ran_at bigint not null)',
}

/**
 * Runs the migrations that have not run, all in one transaction: a crash leaves the schema as it was. On PostgreSQL an
 * advisory lock makes nodes that start together wait for the first.
 */
export async function migrate<Schema>(database: Kysely<Schema>, options: MigrateOptions): Promise<void> {
  const { kind, migrations, now } = options
  // Whatever tables the caller knows, this one is among them or about to be made.
  const plain = database as unknown as Kysely<{ migration: { name: string; ran_at: number } }>
  await plain.transaction().execute(async (tx) => {
    if (kind === 'postgres') {
      await sql`set local statement_timeout = 0`.execute(tx)
      await sql`select pg_advisory_xact_lock(${sql.lit(migrationLock)})`.execute(tx)
    }
    await sql`create table if not exists migration (${sql.raw(columns[kind])}`.execute(tx)
    const rows = await tx.selectFrom('migration').select('name').execute()
    const done = new Set(rows.map((row) => row.name))
    requireKnown(done, migrations)
    for (const migration of migrations) {
      if (done.has(migration.name)) continue
      await migration.up(tx, kind)
      await tx.insertInto('migration').values({ name: migration.name, ran_at: now() }).execute()
    }
  })
}

function requireKnown(done: ReadonlySet<string>, migrations: readonly Migration[]): void {
  const known = new Set(migrations.map((migration) => migration.name))
  const unknown = [...done].filter((name) => !known.has(name))
  if (unknown.length === 0) return
  throw new NewerDatabaseError(
    `the database was made by a newer release (${unknown.join(', ')}): start that release, or restore a backup`,
  )
}

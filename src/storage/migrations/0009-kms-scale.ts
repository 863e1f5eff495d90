import { sql } from 'kysely'
import { createTables, type Migration, type TableShape } from './migration.ts'

/** What keeps calls and starts as quick with a million keys as with one. */
export const kmsScale: Migration = {
  name: '0009-kms-scale',
  place: 'main',
  up: async (database, kind) => {
    await createTables(database, kind, tables)
    // Keys plan jobs far ahead; the few that are leased are found without reading the others.
    await sql`create index job_by_lease on job (lease_owner) where lease_owner is not null`.execute(database)
  },
}

const tables: Readonly<Record<string, TableShape>> = {
  kms_count: {
    columns: { scope: 'text', used: 'integer' },
    primaryKey: ['scope'],
  },
}

import { createTables, type Migration, type TableShape } from './migration.ts'

export const authorityAndJobs: Migration = {
  name: '0001-authority-and-jobs',
  place: 'main',
  up: async (database, kind) => {
    await createTables(database, kind, tables)
    await database.insertInto('authority').values({ id: 1, epoch: 1 }).execute()
  },
}

const tables: Readonly<Record<string, TableShape>> = {
  meta: {
    columns: { key: 'text', value: 'text' },
    primaryKey: ['key'],
  },
  authority: {
    columns: { id: 'integer', epoch: 'integer' },
    primaryKey: ['id'],
  },
  authority_change: {
    columns: { epoch: 'integer', subject: 'text', changed_at: 'integer' },
    primaryKey: ['epoch', 'subject'],
  },
  job: {
    columns: {
      id: 'text',
      kind: 'text',
      payload: 'text',
      run_at: 'integer',
      attempts: 'integer',
      lease_owner: 'text?',
      lease_until: 'integer',
      rerun_at: 'integer?',
      last_error: 'text?',
      created_at: 'integer',
    },
    primaryKey: ['id'],
    indexes: [['run_at']],
  },
}

import { createTables, type Migration, type TableShape } from './migration.ts'

/** What guardrails need beside their sealed records: a name once an account, versions counted, a key change under way. */
export const guardrails: Migration = {
  name: '0010-guardrails',
  place: 'main',
  up: (database, kind) => createTables(database, kind, tables),
}

const tables: Readonly<Record<string, TableShape>> = {
  guardrail: {
    columns: {
      account_id: 'text',
      region: 'text',
      id: 'text',
      name_token: 'text',
      last_version: 'integer',
      old_scope_id: 'text?',
    },
    primaryKey: ['account_id', 'region', 'id'],
    unique: [['account_id', 'region', 'name_token']],
  },
}

import { createTables, type Migration, type TableShape } from './migration.ts'

export const trail: Migration = {
  name: '0005-trail',
  place: 'trail',
  up: (database, kind) => createTables(database, kind, tables),
}

/** LookupEvents takes one attribute, an account, a region and a time range, newest first: one index for each attribute. */
const tables: Readonly<Record<string, TableShape>> = {
  trail_event: {
    columns: {
      chain_id: 'text',
      sequence: 'integer',
      event_id: 'text',
      event_time: 'integer',
      account_id: 'text',
      region: 'text',
      event_source: 'text',
      event_name: 'text',
      read_only: 'integer',
      user_name: 'text?',
      access_key_id: 'text?',
      category: 'text',
      record: 'text',
      hash: 'text',
    },
    primaryKey: ['chain_id', 'sequence'],
    indexes: [
      ['event_id'],
      ['account_id', 'region', 'event_time', 'sequence'],
      ['account_id', 'region', 'event_name', 'event_time', 'sequence'],
      ['account_id', 'region', 'event_source', 'event_time', 'sequence'],
      ['account_id', 'region', 'user_name', 'event_time', 'sequence'],
      ['account_id', 'region', 'access_key_id', 'event_time', 'sequence'],
      ['account_id', 'region', 'read_only', 'event_time', 'sequence'],
    ],
  },
  trail_resource: {
    columns: {
      account_id: 'text',
      region: 'text',
      resource_type: 'text',
      resource_name: 'text',
      event_time: 'integer',
      event_id: 'text',
    },
    primaryKey: ['event_id', 'account_id', 'resource_type', 'resource_name'],
    indexes: [
      ['account_id', 'region', 'resource_name', 'event_time'],
      ['account_id', 'region', 'resource_type', 'event_time'],
    ],
  },
  /** Used on SQLite only. */
  trail_staged: {
    columns: { id: 'integer', rows: 'blob' },
    primaryKey: ['id'],
  },
}

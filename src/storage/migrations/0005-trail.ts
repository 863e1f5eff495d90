import { createTables, type Migration, type TableShape } from './migration.ts'

export const trail: Migration = {
  name: '0005-trail-and-postings',
  place: 'trail',
  up: (database, kind) => createTables(database, kind, tables),
}

/**
 * LookupEvents takes one attribute, an account, a region and a time range, newest first. An index for each attribute would
 * cost nine scattered index entries an event, most of what an append costs. Postings say instead in which seconds a value
 * occurs: a busy second costs one posting a value, not one an event, and a lookup reads the seconds it is pointed to.
 */
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
      resources: 'text',
      record: 'text',
      hash: 'text',
    },
    primaryKey: ['chain_id', 'sequence'],
    indexes: [['account_id', 'region', 'event_time', 'sequence']],
  },
  trail_posting: {
    columns: {
      account_id: 'text',
      attribute: 'text',
      value: 'text',
      second: 'integer',
      region: 'text',
      category: 'text',
      chain_id: 'text',
    },
    // A chain has one writer, so that two nodes never wait for each other's postings.
    primaryKey: ['account_id', 'attribute', 'value', 'second', 'region', 'category', 'chain_id'],
  },
}

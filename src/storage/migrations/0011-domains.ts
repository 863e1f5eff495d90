import { addColumns, type Migration } from './migration.ts'

/** Scopes with several grants: a DataZone domain has two. */
export const domains: Migration = {
  name: '0011-domains',
  place: 'main',
  up: (database, kind) => addColumns(database, kind, 'encryption_scope', { further_grant_ids: 'text?' }),
}

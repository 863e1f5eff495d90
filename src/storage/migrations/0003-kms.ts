import { createTables, type Migration, type TableShape } from './migration.ts'

export const kms: Migration = {
  name: '0003-kms',
  place: 'main',
  up: (database, kind) => createTables(database, kind, tables),
}

const tables: Readonly<Record<string, TableShape>> = {
  kms_key: {
    columns: {
      key_arn: 'text',
      key_id: 'text',
      account_id: 'text',
      region: 'text',
      manager: 'text',
      owner_service: 'text?',
      description: 'text',
      key_usage: 'text',
      key_spec: 'text',
      origin: 'text',
      key_state: 'text',
      multi_region: 'integer',
      current_material_id: 'text?',
      key_policy: 'text',
      created_at: 'integer',
      deletion_at: 'integer?',
      pending_window_days: 'integer?',
    },
    primaryKey: ['key_arn'],
    indexes: [
      ['account_id', 'region', 'key_id'],
      ['account_id', 'region', 'created_at', 'key_id'],
      ['owner_service', 'region', 'manager', 'account_id'],
      ['key_state', 'deletion_at'],
    ],
  },
  kms_key_material: {
    columns: { key_arn: 'text', material_id: 'text', wrapped_material: 'blob', created_at: 'integer' },
    primaryKey: ['key_arn', 'material_id'],
  },
  kms_key_tag: {
    columns: { key_arn: 'text', tag_key: 'text', tag_value: 'text', position: 'integer' },
    primaryKey: ['key_arn', 'tag_key'],
  },
  kms_alias: {
    columns: {
      alias_arn: 'text',
      alias_name: 'text',
      account_id: 'text',
      region: 'text',
      key_arn: 'text?',
      created_at: 'integer',
      updated_at: 'integer',
    },
    primaryKey: ['alias_arn'],
    indexes: [
      ['account_id', 'region', 'alias_name'],
      ['key_arn', 'alias_name'],
    ],
  },
  kms_grant: {
    columns: {
      grant_id: 'text',
      key_arn: 'text',
      region: 'text',
      name: 'text?',
      fingerprint: 'text',
      grantee_principal: 'text',
      grantee_kind: 'text',
      retiring_principal: 'text?',
      retiring_kind: 'text?',
      issuing_account: 'text',
      operations: 'text',
      constraints: 'text?',
      constraint_selector: 'text',
      created_at: 'integer',
    },
    primaryKey: ['grant_id'],
    indexes: [
      ['key_arn', 'grant_id'],
      ['key_arn', 'created_at', 'grant_id'],
      ['key_arn', 'grantee_principal', 'constraint_selector', 'grant_id'],
      ['key_arn', 'grantee_principal', 'grant_id'],
      ['retiring_principal', 'region', 'grant_id'],
      ['key_arn', 'name', 'fingerprint'],
    ],
  },
}

import { createTables, type Migration, type TableShape } from './migration.ts'

export const sealedContent: Migration = {
  name: '0004-sealed-content',
  place: 'main',
  up: (database, kind) => createTables(database, kind, tables),
}

const tables: Readonly<Record<string, TableShape>> = {
  encryption_scope: {
    columns: {
      id: 'text',
      account_id: 'text',
      region: 'text',
      service: 'text',
      resource_arn: 'text',
      kms_key_arn: 'text?',
      key_manager: 'text',
      grant_id: 'text?',
      encryption_context: 'text',
      state: 'text',
      created_at: 'integer',
    },
    primaryKey: ['id'],
    indexes: [['resource_arn'], ['kms_key_arn', 'id'], ['account_id', 'region', 'service', 'id']],
  },
  data_key: {
    columns: {
      id: 'text',
      scope_id: 'text',
      kms_key_arn: 'text?',
      service_key_arn: 'text',
      wrapped_data_key: 'blob',
      purpose: 'text',
      sealed_count: 'integer',
      sealed_bytes: 'integer',
      created_at: 'integer',
    },
    primaryKey: ['id'],
    indexes: [['scope_id', 'purpose', 'created_at'], ['kms_key_arn', 'scope_id'], ['service_key_arn']],
  },
  sealed_record: {
    columns: {
      scope_id: 'text',
      kind: 'text',
      id: 'text',
      parent: 'text',
      revision: 'integer',
      status: 'text',
      data_key_id: 'text',
      sealed_body: 'blob',
      created_at: 'integer',
      updated_at: 'integer',
    },
    primaryKey: ['scope_id', 'kind', 'id'],
    indexes: [
      ['scope_id', 'kind', 'parent', 'created_at', 'id'],
      ['scope_id', 'kind', 'created_at', 'id'],
      ['scope_id', 'kind', 'status', 'created_at', 'id'],
      ['data_key_id'],
    ],
  },
  blind_index: {
    columns: { scope_id: 'text', kind: 'text', field: 'text', token: 'text', record_id: 'text' },
    primaryKey: ['scope_id', 'kind', 'field', 'token', 'record_id'],
    indexes: [['scope_id', 'kind', 'record_id']],
  },
  sealed_object: {
    columns: {
      scope_id: 'text',
      kind: 'text',
      id: 'text',
      data_key_id: 'text',
      blob: 'text',
      plaintext_bytes: 'integer',
      created_at: 'integer',
    },
    primaryKey: ['scope_id', 'kind', 'id'],
    indexes: [['data_key_id'], ['blob']],
  },
  resource: {
    columns: {
      account_id: 'text',
      region: 'text',
      service: 'text',
      kind: 'text',
      id: 'text',
      scope_id: 'text',
      created_at: 'integer',
    },
    primaryKey: ['account_id', 'region', 'service', 'kind', 'id'],
    indexes: [['account_id', 'region', 'service', 'kind', 'created_at', 'id'], ['scope_id']],
  },
  doomed_blob: {
    columns: { blob: 'text', doomed_at: 'integer' },
    primaryKey: ['blob'],
    indexes: [['doomed_at']],
  },
  idempotency: {
    columns: {
      account_id: 'text',
      region: 'text',
      operation: 'text',
      token: 'text',
      fingerprint: 'text',
      answer: 'text',
      created_at: 'integer',
    },
    primaryKey: ['account_id', 'region', 'operation', 'token'],
    indexes: [['created_at']],
  },
}

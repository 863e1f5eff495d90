import { createTables, type Migration, type TableShape } from './migration.ts'

export const rootKeyAndIam: Migration = {
  name: '0002-root-key-and-iam',
  place: 'main',
  up: (database, kind) => createTables(database, kind, tables),
}

const tables: Readonly<Record<string, TableShape>> = {
  root_key: {
    columns: { id: 'text', state: 'text', created_at: 'integer' },
    primaryKey: ['id'],
  },
  root_key_seal: {
    columns: { root_key_id: 'text', seal: 'text', wrapped_root_key: 'blob', created_at: 'integer' },
    primaryKey: ['root_key_id', 'seal'],
  },
  iam_account: {
    columns: { account_id: 'text', created_at: 'integer' },
    primaryKey: ['account_id'],
  },
  iam_user: {
    columns: {
      user_id: 'text',
      account_id: 'text',
      user_name: 'text',
      path: 'text',
      arn: 'text',
      permissions_boundary: 'text?',
      tags: 'text',
      created_at: 'integer',
    },
    primaryKey: ['user_id'],
    unique: [['account_id', 'user_name'], ['arn']],
  },
  iam_role: {
    columns: {
      role_id: 'text',
      account_id: 'text',
      role_name: 'text',
      path: 'text',
      arn: 'text',
      description: 'text?',
      trust_policy: 'text',
      max_session_seconds: 'integer',
      permissions_boundary: 'text?',
      tags: 'text',
      created_at: 'integer',
    },
    primaryKey: ['role_id'],
    unique: [['account_id', 'role_name'], ['arn']],
  },
  iam_access_key: {
    columns: {
      access_key_id: 'text',
      account_id: 'text',
      user_id: 'text?',
      status: 'text',
      sealed_secret: 'blob',
      created_at: 'integer',
    },
    primaryKey: ['access_key_id'],
    indexes: [['user_id'], ['account_id', 'user_id']],
  },
  iam_inline_policy: {
    columns: { owner_id: 'text', policy_name: 'text', document: 'text' },
    primaryKey: ['owner_id', 'policy_name'],
  },
  iam_policy: {
    columns: {
      policy_id: 'text',
      account_id: 'text',
      policy_name: 'text',
      path: 'text',
      arn: 'text',
      description: 'text?',
      default_version_id: 'text',
      next_version: 'integer',
      tags: 'text',
      created_at: 'integer',
      updated_at: 'integer',
    },
    primaryKey: ['policy_id'],
    unique: [['account_id', 'policy_name'], ['arn']],
  },
  iam_policy_version: {
    columns: { policy_id: 'text', version_id: 'text', document: 'text', created_at: 'integer' },
    primaryKey: ['policy_id', 'version_id'],
  },
  iam_policy_attachment: {
    columns: { owner_id: 'text', policy_arn: 'text', attached_at: 'integer' },
    primaryKey: ['owner_id', 'policy_arn'],
    indexes: [['policy_arn']],
  },
}

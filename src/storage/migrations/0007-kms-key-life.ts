import { sql } from 'kysely'
import { addColumns, createTables, type Migration, type TableShape } from './migration.ts'

/** Rotation, imported key material, multi-Region keys and last use. */
export const kmsKeyLife: Migration = {
  name: '0007-kms-key-life',
  place: 'main',
  up: async (database, kind) => {
    await addColumns(database, kind, 'kms_key', {
      primary_region: 'text?',
      rotation_period_days: 'integer?',
      next_rotation_at: 'integer?',
      expiration_model: 'text?',
      valid_to: 'integer?',
    })
    // Few keys are multi-Region keys: only these are found by key id across Regions.
    await sql`create index kms_key_by_multi_region on kms_key (account_id, key_id) where multi_region = 1`.execute(
      database,
    )
    await createTables(database, kind, tables)
    // AWS managed keys rotate every year; those that are there begin now with what newer ones are made with.
    await sql`update kms_key set rotation_period_days = 365, next_rotation_at = created_at + 31536000000
      where manager = 'AWS'`.execute(database)
    await sql`insert into job (id, kind, payload, run_at, attempts, lease_until, created_at)
      select 'kms:rotate-key/' || key_arn, 'kms:rotate-key', '{"keyArn":"' || key_arn || '"}', next_rotation_at, 0, 0,
      created_at from kms_key where manager = 'AWS'`.execute(database)
  },
}

const tables: Readonly<Record<string, TableShape>> = {
  kms_key_rotation: {
    columns: {
      key_arn: 'text',
      material_id: 'text',
      position: 'integer',
      rotated_at: 'integer',
      rotation_type: 'text',
    },
    primaryKey: ['key_arn', 'material_id'],
  },
  kms_imported_material: {
    columns: {
      key_arn: 'text',
      material_id: 'text',
      description: 'text?',
      pending: 'integer',
      imported: 'integer',
      expiration_model: 'text?',
      valid_to: 'integer?',
      created_at: 'integer',
    },
    primaryKey: ['key_arn', 'material_id'],
  },
  kms_import_wrapping_key: {
    columns: {
      id: 'text',
      key_arn: 'text',
      wrapped_private_key: 'blob',
      wrapping_algorithm: 'text',
      valid_to: 'integer',
    },
    primaryKey: ['id'],
    indexes: [['key_arn', 'valid_to']],
  },
  kms_key_last_usage: {
    columns: {
      key_arn: 'text',
      operation: 'text',
      used_at: 'integer',
      request_id: 'text',
    },
    primaryKey: ['key_arn'],
  },
}

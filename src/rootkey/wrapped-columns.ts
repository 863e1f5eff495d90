/**
 * Where wrapped bytes rest, so that they can be wrapped anew: which columns say what they are bound to, not what they are.
 * Each has an index over the root key that it names (`<table>_by_root_key`) and a trigger that refuses a destroyed one.
 */

import type { Tables } from '../storage/storage.ts'

export interface WrappedColumn {
  readonly table: keyof Tables
  readonly column: string
  readonly primaryKey: readonly string[]
  readonly purpose: string
  /** Columns whose values are the binding's identity, in its order. */
  readonly identity: readonly string[]
}

export const wrappedColumns: readonly WrappedColumn[] = [
  {
    table: 'seal',
    column: 'wrapped_pair',
    primaryKey: ['name'],
    purpose: 'seal-pair',
    identity: ['name'],
  },
  {
    table: 'iam_access_key',
    column: 'sealed_secret',
    primaryKey: ['access_key_id'],
    purpose: 'iam-access-key',
    identity: ['access_key_id'],
  },
  {
    table: 'kms_key_material',
    column: 'wrapped_material',
    primaryKey: ['key_arn', 'material_id'],
    purpose: 'kms-key-material',
    identity: ['key_arn', 'material_id'],
  },
  {
    table: 'kms_import_wrapping_key',
    column: 'wrapped_private_key',
    primaryKey: ['id'],
    purpose: 'kms-import-wrapping-key',
    identity: ['key_arn', 'id'],
  },
]

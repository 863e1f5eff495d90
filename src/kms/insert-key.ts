/** Puts a new symmetric key into the database: record, first key material, tags. */

import type { AuthorityChange, Tx } from '../storage/storage.ts'
import { insertKeyMaterial, newKeyMaterial } from './key-material.ts'
import { symmetricDefault } from './key-specs.ts'
import type { KeyTag } from './key-tags.ts'
import type { Kms } from './kms.ts'
import { type KeyRow, type KmsKey, keyArnOf, keySubject } from './kms-key.ts'

export interface NewKey {
  readonly region: string
  readonly accountId: string
  readonly keyId: string
  readonly manager: KmsKey['manager']
  readonly ownerService: string | null
  readonly description: string
  readonly keyPolicy: string
  readonly time: number
}

/** An enabled SYMMETRIC_DEFAULT key; `insertKey` gives it its material. */
export function newKeyRow(key: NewKey): KeyRow {
  return {
    key_arn: keyArnOf(key.region, key.accountId, key.keyId),
    key_id: key.keyId,
    account_id: key.accountId,
    region: key.region,
    manager: key.manager,
    owner_service: key.ownerService,
    description: key.description,
    key_usage: 'ENCRYPT_DECRYPT',
    key_spec: symmetricDefault,
    origin: 'AWS_KMS',
    key_state: 'Enabled',
    multi_region: 0,
    current_material_id: null,
    key_policy: key.keyPolicy,
    created_at: key.time,
    deletion_at: null,
    pending_window_days: null,
  }
}

/** @returns the row as stored, with its material's id. */
export async function insertKey(
  kms: Kms,
  tx: Tx,
  change: AuthorityChange,
  { row, tags }: { row: KeyRow; tags: readonly KeyTag[] },
): Promise<KeyRow> {
  change.touch(keySubject(row.key_arn))
  const material = newKeyMaterial(kms, row.key_arn)
  const stored = { ...row, current_material_id: material.materialId }
  await tx.insertInto('kms_key').values(stored).execute()
  await insertKeyMaterial(tx, row.key_arn, material, row.created_at)
  if (tags.length > 0) {
    const values = tags.map(({ key, value }, position) => ({
      key_arn: row.key_arn,
      tag_key: key,
      tag_value: value,
      position,
    }))
    await tx.insertInto('kms_key_tag').values(values).execute()
  }
  return stored
}

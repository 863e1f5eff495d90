/** Puts a new key into the database: record, first key material, tags. */

import type { AuthorityChange, Database, Tx } from '../storage/storage.ts'
import { countArrival, keysScope } from './counts.ts'
import { insertKeyMaterial, type NewKeyMaterial, newKeyMaterial } from './key-material.ts'
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
  /** Default: `SYMMETRIC_DEFAULT` for `ENCRYPT_DECRYPT`. */
  readonly spec?: string
  readonly usage?: string
  /** Default: `AWS_KMS`. A key of origin `EXTERNAL` waits for its material. */
  readonly origin?: string
  /** Default: false. Its Region is then the primary one. */
  readonly multiRegion?: boolean
}

/** An enabled key; `insertKey` gives it its material. */
export function newKeyRow(key: NewKey): KeyRow {
  return {
    key_arn: keyArnOf(key.region, key.accountId, key.keyId),
    key_id: key.keyId,
    account_id: key.accountId,
    region: key.region,
    manager: key.manager,
    owner_service: key.ownerService,
    description: key.description,
    key_usage: key.usage ?? 'ENCRYPT_DECRYPT',
    key_spec: key.spec ?? symmetricDefault,
    origin: key.origin ?? 'AWS_KMS',
    key_state: key.origin === 'EXTERNAL' ? 'PendingImport' : 'Enabled',
    multi_region: key.multiRegion === true ? 1 : 0,
    current_material_id: null,
    key_policy: key.keyPolicy,
    created_at: key.time,
    deletion_at: null,
    pending_window_days: null,
    primary_region: key.multiRegion === true ? key.region : null,
    rotation_period_days: null,
    next_rotation_at: null,
    expiration_model: null,
    valid_to: null,
  }
}

export interface KeyToInsert {
  readonly row: KeyRow
  readonly tags: readonly KeyTag[]
  /**
   * Made here for symmetric encryption keys if absent; that of other keys is made before the transaction. Null: the key
   * waits for its import.
   */
  readonly material?: NewKeyMaterial | null
}

/** @returns the row as stored, with its material's id. */
export async function insertKey(
  kms: Kms,
  tx: Tx,
  change: AuthorityChange,
  { row, tags, material = newKeyMaterial(kms, row.key_arn) }: KeyToInsert,
): Promise<KeyRow> {
  change.touch(keySubject(row.key_arn))
  const stored = { ...row, current_material_id: material?.materialId ?? null }
  await tx.insertInto('kms_key').values(stored).execute()
  const { account_id: accountId, region } = row
  // Keys of AWS and of services are no part of an account's quota.
  if (row.manager === 'CUSTOMER') {
    await countArrival(tx, keysScope(accountId, region), () => countKeys(tx, accountId, region))
  }
  if (material !== null) await insertKeyMaterial(tx, row.key_arn, material, row.created_at)
  await insertTags(tx, row.key_arn, tags)
  return stored
}

/** Customer managed keys, by reading them all. */
export async function countKeys(database: Database | Tx, accountId: string, region: string): Promise<number> {
  const { keys } = await database
    .selectFrom('kms_key')
    .select((eb) => eb.fn.countAll<number>().as('keys'))
    .where('account_id', '=', accountId)
    .where('region', '=', region)
    .where('manager', '=', 'CUSTOMER')
    .executeTakeFirstOrThrow()
  return Number(keys)
}

/** Of a new key. */
export async function insertTags(tx: Tx, keyArn: string, tags: readonly KeyTag[]): Promise<void> {
  if (tags.length === 0) return
  const values = tags.map(({ key, value }, position) => ({
    key_arn: keyArn,
    tag_key: key,
    tag_value: value,
    position,
  }))
  await tx.insertInto('kms_key_tag').values(values).execute()
}

/** A replica of a multi-Region primary key: its own record in another Region, the same material wrapped for it. */

import type { Tx } from '../storage/storage.ts'
import { relatedKeyExists } from './errors.ts'
import { importedMaterials, touchAll } from './imported-material.ts'
import { insertTags, newKeyRow } from './insert-key.ts'
import { insertKeyMaterial, unwrapMaterial, wrapGivenMaterial } from './key-material.ts'
import type { KeyTag } from './key-tags.ts'
import type { Kms } from './kms.ts'
import { changeKey, type KeyRow, type KmsKey, keyArnOf, keyFromRow, keySubject } from './kms-key.ts'
import { relatedKey, relatedRows, requirePrimary } from './multi-region.ts'
import { enqueueServiceEvent } from './service-events.ts'

export interface NewReplica {
  readonly region: string
  readonly description: string
  readonly keyPolicy: string
  readonly tags: readonly KeyTag[]
  readonly time: number
}

/**
 * What related keys share comes from the primary key; imported material does not come along.
 * @throws AlreadyExistsException when the Region has a related key; the state table's errors for the primary key
 */
export function insertReplica(kms: Kms, primaryArn: string, replica: NewReplica): Promise<KmsKey> {
  return changeKey(kms, primaryArn, 'ReplicateKey', async (tx, primary, touch) => {
    requirePrimary(keyFromRow(primary))
    const related = await relatedRows(tx, primary)
    const row = replicaRow(primary, replica)
    if (related.some((each) => each.region === replica.region)) throw relatedKeyExists(row.key_arn)
    touchAll(touch, related)
    touch(keySubject(row.key_arn))
    await tx.insertInto('kms_key').values(row).execute()
    await insertTags(tx, row.key_arn, replica.tags)
    await copyRotations(tx, primary, row)
    if (primary.origin === 'EXTERNAL') await copyImports(tx, primary, row)
    else await copyMaterials(kms, tx, primary, row)
    return { ...keyFromRow(row), relatedKeys: (await relatedRows(tx, primary)).map(relatedKey) }
  })
}

function replicaRow(primary: KeyRow, replica: NewReplica): KeyRow {
  const row = newKeyRow({
    region: replica.region,
    accountId: primary.account_id,
    keyId: primary.key_id,
    manager: 'CUSTOMER',
    ownerService: null,
    description: replica.description,
    keyPolicy: replica.keyPolicy,
    time: replica.time,
    spec: primary.key_spec,
    usage: primary.key_usage,
    origin: primary.origin,
    multiRegion: true,
  })
  return {
    ...row,
    primary_region: primary.primary_region,
    current_material_id: primary.current_material_id,
    rotation_period_days: primary.rotation_period_days,
    next_rotation_at: primary.next_rotation_at,
  }
}

async function copyMaterials(kms: Kms, tx: Tx, primary: KeyRow, replica: KeyRow): Promise<void> {
  const materials = await tx
    .selectFrom('kms_key_material')
    .selectAll()
    .where('key_arn', '=', primary.key_arn)
    .execute()
  for (const { material_id: materialId, wrapped_material: wrapped } of materials) {
    const bytes = unwrapMaterial(kms, primary.key_arn, materialId, wrapped)
    const material = wrapGivenMaterial(kms, replica.key_arn, materialId, bytes)
    bytes.fill(0)
    await insertKeyMaterial(tx, replica.key_arn, material, replica.created_at)
  }
  await enqueueServiceEvent(kms, tx, {
    name: 'SynchronizeMultiRegionKey',
    key: replica,
    mark: String(replica.created_at),
    time: replica.created_at,
    resourceArn: primary.key_arn,
  })
}

async function copyRotations(tx: Tx, primary: KeyRow, replica: KeyRow): Promise<void> {
  const rotations = await tx
    .selectFrom('kms_key_rotation')
    .selectAll()
    .where('key_arn', '=', primary.key_arn)
    .execute()
  if (rotations.length === 0) return
  const values = rotations.map((rotation) => ({ ...rotation, key_arn: replica.key_arn }))
  await tx.insertInto('kms_key_rotation').values(values).execute()
}

/** Which material the replica waits for. */
async function copyImports(tx: Tx, primary: KeyRow, replica: KeyRow): Promise<void> {
  const imports = await importedMaterials(tx, primary.key_arn)
  const values = imports.map((material) => ({
    ...material,
    key_arn: replica.key_arn,
    imported: 0,
    expiration_model: null,
    valid_to: null,
  }))
  if (values.length > 0) await tx.insertInto('kms_imported_material').values(values).execute()
}

export function replicaArnOf(key: KmsKey, region: string): string {
  return keyArnOf(region, key.accountId, key.id)
}

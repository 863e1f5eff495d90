/** One import, once the material is unwrapped: what it may be, and what it makes of the key. */

import type { ImportType } from '@aws-sdk/client-kms'
import type { Tx } from '../storage/storage.ts'
import { incorrectKeyMaterial, notPrimary, otherMaterialPending } from './errors.ts'
import {
  type ImportedMaterial,
  importedMaterialId,
  importedMaterials,
  settleImports,
  touchAll,
} from './imported-material.ts'
import { insertKeyMaterial, wrapGivenMaterial } from './key-material.ts'
import type { Kms } from './kms.ts'
import type { KeyRow } from './kms-key.ts'
import { isReplica, keyAndReplicas } from './rotate-key.ts'

export interface Import {
  readonly tx: Tx
  touch(subject: string): void
  readonly bytes: Buffer
  readonly importType: ImportType | undefined
  /** What the caller takes the material for. */
  readonly materialId: string | undefined
  readonly description: string | undefined
  readonly expirationModel: string
  readonly validTo: number | null
  readonly time: number
}

/**
 * @returns the material's id
 * @throws IncorrectKeyMaterialException, KMSInvalidStateException, UnsupportedOperationException
 */
export async function importMaterial(kms: Kms, key: KeyRow, given: Import): Promise<string> {
  const { tx } = given
  const id = importedMaterialId(key.key_id, given.bytes)
  if (given.materialId !== undefined && given.materialId !== id) throw incorrectKeyMaterial()
  const known = await importedMaterials(tx, key.key_arn)
  const importType = given.importType ?? (known.length === 0 ? 'NEW_KEY_MATERIAL' : 'EXISTING_KEY_MATERIAL')
  const same = known.find((material) => material.material_id === id)
  if (importType === 'NEW_KEY_MATERIAL') {
    requireNew(key, id, known, same)
    if (same === undefined) await associate(key, id, known.length === 0, given)
  } else if (same === undefined) {
    throw incorrectKeyMaterial()
  }
  await store(kms, key, id, given)
  const keys = await keyAndReplicas(tx, key)
  touchAll(given.touch, keys)
  const stored = keys.find((each) => each.key_arn === key.key_arn)
  await settleImports(kms, tx, stored ?? key)
  return id
}

function requireNew(
  key: KeyRow,
  id: string,
  known: readonly ImportedMaterial[],
  same: ImportedMaterial | undefined,
): void {
  if (isReplica(key)) throw notPrimary(key.key_arn)
  const pending = known.find((material) => material.pending === 1)
  // The same again, while it waits for its rotation, is no other one.
  if (same !== undefined && same === pending) return
  if (same !== undefined) throw incorrectKeyMaterial()
  if (pending !== undefined) throw otherMaterialPending(key.key_arn, id, pending.material_id)
}

/** The first material is the key's at once; later ones, known to replicas too, become so by rotation. */
async function associate(key: KeyRow, id: string, isFirst: boolean, given: Import): Promise<void> {
  const { tx } = given
  const keys = await keyAndReplicas(tx, key)
  await tx
    .insertInto('kms_imported_material')
    .values(
      keys.map((each) => ({
        key_arn: each.key_arn,
        material_id: id,
        description: null,
        pending: isFirst ? 0 : 1,
        imported: 0,
        expiration_model: null,
        valid_to: null,
        created_at: given.time,
      })),
    )
    .execute()
  if (!isFirst) return
  await tx
    .updateTable('kms_key')
    .set({ current_material_id: id })
    .where(
      'key_arn',
      'in',
      keys.map((each) => each.key_arn),
    )
    .execute()
}

async function store(kms: Kms, key: KeyRow, id: string, given: Import): Promise<void> {
  const { tx } = given
  await tx
    .deleteFrom('kms_key_material')
    .where('key_arn', '=', key.key_arn)
    .where('material_id', '=', id)
    .execute()
  const material = wrapGivenMaterial(kms, key.key_arn, id, given.bytes)
  await insertKeyMaterial(tx, key.key_arn, material, given.time)
  await tx
    .updateTable('kms_imported_material')
    .set({
      imported: 1,
      expiration_model: given.expirationModel,
      valid_to: given.validTo,
      ...(given.description === undefined ? {} : { description: given.description }),
    })
    .where('key_arn', '=', key.key_arn)
    .where('material_id', '=', id)
    .execute()
  if (given.description === undefined || isReplica(key)) return
  // Descriptions are the primary key's, on all related keys.
  await tx
    .updateTable('kms_imported_material')
    .set({ description: given.description })
    .where(
      'key_arn',
      'in',
      (await keyAndReplicas(tx, key)).map((each) => each.key_arn),
    )
    .where('material_id', '=', id)
    .execute()
}

/** The history of a key's material, as ListKeyRotations tells it. */

import type { RotationsListEntry } from '@aws-sdk/client-kms'
import type { Tables } from '../storage/storage.ts'
import { type ImportedMaterial, importedMaterials, pendingState } from './imported-material.ts'
import type { Kms } from './kms.ts'
import type { KmsKey } from './kms-key.ts'

/** Oldest first. A key has few: 25 rotations on demand, and one in 90 days at most. */
export async function listRotations(
  kms: Kms,
  key: KmsKey,
  include: { allMaterial: boolean },
): Promise<readonly RotationsListEntry[]> {
  const { database } = kms.storage
  const rotations = await database
    .selectFrom('kms_key_rotation')
    .selectAll()
    .where('key_arn', '=', key.arn)
    .orderBy('position')
    .execute()
  const imported = key.origin === 'EXTERNAL' ? await importedMaterials(database, key.arn) : []
  const byId = new Map(imported.map((material) => [material.material_id, material]))
  const entries = rotations.map((rotation) => rotationEntry(key, rotation, byId.get(rotation.material_id)))
  if (!include.allMaterial) return entries
  const firstId = await findFirstMaterialId(kms, key, rotations, imported)
  const relatedArns = key.relatedKeys.map(({ arn }) => arn)
  const pending = imported.find((material) => material.pending === 1)
  return [
    ...(firstId === null ? [] : [materialEntry(key, firstId, byId.get(firstId))]),
    ...entries,
    ...(pending === undefined
      ? []
      : [
          {
            ...materialEntry(key, pending.material_id, pending),
            KeyMaterialState: await pendingState(database, relatedArns, pending.material_id),
          },
        ]),
  ]
}

/** The one that no rotation made current. */
async function findFirstMaterialId(
  kms: Kms,
  key: KmsKey,
  rotations: readonly Tables['kms_key_rotation'][],
  imported: readonly ImportedMaterial[],
): Promise<string | null> {
  const rotated = new Set(rotations.map((rotation) => rotation.material_id))
  if (key.origin === 'EXTERNAL') {
    const first = imported.find(({ pending, material_id }) => pending === 0 && !rotated.has(material_id))
    return first?.material_id ?? null
  }
  const rows = await kms.storage.database
    .selectFrom('kms_key_material')
    .select('material_id')
    .where('key_arn', '=', key.arn)
    .execute()
  return rows.find((row) => !rotated.has(row.material_id))?.material_id ?? null
}

function rotationEntry(
  key: KmsKey,
  rotation: Tables['kms_key_rotation'],
  imported: ImportedMaterial | undefined,
): RotationsListEntry {
  return {
    ...materialEntry(key, rotation.material_id, imported),
    RotationDate: new Date(rotation.rotated_at),
    RotationType: rotation.rotation_type as NonNullable<RotationsListEntry['RotationType']>,
  }
}

function materialEntry(
  key: KmsKey,
  materialId: string,
  imported: ImportedMaterial | undefined,
): RotationsListEntry {
  return {
    KeyId: key.id,
    KeyMaterialId: materialId,
    KeyMaterialState: materialId === key.currentMaterialId ? 'CURRENT' : 'NON_CURRENT',
    ...(imported === undefined ? {} : importedMembers(imported)),
  }
}

function importedMembers(imported: ImportedMaterial): Partial<RotationsListEntry> {
  const members: Partial<RotationsListEntry> = {
    ImportState: imported.imported === 1 ? 'IMPORTED' : 'PENDING_IMPORT',
  }
  if (imported.description !== null) members.KeyMaterialDescription = imported.description
  if (imported.expiration_model !== null) {
    members.ExpirationModel = imported.expiration_model as NonNullable<RotationsListEntry['ExpirationModel']>
  }
  if (imported.valid_to !== null) members.ValidTo = new Date(imported.valid_to)
  return members
}

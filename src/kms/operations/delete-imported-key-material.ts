import type { DeleteImportedKeyMaterialRequest, DeleteImportedKeyMaterialResponse } from '@aws-sdk/client-kms'
import type { Operation } from '../../call/operation.ts'
import type { Tx } from '../../storage/storage.ts'
import { materialNotFound, missingMember, unfitOrigin } from '../errors.ts'
import {
  dropImportedMaterial,
  forgetPendingMaterial,
  importedMaterials,
  settleImports,
  touchAll,
} from '../imported-material.ts'
import { symmetricDefault } from '../key-specs.ts'
import { requireKeyState } from '../key-state.ts'
import type { Kms } from '../kms.ts'
import { changeKey, type KeyRow } from '../kms-key.ts'
import { requireKey } from '../require-key.ts'
import { isReplica, keyAndReplicas } from '../rotate-key.ts'
import { present } from '../trail-record.ts'

/** Destroys imported material at once. Only the same material can be imported in its place. */
export const deleteImportedKeyMaterial: Operation<
  Kms,
  DeleteImportedKeyMaterialRequest,
  DeleteImportedKeyMaterialResponse
> = {
  readOnly: false,
  recordRequest: (input) => present({ keyId: input.KeyId, keyMaterialId: input.KeyMaterialId }),
  recordResponse: (output) => present({ keyId: output.KeyId, keyMaterialId: output.KeyMaterialId }),
  async handle(kms, call, input) {
    if (input.KeyId === undefined) throw missingMember('keyId')
    const key = await requireKey(kms, call, 'DeleteImportedKeyMaterial', { keyIdentifier: input.KeyId })
    requireKeyState('DeleteImportedKeyMaterial', key)
    if (key.origin !== 'EXTERNAL') throw unfitOrigin(key.arn, key.origin)
    const deletedId = await changeKey(kms, key.arn, 'DeleteImportedKeyMaterial', async (tx, row, touch) => {
      const materialId = input.KeyMaterialId ?? row.current_material_id
      if (materialId === null) return null
      touchAll(touch, await keyAndReplicas(tx, row))
      await deleteMaterial(kms, tx, row, materialId)
      await settleImports(kms, tx, row)
      return materialId
    })
    kms.storage.jobs.nudge()
    const isShown = deletedId !== null && key.spec === symmetricDefault
    return { KeyId: key.arn, ...(isShown ? { KeyMaterialId: deletedId } : {}) }
  },
}

/**
 * What is pending leaves the primary key and its replicas without a trace; on a replica it can be imported again.
 * @throws NotFoundException
 */
async function deleteMaterial(kms: Kms, tx: Tx, key: KeyRow, materialId: string): Promise<void> {
  const known = await importedMaterials(tx, key.key_arn)
  const material = known.find((each) => each.material_id === materialId)
  if (material === undefined) throw materialNotFound(key.key_arn, materialId)
  if (material.pending === 0 || isReplica(key)) {
    return dropImportedMaterial(kms, tx, key.key_arn, materialId)
  }
  for (const each of await keyAndReplicas(tx, key)) {
    await forgetPendingMaterial(kms, tx, each.key_arn, materialId)
  }
}

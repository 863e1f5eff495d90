import type { RotateKeyOnDemandRequest, RotateKeyOnDemandResponse } from '@aws-sdk/client-kms'
import type { Operation } from '../../call/operation.ts'
import type { Tx } from '../../storage/storage.ts'
import { missingMember, nothingToRotateTo, rotationAtHand, rotationsSpent } from '../errors.ts'
import { importedMaterials, pendingState, settleImports } from '../imported-material.ts'
import { requireKeyState } from '../key-state.ts'
import type { Kms } from '../kms.ts'
import { changeKey } from '../kms-key.ts'
import { refuseReplica } from '../multi-region.ts'
import { requireKey } from '../require-key.ts'
import {
  keyAndReplicas,
  makeCurrent,
  type RotationChange,
  requireRotatableKind,
  rotateToNewMaterial,
} from '../rotate-key.ts'
import { present } from '../trail-record.ts'

/** KMS Developer Guide, "Quotas": for the life of a key. */
const onDemandRotationsMax = 25
/** KMS API Reference, "ConflictException": automatic rotation is this close. */
const nearMs = 20 * 60_000

/** Gives the key new material at once: fresh, or for imported keys what was imported for it. The schedule stays. */
export const rotateKeyOnDemand: Operation<Kms, RotateKeyOnDemandRequest, RotateKeyOnDemandResponse> = {
  readOnly: false,
  recordRequest: (input) => present({ keyId: input.KeyId }),
  recordResponse: (output) => present({ keyId: output.KeyId }),
  async handle(kms, call, input) {
    if (input.KeyId === undefined) throw missingMember('keyId')
    const key = await requireKey(kms, call, 'RotateKeyOnDemand', { keyIdentifier: input.KeyId })
    requireKeyState('RotateKeyOnDemand', key)
    requireRotatableKind(key)
    refuseReplica(key)
    await changeKey(kms, key.arn, 'RotateKeyOnDemand', async (tx, row, touch) => {
      const change: RotationChange = { tx, touch, type: 'ON_DEMAND', time: call.time }
      if (row.next_rotation_at !== null && row.next_rotation_at - call.time < nearMs)
        throw rotationAtHand(key.arn)
      await requireRotationLeft(tx, key.arn)
      if (row.origin === 'AWS_KMS') return rotateToNewMaterial(kms, row, change)
      const keys = await keyAndReplicas(tx, row)
      const arns = keys.map((each) => each.key_arn)
      const materialId = await requirePendingMaterial(tx, key.arn, arns, call.time)
      await tx
        .updateTable('kms_imported_material')
        .set({ pending: 0 })
        .where('key_arn', 'in', arns)
        .where('material_id', '=', materialId)
        .execute()
      await makeCurrent(kms, row, materialId, change)
      for (const each of keys) await settleImports(kms, tx, each)
    })
    kms.storage.jobs.nudge()
    return { KeyId: key.arn }
  },
}

/** @throws LimitExceededException */
async function requireRotationLeft(tx: Tx, keyArn: string): Promise<void> {
  const { rotations } = await tx
    .selectFrom('kms_key_rotation')
    .select((eb) => eb.fn.countAll<number>().as('rotations'))
    .where('key_arn', '=', keyArn)
    .where('rotation_type', '=', 'ON_DEMAND')
    .executeTakeFirstOrThrow()
  if (Number(rotations) >= onDemandRotationsMax) throw rotationsSpent(keyArn)
}

/** @throws KMSInvalidStateException when nothing was imported to rotate to, or a replica does not have it yet */
async function requirePendingMaterial(
  tx: Tx,
  keyArn: string,
  relatedArns: readonly string[],
  time: number,
): Promise<string> {
  const pending = (await importedMaterials(tx, keyArn)).find((material) => material.pending === 1)
  const isHere = pending?.imported === 1 && (pending.valid_to === null || pending.valid_to > time)
  if (pending === undefined || !isHere) throw nothingToRotateTo(keyArn)
  const state = await pendingState(tx, relatedArns, pending.material_id)
  if (state !== 'PENDING_ROTATION') throw nothingToRotateTo(keyArn)
  return pending.material_id
}

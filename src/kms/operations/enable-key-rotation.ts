import type { EnableKeyRotationRequest } from '@aws-sdk/client-kms'
import type { Operation } from '../../call/operation.ts'
import { missingMember, unfitOrigin } from '../errors.ts'
import { requireKeyState } from '../key-state.ts'
import type { Kms } from '../kms.ts'
import { changeKey } from '../kms-key.ts'
import { refuseReplica } from '../multi-region.ts'
import { requireKey } from '../require-key.ts'
import { dayMs, requireRotatableKind, rotationPeriodDaysDefault, setRotationSchedule } from '../rotate-key.ts'
import { noteKeyIdResponse, present } from '../trail-record.ts'

/** Rotates the key by a schedule from now on. Called again it sets the period and the next date anew. */
export const enableKeyRotation: Operation<Kms, EnableKeyRotationRequest, void> = {
  readOnly: false,
  recordRequest: (input) => present({ keyId: input.KeyId, rotationPeriodInDays: input.RotationPeriodInDays }),
  async handle(kms, call, input) {
    if (input.KeyId === undefined) throw missingMember('keyId')
    const periodDays = input.RotationPeriodInDays ?? rotationPeriodDaysDefault
    const key = await requireKey(kms, call, 'EnableKeyRotation', {
      keyIdentifier: input.KeyId,
      conditionKeys: { 'kms:RotationPeriodInDays': String(periodDays) },
    })
    requireKeyState('EnableKeyRotation', key)
    requireRotatableKind(key)
    if (key.origin !== 'AWS_KMS') throw unfitOrigin(key.arn, key.origin)
    refuseReplica(key)
    await changeKey(kms, key.arn, 'EnableKeyRotation', (tx, row, touch) =>
      setRotationSchedule(kms, tx, touch, row, { periodDays, nextAt: call.time + periodDays * dayMs }),
    )
    kms.storage.jobs.nudge()
    noteKeyIdResponse(call, key.arn)
  },
}

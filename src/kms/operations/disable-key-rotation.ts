import type { DisableKeyRotationRequest } from '@aws-sdk/client-kms'
import type { Operation } from '../../call/operation.ts'
import { missingMember, unfitOrigin } from '../errors.ts'
import { requireKeyState } from '../key-state.ts'
import type { Kms } from '../kms.ts'
import { changeKey } from '../kms-key.ts'
import { refuseReplica } from '../multi-region.ts'
import { requireKey } from '../require-key.ts'
import { requireRotatableKind, setRotationSchedule } from '../rotate-key.ts'
import { present } from '../trail-record.ts'

/** Ends automatic rotation. Where there is none, it succeeds as well. */
export const disableKeyRotation: Operation<Kms, DisableKeyRotationRequest, void> = {
  readOnly: false,
  recordRequest: (input) => present({ keyId: input.KeyId }),
  async handle(kms, call, input) {
    if (input.KeyId === undefined) throw missingMember('keyId')
    const key = await requireKey(kms, call, 'DisableKeyRotation', { keyIdentifier: input.KeyId })
    requireKeyState('DisableKeyRotation', key)
    requireRotatableKind(key)
    if (key.origin !== 'AWS_KMS') throw unfitOrigin(key.arn, key.origin)
    refuseReplica(key)
    await changeKey(kms, key.arn, 'DisableKeyRotation', (tx, row, touch) =>
      setRotationSchedule(kms, tx, touch, row, null),
    )
  },
}

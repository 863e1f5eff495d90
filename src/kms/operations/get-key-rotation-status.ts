import type { GetKeyRotationStatusRequest, GetKeyRotationStatusResponse } from '@aws-sdk/client-kms'
import type { Operation } from '../../call/operation.ts'
import { missingMember } from '../errors.ts'
import { requireKeyState } from '../key-state.ts'
import type { Kms } from '../kms.ts'
import { requireKey } from '../require-key.ts'
import { requireRotatableKind } from '../rotate-key.ts'
import { present } from '../trail-record.ts'

/** Whether and when a key rotates by itself. No while it waits for its deletion; a cancelled one goes on as before. */
export const getKeyRotationStatus: Operation<Kms, GetKeyRotationStatusRequest, GetKeyRotationStatusResponse> =
  {
    readOnly: true,
    recordRequest: (input) => present({ keyId: input.KeyId }),
    async handle(kms, call, input) {
      if (input.KeyId === undefined) throw missingMember('keyId')
      const key = await requireKey(kms, call, 'GetKeyRotationStatus', { keyIdentifier: input.KeyId })
      requireKeyState('GetKeyRotationStatus', key)
      requireRotatableKind(key)
      const { rotationPeriodDays, nextRotationAt } = key
      const isLeaving = key.state === 'PendingDeletion' || key.state === 'PendingReplicaDeletion'
      if (isLeaving || rotationPeriodDays === null || nextRotationAt === null) {
        return { KeyId: key.id, KeyRotationEnabled: false }
      }
      return {
        KeyId: key.id,
        KeyRotationEnabled: true,
        RotationPeriodInDays: rotationPeriodDays,
        NextRotationDate: new Date(nextRotationAt),
      }
    },
  }

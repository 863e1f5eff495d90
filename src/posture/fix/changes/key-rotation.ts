import { kms } from '../../services.ts'
import type { Change, PlannedCall } from '../fix.ts'
import { type Input, updateFix } from '../update.ts'

/** AWS's own default and most auditors' maximum. */
export const rotationPeriodDays = 365

/** Rotation on, or more often. Undoing keeps the key material that was made meanwhile. */
export const keyRotationFix: Change = updateFix({
  service: 'kms',
  operation: 'EnableKeyRotation',
  reads: ['kms:GetKeyRotationStatus'],
  key: null,
  async read({ api, resource }) {
    const KeyId = resource.uid
    const { KeyRotationEnabled, RotationPeriodInDays } = await api.call(
      kms,
      'GetKeyRotationStatus',
      (client) => client.getKeyRotationStatus({ KeyId }),
    )
    return { input: KeyRotationEnabled === true ? { KeyId, RotationPeriodInDays } : { KeyId } }
  },
  withKey: ({ KeyId }) => ({ KeyId, RotationPeriodInDays: rotationPeriodDays }),
  undo,
  moreWrites: ['kms:DisableKeyRotation'],
  preconditions: ['A rotated key costs more: $1 a month for each of the first two rotations.'],
  cost: 'low',
  dataEffect: 'none',
})

function undo({ KeyId, RotationPeriodInDays }: Input): readonly PlannedCall[] {
  return RotationPeriodInDays === undefined
    ? [{ service: 'kms', operation: 'DisableKeyRotation', input: { KeyId } }]
    : [{ service: 'kms', operation: 'EnableKeyRotation', input: { KeyId, RotationPeriodInDays } }]
}

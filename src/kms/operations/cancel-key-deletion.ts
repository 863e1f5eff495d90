import type { CancelKeyDeletionRequest, CancelKeyDeletionResponse } from '@aws-sdk/client-kms'
import type { Operation } from '../../call/operation.ts'
import { cancelKeyDeletionJob } from '../delete-key.ts'
import { missingMember } from '../errors.ts'
import { settleImports } from '../imported-material.ts'
import { requireKeyState } from '../key-state.ts'
import type { Kms } from '../kms.ts'
import { changeKey } from '../kms-key.ts'
import { requireKey } from '../require-key.ts'
import { present } from '../trail-record.ts'

/** Ends the waiting period. The key is then disabled: whoever wants it back enables it. */
export const cancelKeyDeletion: Operation<Kms, CancelKeyDeletionRequest, CancelKeyDeletionResponse> = {
  readOnly: false,
  recordRequest: (input) => present({ keyId: input.KeyId }),
  recordResponse: (output) => present({ keyId: output.KeyId }),
  async handle(kms, call, input) {
    if (input.KeyId === undefined) throw missingMember('keyId')
    const key = await requireKey(kms, call, 'CancelKeyDeletion', { keyIdentifier: input.KeyId })
    requireKeyState('CancelKeyDeletion', key)
    await changeKey(kms, key.arn, 'CancelKeyDeletion', async (tx, row) => {
      await tx
        .updateTable('kms_key')
        .set({ key_state: 'Disabled', deletion_at: null, pending_window_days: null })
        .where('key_arn', '=', key.arn)
        .execute()
      await cancelKeyDeletionJob(kms, tx, key.arn)
      // Without its material it waits for that again.
      if (row.origin === 'EXTERNAL') await settleImports(kms, tx, { ...row, key_state: 'Disabled' })
    })
    return { KeyId: key.arn }
  },
}

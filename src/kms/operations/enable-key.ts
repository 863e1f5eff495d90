import type { EnableKeyRequest } from '@aws-sdk/client-kms'
import type { Operation } from '../../call/operation.ts'
import { missingMember } from '../errors.ts'
import { requireKeyState } from '../key-state.ts'
import type { Kms } from '../kms.ts'
import { changeKey } from '../kms-key.ts'
import { requireKey } from '../require-key.ts'
import { resumeRotation } from '../rotate-key.ts'
import { noteKeyIdResponse, present } from '../trail-record.ts'

/** Makes a disabled key usable again. Enabling an enabled key succeeds. */
export const enableKey: Operation<Kms, EnableKeyRequest, void> = {
  readOnly: false,
  recordRequest: (input) => present({ keyId: input.KeyId }),
  async handle(kms, call, input) {
    if (input.KeyId === undefined) throw missingMember('keyId')
    const key = await requireKey(kms, call, 'EnableKey', { keyIdentifier: input.KeyId })
    requireKeyState('EnableKey', key)
    await changeKey(kms, key.arn, 'EnableKey', async (tx, row) => {
      await tx
        .updateTable('kms_key')
        .set({ key_state: 'Enabled' })
        .where('key_arn', '=', key.arn)
        .where('key_state', '=', 'Disabled')
        .execute()
      await resumeRotation(kms, tx, row)
    })
    kms.storage.jobs.nudge()
    noteKeyIdResponse(call, key.arn)
  },
}

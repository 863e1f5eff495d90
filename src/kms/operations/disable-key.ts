import type { DisableKeyRequest } from '@aws-sdk/client-kms'
import type { Operation } from '../../call/operation.ts'
import { missingMember } from '../errors.ts'
import { requireKeyState } from '../key-state.ts'
import type { Kms } from '../kms.ts'
import { changeKey } from '../kms-key.ts'
import { requireKey } from '../require-key.ts'
import { noteKeyIdResponse, present } from '../trail-record.ts'
import { unusedDaysConditionKeys } from '../unused-days.ts'

/** Makes a key unusable until it is enabled again. Disabling a disabled key succeeds. */
export const disableKey: Operation<Kms, DisableKeyRequest, void> = {
  readOnly: false,
  recordRequest: (input) => present({ keyId: input.KeyId }),
  async handle(kms, call, input) {
    if (input.KeyId === undefined) throw missingMember('keyId')
    const key = await requireKey(kms, call, 'DisableKey', {
      keyIdentifier: input.KeyId,
      conditionKeysOf: (found) => unusedDaysConditionKeys(kms, found, call.time),
    })
    requireKeyState('DisableKey', key)
    await changeKey(kms, key.arn, 'DisableKey', (tx) =>
      tx
        .updateTable('kms_key')
        .set({ key_state: 'Disabled' })
        .where('key_arn', '=', key.arn)
        .where('key_state', '=', 'Enabled')
        .execute(),
    )
    noteKeyIdResponse(call, key.arn)
  },
}

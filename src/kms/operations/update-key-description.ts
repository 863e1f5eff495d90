import type { UpdateKeyDescriptionRequest } from '@aws-sdk/client-kms'
import type { Operation } from '../../call/operation.ts'
import { missingMember } from '../errors.ts'
import { requireKeyState } from '../key-state.ts'
import type { Kms } from '../kms.ts'
import { changeKey } from '../kms-key.ts'
import { requireKey } from '../require-key.ts'
import { present } from '../trail-record.ts'

export const updateKeyDescription: Operation<Kms, UpdateKeyDescriptionRequest, void> = {
  readOnly: false,
  recordRequest: (input) => present({ keyId: input.KeyId, description: input.Description }),
  async handle(kms, call, input) {
    if (input.KeyId === undefined) throw missingMember('keyId')
    if (input.Description === undefined) throw missingMember('description')
    const description = input.Description
    const key = await requireKey(kms, call, 'UpdateKeyDescription', { keyIdentifier: input.KeyId })
    requireKeyState('UpdateKeyDescription', key)
    await changeKey(kms, key.arn, 'UpdateKeyDescription', (tx) =>
      tx.updateTable('kms_key').set({ description }).where('key_arn', '=', key.arn).execute(),
    )
  },
}

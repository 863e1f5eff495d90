import type { GenerateDataKeyRequest, GenerateDataKeyResponse } from '@aws-sdk/client-kms'
import type { Operation } from '../../call/operation.ts'
import {
  dataKeyBytes,
  newDataKey,
  refuseDryRun,
  refuseRecipient,
  requireSymmetricKey,
} from '../cryptographic.ts'
import { requireEncryptionContext } from '../encryption-context.ts'
import { missingMember } from '../errors.ts'
import { symmetricDefault } from '../key-specs.ts'
import { requireKeyState } from '../key-state.ts'
import type { Kms } from '../kms.ts'
import { requireKey } from '../require-key.ts'
import { recordedDataKeyRequest } from '../trail-record.ts'

/** A fresh data key, in plaintext and encrypted under a KMS key. */
export const generateDataKey: Operation<Kms, GenerateDataKeyRequest, GenerateDataKeyResponse> = {
  readOnly: true,
  recordRequest: recordedDataKeyRequest,
  async handle(kms, call, input) {
    if (input.KeyId === undefined) throw missingMember('keyId')
    refuseRecipient(input.Recipient)
    const bytes = dataKeyBytes(input)
    const encryptionContext = requireEncryptionContext(input.EncryptionContext, 'encryptionContext')
    const key = await requireKey(kms, call, 'GenerateDataKey', {
      keyIdentifier: input.KeyId,
      grantTokens: input.GrantTokens,
      encryptionContext,
      conditionKeys: { 'kms:EncryptionAlgorithm': symmetricDefault },
    })
    requireKeyState('GenerateDataKey', key)
    requireSymmetricKey(key, 'GenerateDataKey')
    const { plaintext, ciphertextBlob, materialId } = await newDataKey(kms, key, encryptionContext, bytes)
    refuseDryRun(input.DryRun)
    call.notes.additionalEventData = { keyMaterialId: materialId }
    return { CiphertextBlob: ciphertextBlob, Plaintext: plaintext, KeyId: key.arn, KeyMaterialId: materialId }
  },
}

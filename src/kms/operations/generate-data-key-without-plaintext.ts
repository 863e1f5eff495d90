import type {
  GenerateDataKeyWithoutPlaintextRequest,
  GenerateDataKeyWithoutPlaintextResponse,
} from '@aws-sdk/client-kms'
import type { Operation } from '../../call/operation.ts'
import { dataKeyBytes, newDataKey, refuseDryRun, requireSymmetricKey } from '../cryptographic.ts'
import { requireEncryptionContext } from '../encryption-context.ts'
import { missingMember } from '../errors.ts'
import { symmetricDefault } from '../key-specs.ts'
import { requireKeyState } from '../key-state.ts'
import type { Kms } from '../kms.ts'
import { requireKey } from '../require-key.ts'
import { recordedDataKeyRequest } from '../trail-record.ts'

/** A fresh data key, encrypted only: for whoever stores it before it is used. */
export const generateDataKeyWithoutPlaintext: Operation<
  Kms,
  GenerateDataKeyWithoutPlaintextRequest,
  GenerateDataKeyWithoutPlaintextResponse
> = {
  readOnly: true,
  recordRequest: recordedDataKeyRequest,
  async handle(kms, call, input) {
    if (input.KeyId === undefined) throw missingMember('keyId')
    const bytes = dataKeyBytes(input)
    const encryptionContext = requireEncryptionContext(input.EncryptionContext, 'encryptionContext')
    const key = await requireKey(kms, call, 'GenerateDataKeyWithoutPlaintext', {
      keyIdentifier: input.KeyId,
      grantTokens: input.GrantTokens,
      encryptionContext,
      conditionKeys: { 'kms:EncryptionAlgorithm': symmetricDefault },
    })
    requireKeyState('GenerateDataKeyWithoutPlaintext', key)
    requireSymmetricKey(key, 'GenerateDataKeyWithoutPlaintext')
    const { plaintext, ciphertextBlob, materialId } = await newDataKey(kms, key, encryptionContext, bytes)
    plaintext.fill(0)
    refuseDryRun(input.DryRun)
    call.notes.additionalEventData = { keyMaterialId: materialId }
    return { CiphertextBlob: ciphertextBlob, KeyId: key.arn, KeyMaterialId: materialId }
  },
}

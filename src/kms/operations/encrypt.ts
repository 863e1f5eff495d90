import type { EncryptRequest, EncryptResponse } from '@aws-sdk/client-kms'
import type { Operation } from '../../call/operation.ts'
import { encryptAsymmetric, refuseEncryptionContext } from '../asymmetric-encryption.ts'
import { plaintextBytesMax, sealBlob } from '../ciphertext-blob.ts'
import { getCurrentMaterial, refuseDryRun, requireEncryptionKey } from '../cryptographic.ts'
import { requireEncryptionContext } from '../encryption-context.ts'
import { constraint, missingMember } from '../errors.ts'
import { symmetricDefault } from '../key-specs.ts'
import { requireKeyState } from '../key-state.ts'
import type { Kms } from '../kms.ts'
import { requireKey } from '../require-key.ts'
import { present, recordedContext, recordedDryRun } from '../trail-record.ts'

/** Encrypts at most 4096 bytes under a KMS key, fewer to the public key of a key pair. */
export const encrypt: Operation<Kms, EncryptRequest, EncryptResponse> = {
  readOnly: true,
  recordRequest: (input) =>
    present({
      keyId: input.KeyId,
      encryptionAlgorithm: input.EncryptionAlgorithm ?? symmetricDefault,
      encryptionContext: recordedContext(input.EncryptionContext),
      dryRun: recordedDryRun(input.DryRun),
    }),
  async handle(kms, call, input) {
    if (input.KeyId === undefined) throw missingMember('keyId')
    const plaintext = requirePlaintext(input.Plaintext)
    const algorithm = input.EncryptionAlgorithm ?? symmetricDefault
    const encryptionContext = requireEncryptionContext(input.EncryptionContext, 'encryptionContext')
    const key = await requireKey(kms, call, 'Encrypt', {
      keyIdentifier: input.KeyId,
      grantTokens: input.GrantTokens,
      encryptionContext,
      conditionKeys: { 'kms:EncryptionAlgorithm': algorithm },
    })
    requireKeyState('Encrypt', key)
    requireEncryptionKey(key, 'Encrypt', algorithm)
    if (key.spec !== symmetricDefault) {
      refuseEncryptionContext(key, encryptionContext)
      const ciphertextBlob = await encryptAsymmetric(kms, key, algorithm, plaintext)
      refuseDryRun(input.DryRun)
      return {
        KeyId: key.arn,
        CiphertextBlob: ciphertextBlob,
        EncryptionAlgorithm: input.EncryptionAlgorithm,
      }
    }
    const { material, materialId } = await getCurrentMaterial(kms, key)
    const ciphertextBlob = sealBlob(key, materialId, material, encryptionContext, plaintext)
    refuseDryRun(input.DryRun)
    call.notes.additionalEventData = { keyMaterialId: materialId }
    return { KeyId: key.arn, CiphertextBlob: ciphertextBlob, EncryptionAlgorithm: symmetricDefault }
  },
}

/** The gateway has checked the length for wire calls; services inside the house have no gateway. */
function requirePlaintext(plaintext: Uint8Array | undefined): Uint8Array {
  if (plaintext === undefined) throw missingMember('plaintext')
  if (plaintext.length > plaintextBytesMax) {
    throw constraint(
      `Value at 'plaintext' failed to satisfy constraint: Member must have length less than or equal to ${plaintextBytesMax}`,
    )
  }
  return plaintext
}

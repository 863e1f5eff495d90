import type { DecryptRequest, DecryptResponse } from '@aws-sdk/client-kms'
import type { Operation } from '../../call/operation.ts'
import { decryptAsymmetric, refuseEncryptionContext } from '../asymmetric-encryption.ts'
import { refuseDryRun, refuseRecipient, requireEncryptionKey } from '../cryptographic.ts'
import {
  authorizeCiphertextKey,
  type CiphertextRequest,
  decryptBlob,
  requireBlobOfKey,
  requireCiphertextOrKey,
  resolveCiphertextKey,
} from '../decrypt-blob.ts'
import { requireEncryptionContext } from '../encryption-context.ts'
import { dryRunSucceeded } from '../errors.ts'
import { requireGrantTokens } from '../grant-token.ts'
import { symmetricDefault } from '../key-specs.ts'
import { requireKeyState } from '../key-state.ts'
import type { Kms } from '../kms.ts'
import { present, recordedContext, recordedDryRun } from '../trail-record.ts'

/** Decrypts. A symmetric key may be named by the ciphertext alone. */
export const decrypt: Operation<Kms, DecryptRequest, DecryptResponse> = {
  readOnly: true,
  recordRequest: (input) => requestRecord(input, input.KeyId),
  async handle(kms, call, input) {
    refuseRecipient(input.Recipient)
    const request = ciphertextRequest(input)
    const algorithm = input.EncryptionAlgorithm ?? symmetricDefault
    const encryptionContext = requireEncryptionContext(input.EncryptionContext, 'encryptionContext')
    const resolved = await resolveCiphertextKey(kms, call, request)
    const { key } = resolved
    // AWS logs the key's ARN here, also when the request did not name the key.
    call.notes.requestParameters = requestRecord(input, key.arn)
    await authorizeCiphertextKey(kms, call, request, resolved, {
      encryptionContext,
      conditionKeys: { 'kms:EncryptionAlgorithm': algorithm },
      grantTokens: input.GrantTokens,
    })
    if (input.GrantTokens !== undefined) await requireGrantTokens(kms, input.GrantTokens, [key.arn])
    const ciphertext = request.ignoreCiphertext ? undefined : input.CiphertextBlob
    const blob = ciphertext === undefined ? null : requireBlobOfKey(resolved, ciphertext, algorithm)
    requireKeyState('Decrypt', key)
    requireEncryptionKey(key, 'Decrypt', algorithm)
    if (key.spec !== symmetricDefault) refuseEncryptionContext(key, encryptionContext)
    if (ciphertext === undefined) throw dryRunSucceeded()
    if (blob === null) {
      const decrypted = await decryptAsymmetric(kms, key, algorithm, ciphertext)
      refuseDryRun(input.DryRun)
      return { KeyId: key.arn, Plaintext: decrypted, EncryptionAlgorithm: input.EncryptionAlgorithm }
    }
    const { plaintext, materialId } = await decryptBlob(kms, key, blob, encryptionContext)
    refuseDryRun(input.DryRun)
    call.notes.additionalEventData = { keyMaterialId: materialId }
    return {
      KeyId: key.arn,
      Plaintext: plaintext,
      EncryptionAlgorithm: symmetricDefault,
      KeyMaterialId: materialId,
    }
  },
}

function ciphertextRequest(input: DecryptRequest): CiphertextRequest {
  const ignoreCiphertext = requireCiphertextOrKey(
    {
      blob: input.CiphertextBlob,
      keyIdentifier: input.KeyId,
      dryRun: input.DryRun,
      modifiers: input.DryRunModifiers,
    },
    { blob: 'ciphertextBlob', keyIdentifier: 'keyId' },
  )
  return {
    action: 'Decrypt',
    ciphertextBlob: input.CiphertextBlob,
    keyIdentifier: input.KeyId,
    ignoreCiphertext,
  }
}

function requestRecord(input: DecryptRequest, keyId: string | undefined) {
  return present({
    keyId,
    encryptionAlgorithm: input.EncryptionAlgorithm ?? symmetricDefault,
    encryptionContext: recordedContext(input.EncryptionContext),
    dryRun: recordedDryRun(input.DryRun),
  })
}

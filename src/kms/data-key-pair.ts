/** GenerateDataKeyPair and its twin without plaintext: a fresh key pair whose private key is encrypted under a KMS key. */

import type { Call } from '../call/call.ts'
import { sealBlob } from './ciphertext-blob.ts'
import { getCurrentMaterial, refuseDryRun, requireSymmetricKey } from './cryptographic.ts'
import { requireEncryptionContext } from './encryption-context.ts'
import { missingMember } from './errors.ts'
import { generateKeyPair } from './key-material.ts'
import { getKeySpec, symmetricDefault } from './key-specs.ts'
import { requireKeyState } from './key-state.ts'
import type { Kms } from './kms.ts'
import { requireKey } from './require-key.ts'
import { present, recordedContext, recordedDryRun } from './trail-record.ts'

export interface DataKeyPairRequest {
  readonly KeyId: string | undefined
  readonly KeyPairSpec: string | undefined
  readonly EncryptionContext?: Readonly<Record<string, string>> | undefined
  readonly GrantTokens?: readonly string[] | undefined
  readonly DryRun?: boolean | undefined
}

export interface DataKeyPair {
  readonly keyArn: string
  /** SubjectPublicKeyInfo in DER. */
  readonly publicKey: Buffer
  /** PKCS#8 in DER; the caller gives it away or wipes it. */
  readonly privateKey: Buffer
  readonly privateKeyCiphertextBlob: Buffer
  readonly materialId: string
}

/** @throws what GenerateDataKey throws; ThrottlingException when too many key pairs are being made */
export async function newDataKeyPair(
  kms: Kms,
  call: Call,
  operation: 'GenerateDataKeyPair' | 'GenerateDataKeyPairWithoutPlaintext',
  input: DataKeyPairRequest,
): Promise<DataKeyPair> {
  if (input.KeyId === undefined) throw missingMember('keyId')
  if (input.KeyPairSpec === undefined) throw missingMember('keyPairSpec')
  const { pair } = getKeySpec(input.KeyPairSpec).material
  if (pair === undefined) throw new Error('invariant: the API model lists key pairs only')
  const encryptionContext = requireEncryptionContext(input.EncryptionContext, 'encryptionContext')
  const key = await requireKey(kms, call, operation, {
    keyIdentifier: input.KeyId,
    grantTokens: input.GrantTokens,
    encryptionContext,
    conditionKeys: {
      'kms:EncryptionAlgorithm': symmetricDefault,
      'kms:DataKeyPairSpec': input.KeyPairSpec,
    },
  })
  requireKeyState(operation, key)
  requireSymmetricKey(key, operation)
  const { material, materialId } = await getCurrentMaterial(kms, key)
  // A key pair that nobody gets is not made: it takes up to seconds.
  refuseDryRun(input.DryRun)
  const made = await generateKeyPair(pair)
  const privateKey = made.privateKey.export({ type: 'pkcs8', format: 'der' })
  call.notes.additionalEventData = { keyMaterialId: materialId }
  return {
    keyArn: key.arn,
    publicKey: made.publicKey.export({ type: 'spki', format: 'der' }),
    privateKey,
    privateKeyCiphertextBlob: sealBlob(key, materialId, material, encryptionContext, privateKey),
    materialId,
  }
}

export function recordedDataKeyPairRequest(input: DataKeyPairRequest) {
  return present({
    keyId: input.KeyId,
    keyPairSpec: input.KeyPairSpec,
    encryptionContext: recordedContext(input.EncryptionContext),
    dryRun: recordedDryRun(input.DryRun),
  })
}

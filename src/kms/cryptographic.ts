/** Checks that cryptographic operations share. */

import type { KeyObject } from 'node:crypto'
import { newKeyBytes } from '../crypto/new-key-bytes.ts'
import { sealBlob } from './ciphertext-blob.ts'
import type { EncryptionContext } from './encryption-context.ts'
import { dryRunSucceeded, incompatibleAlgorithm, invalidKeyUsage, unsupported, validation } from './errors.ts'
import { findKeyMaterial } from './key-material.ts'
import { keyAlgorithms, symmetricDefault } from './key-specs.ts'
import type { Kms } from './kms.ts'
import type { KmsKey } from './kms-key.ts'

/** @throws InvalidKeyUsageException: usage first, then the algorithm, as AWS reports them. */
export function requireEncryptionKey(key: KmsKey, operation: string, algorithm: string): void {
  requireKeyFor('ENCRYPT_DECRYPT', key, operation, algorithm)
}

/** The same for any usage. */
export function requireKeyFor(usage: string, key: KmsKey, operation: string, algorithm: string): void {
  if (key.usage !== usage) throw invalidKeyUsage(key.arn, key.usage, operation)
  if (!keyAlgorithms(key.spec, key.usage).names.includes(algorithm))
    throw incompatibleAlgorithm(algorithm, key.spec)
}

/** Data keys come from symmetric encryption keys only. @throws InvalidKeyUsageException */
export function requireSymmetricKey(key: KmsKey, operation: string): void {
  if (key.usage !== 'ENCRYPT_DECRYPT' || key.spec !== symmetricDefault) {
    throw invalidKeyUsage(key.arn, key.usage, operation)
  }
}

/** Attested enclaves are not served: ignoring the member would hand out plaintext that was meant to be sealed. */
export function refuseRecipient(recipient: unknown): void {
  if (recipient !== undefined && recipient !== null) throw unsupported('Recipient is not supported.')
}

/** The last check of an operation that has the option: everything before it was really done. */
export function refuseDryRun(dryRun: boolean | undefined): void {
  if (dryRun === true) throw dryRunSucceeded()
}

export interface CurrentMaterial {
  readonly materialId: string
  readonly material: KeyObject
}

/** What new ciphertexts are made with. */
export async function getCurrentMaterial(kms: Kms, key: KmsKey): Promise<CurrentMaterial> {
  const materialId = key.currentMaterialId
  const material = materialId === null ? null : await findKeyMaterial(kms, key.arn, materialId)
  if (materialId === null || material === null)
    throw new Error('invariant: an enabled key has current material')
  return { materialId, material }
}

/** Length of a data key. @throws ValidationException unless exactly one of the two is given */
export function dataKeyBytes(input: {
  KeySpec?: string | undefined
  NumberOfBytes?: number | undefined
}): number {
  const { KeySpec: keySpec, NumberOfBytes: numberOfBytes } = input
  if ((keySpec === undefined) === (numberOfBytes === undefined)) {
    throw validation('Please specify either number of bytes or key spec.')
  }
  if (numberOfBytes !== undefined) return numberOfBytes
  return keySpec === 'AES_128' ? 16 : 32
}

export interface DataKey {
  readonly plaintext: Buffer
  readonly ciphertextBlob: Buffer
  readonly materialId: string
}

export async function newDataKey(
  kms: Kms,
  key: KmsKey,
  context: EncryptionContext,
  bytes: number,
): Promise<DataKey> {
  const { material, materialId } = await getCurrentMaterial(kms, key)
  const plaintext = newKeyBytes(bytes)
  return { plaintext, ciphertextBlob: sealBlob(key, materialId, material, context, plaintext), materialId }
}

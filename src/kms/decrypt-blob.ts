/** From a ciphertext blob to plaintext: what Decrypt and the source side of ReEncrypt have in common. */

import type { Call } from '../call/call.ts'
import { authorizeKey, type KeyRequest } from './authorize.ts'
import { type CiphertextBlob, openBlob, parseBlob } from './ciphertext-blob.ts'
import type { EncryptionContext } from './encryption-context.ts'
import { incorrectKey, invalidCiphertext, keyAccessDenied, missingMember, validation } from './errors.ts'
import { findKeyMaterial } from './key-material.ts'
import { symmetricDefault } from './key-specs.ts'
import type { Kms } from './kms.ts'
import { type KmsKey, keyArnOf } from './kms-key.ts'
import { findCiphertextKey, noteKey, resolveKey } from './resolve-key.ts'

export interface CiphertextRequest {
  readonly action: 'Decrypt' | 'ReEncryptFrom'
  readonly ciphertextBlob: Uint8Array | undefined
  readonly keyIdentifier: string | undefined
  readonly ignoreCiphertext: boolean
}

export interface CiphertextKey {
  readonly key: KmsKey
  readonly requestAlias: string | null
  /** What the ciphertext says of itself, when the request named the key by the ciphertext alone. */
  readonly namedBy: CiphertextBlob | null
}

/**
 * Whether the request asks to leave the ciphertext aside (DryRunModifiers `IGNORE_CIPHERTEXT`).
 * @throws ValidationException when a member that is needed then, or needed otherwise, is missing
 */
export function requireCiphertextOrKey(
  input: {
    blob: Uint8Array | undefined
    keyIdentifier: string | undefined
    dryRun: boolean | undefined
    modifiers: readonly string[] | undefined
  },
  paths: { blob: string; keyIdentifier: string },
): boolean {
  const ignoreCiphertext = input.modifiers?.includes('IGNORE_CIPHERTEXT') ?? false
  if (ignoreCiphertext && input.dryRun !== true)
    throw validation('DryRunModifiers can only be used with DryRun.')
  if (ignoreCiphertext && input.keyIdentifier === undefined) throw missingMember(paths.keyIdentifier)
  if (!ignoreCiphertext && input.blob === undefined) throw missingMember(paths.blob)
  return ignoreCiphertext
}

/**
 * The key to decrypt with: the one the request names, else the one the blob names.
 * @throws InvalidCiphertextException when there is no name at all; AccessDeniedException for a key that does not exist
 */
export async function resolveCiphertextKey(
  kms: Kms,
  call: Call,
  request: CiphertextRequest,
): Promise<CiphertextKey> {
  if (request.keyIdentifier !== undefined && !isForeignKeyId(call, request)) {
    const resolved = await resolveKey(kms, call, request.action, request.keyIdentifier)
    return { ...resolved, namedBy: null }
  }
  const blob = parseBlob(request.ciphertextBlob ?? new Uint8Array())
  const key = await findCiphertextKey(kms, call, blob)
  if (key === null) {
    const keyArn = keyArnOf(call.region, blob.accountId, blob.keyId)
    throw keyAccessDenied(call.principal, `kms:${request.action}`, keyArn, 'key of ciphertext')
  }
  noteKey(call, key)
  return { key, requestAlias: null, namedBy: blob }
}

/**
 * A bare key id means the caller's own account, but for the key that the ciphertext names itself: its id is enough, whosever
 * it is. Who has no permission is told no more than without a key id.
 */
function isForeignKeyId(call: Call, request: CiphertextRequest): boolean {
  const { keyIdentifier, ciphertextBlob } = request
  if (keyIdentifier === undefined || /[:/]/.test(keyIdentifier) || ciphertextBlob === undefined) return false
  const blob = findBlob(ciphertextBlob)
  return blob !== null && blob.keyId === keyIdentifier && blob.accountId !== call.principal.accountId
}

export async function authorizeCiphertextKey(
  kms: Kms,
  call: Call,
  request: CiphertextRequest,
  { key, requestAlias, namedBy }: CiphertextKey,
  stated: Pick<KeyRequest, 'encryptionContext' | 'conditionKeys' | 'grantTokens'>,
): Promise<void> {
  const { action } = request
  await authorizeKey(kms, call, { action, key, requestAlias, fromCiphertext: namedBy !== null, ...stated })
}

/**
 * What a symmetric ciphertext says of itself, once it is known to be of this key. Null for keys that are no symmetric
 * encryption keys: their ciphertexts name no key.
 * @throws IncorrectKeyException when the blob was made by another key; InvalidCiphertextException when it is no blob.
 */
export function requireBlobOfKey(
  { key, namedBy }: CiphertextKey,
  ciphertextBlob: Uint8Array,
  algorithm: string,
): CiphertextBlob | null {
  if (key.spec !== symmetricDefault) {
    if (algorithm === symmetricDefault && namedBy === null && findBlob(ciphertextBlob) !== null) {
      throw incorrectKey()
    }
    return null
  }
  const blob = namedBy ?? parseBlob(ciphertextBlob)
  if (blob.keyId !== key.id || blob.accountId !== key.accountId) throw incorrectKey()
  return blob
}

/** Null for bytes that are no symmetric ciphertext. */
function findBlob(bytes: Uint8Array): CiphertextBlob | null {
  try {
    return parseBlob(bytes)
  } catch {
    return null
  }
}

/** @throws InvalidCiphertextException */
export async function decryptBlob(
  kms: Kms,
  key: KmsKey,
  blob: CiphertextBlob,
  context: EncryptionContext,
): Promise<{ plaintext: Buffer; materialId: string }> {
  const material = await findKeyMaterial(kms, key.arn, blob.materialId)
  if (material === null) throw invalidCiphertext()
  return { plaintext: openBlob(key.arn, material, context, blob), materialId: blob.materialId }
}

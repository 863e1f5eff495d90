/** How key material travels into an import (KMS API Reference, "GetParametersForImport"; RFC 8017, RFC 5649). */

import { constants, createDecipheriv, type KeyObject, privateDecrypt } from 'node:crypto'
import { invalidCiphertext, invalidEncryptedKeySize, unsupported } from './errors.ts'

interface WrappingAlgorithm {
  readonly oaepHash: 'sha1' | 'sha256'
  /** The RSA key wraps an AES key, which wraps the material: for material of any length. */
  readonly keyWrap: boolean
}

const algorithms: ReadonlyMap<string, WrappingAlgorithm> = new Map([
  ['RSAES_OAEP_SHA_1', { oaepHash: 'sha1', keyWrap: false }],
  ['RSAES_OAEP_SHA_256', { oaepHash: 'sha256', keyWrap: false }],
  ['RSA_AES_KEY_WRAP_SHA_1', { oaepHash: 'sha1', keyWrap: true }],
  ['RSA_AES_KEY_WRAP_SHA_256', { oaepHash: 'sha256', keyWrap: true }],
])

const modulusBits: Readonly<Record<string, number>> = { RSA_2048: 2048, RSA_3072: 3072, RSA_4096: 4096 }

/** AES-KWP's integrity value (RFC 5649 §3); OpenSSL takes it for the IV. */
const alternativeIv = Buffer.from('a65959a6', 'hex')

/**
 * Modulus length of the wrapping key.
 * @throws UnsupportedOperationException for what AWS has given up (RSAES_PKCS1_V1_5) or has in China only (SM2), and for
 * pairs that cannot carry the key's material
 */
export function requireWrapping(wrappingAlgorithm: string, wrappingKeySpec: string, keySpec: string): number {
  const algorithm = algorithms.get(wrappingAlgorithm)
  if (algorithm === undefined) throw unsupported(`WrappingAlgorithm ${wrappingAlgorithm} is not supported.`)
  const modulusLength = modulusBits[wrappingKeySpec]
  if (modulusLength === undefined) throw unsupported(`WrappingKeySpec ${wrappingKeySpec} is not supported.`)
  if (!algorithm.keyWrap && !fitsOaep(keySpec, modulusLength)) {
    throw unsupported(
      `WrappingAlgorithm ${wrappingAlgorithm} with WrappingKeySpec ${wrappingKeySpec} is not supported for KeySpec ${keySpec}.`,
    )
  }
  return modulusLength
}

/** Same reference: RSA private keys are too long for RSA-OAEP, and one of P-521 is for a modulus of 2048 bits. */
function fitsOaep(keySpec: string, modulusLength: number): boolean {
  return !keySpec.startsWith('RSA_') && !(keySpec === 'ECC_NIST_P521' && modulusLength === 2048)
}

/**
 * The material, as wrapped by the caller. What does not open does not say why.
 * @throws ValidationException for bytes of a length that the algorithm cannot make; InvalidCiphertextException
 */
export function unwrapImport(
  wrappingAlgorithm: string,
  privateKey: KeyObject,
  encrypted: Uint8Array,
): Buffer {
  const algorithm = algorithms.get(wrappingAlgorithm)
  if (algorithm === undefined) throw new Error('invariant: an import has a known wrapping algorithm')
  const modulusBytes = (privateKey.asymmetricKeyDetails?.modulusLength ?? 0) / 8
  const isFit = algorithm.keyWrap ? encrypted.length > modulusBytes : encrypted.length === modulusBytes
  if (!isFit) throw invalidEncryptedKeySize()
  try {
    const opened = privateDecrypt(
      { key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: algorithm.oaepHash },
      encrypted.subarray(0, modulusBytes),
    )
    if (!algorithm.keyWrap) return opened
    return unwrapPadded(opened, encrypted.subarray(modulusBytes))
  } catch {
    throw invalidCiphertext()
  }
}

/** AES key wrap with padding (RFC 5649). Wipes the key. */
function unwrapPadded(aesKey: Buffer, wrapped: Uint8Array): Buffer {
  const decipher = createDecipheriv('id-aes256-wrap-pad', aesKey, alternativeIv)
  aesKey.fill(0)
  const opened = decipher.update(wrapped)
  const material = Buffer.concat([opened, decipher.final()])
  opened.fill(0)
  return material
}

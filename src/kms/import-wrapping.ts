/** How key material travels into an import (KMS API Reference, "GetParametersForImport"; RFC 8017, RFC 5649, GM/T 0003). */

import { createDecipheriv, type KeyObject } from 'node:crypto'
import type { KeyPairKind } from '../crypto/key-pairs.ts'
import { invalidCiphertext, invalidEncryptedKeySize, unsupported } from './errors.ts'
import { slowly } from './slowly.ts'

interface WrappingAlgorithm {
  readonly keyPair: 'rsa' | 'sm2'
  /** Whether it wraps an AES key, which wraps the material: for material of any length. */
  readonly keyWrap: boolean
  /** Null: the bytes do not open. */
  readonly open: (privateKey: KeyObject, encrypted: Uint8Array) => Promise<Buffer | null>
}

const oaep = (oaepHash: 'sha1' | 'sha256') => (key: KeyObject, encrypted: Uint8Array) =>
  slowly('decryptOaep', key, oaepHash, encrypted)

const openSm2 = (key: KeyObject, encrypted: Uint8Array) => slowly('decryptSm2', key, encrypted)

const algorithms: ReadonlyMap<string, WrappingAlgorithm> = new Map([
  ['RSAES_OAEP_SHA_1', { keyPair: 'rsa', keyWrap: false, open: oaep('sha1') }],
  ['RSAES_OAEP_SHA_256', { keyPair: 'rsa', keyWrap: false, open: oaep('sha256') }],
  ['RSA_AES_KEY_WRAP_SHA_1', { keyPair: 'rsa', keyWrap: true, open: oaep('sha1') }],
  ['RSA_AES_KEY_WRAP_SHA_256', { keyPair: 'rsa', keyWrap: true, open: oaep('sha256') }],
  ['SM2PKE', { keyPair: 'sm2', keyWrap: false, open: openSm2 }],
])

const wrappingKeys: ReadonlyMap<string, KeyPairKind> = new Map([
  ['RSA_2048', { type: 'rsa', modulusLength: 2048 }],
  ['RSA_3072', { type: 'rsa', modulusLength: 3072 }],
  ['RSA_4096', { type: 'rsa', modulusLength: 4096 }],
  ['SM2', { type: 'ec', namedCurve: 'SM2' }],
])

/** AES-KWP's integrity value (RFC 5649 §3); OpenSSL takes it for the IV. */
const alternativeIv = Buffer.from('a65959a6', 'hex')

/**
 * Kind of the wrapping key.
 * @throws UnsupportedOperationException for what AWS has given up (RSAES_PKCS1_V1_5), and for pairs that do not belong
 * together or cannot carry the key's material
 */
export function requireWrapping(
  wrappingAlgorithm: string,
  wrappingKeySpec: string,
  keySpec: string,
): KeyPairKind {
  const algorithm = algorithms.get(wrappingAlgorithm)
  if (algorithm === undefined) throw unsupported(`WrappingAlgorithm ${wrappingAlgorithm} is not supported.`)
  const kind = wrappingKeys.get(wrappingKeySpec)
  if (kind === undefined) throw unsupported(`WrappingKeySpec ${wrappingKeySpec} is not supported.`)
  if ((kind.type === 'rsa') !== (algorithm.keyPair === 'rsa')) {
    throw unsupported(
      `WrappingAlgorithm ${wrappingAlgorithm} is not supported for WrappingKeySpec ${wrappingKeySpec}.`,
    )
  }
  if (!algorithm.keyWrap && !fits(keySpec, wrappingKeySpec)) {
    throw unsupported(
      `WrappingAlgorithm ${wrappingAlgorithm} with WrappingKeySpec ${wrappingKeySpec} is not supported for KeySpec ${keySpec}.`,
    )
  }
  return kind
}

/** Same reference: RSA private keys are too long to be encrypted as they are, and one of P-521 is for RSA_2048. */
function fits(keySpec: string, wrappingKeySpec: string): boolean {
  return !keySpec.startsWith('RSA_') && !(keySpec === 'ECC_NIST_P521' && wrappingKeySpec === 'RSA_2048')
}

/**
 * The material, as wrapped by the caller. What does not open does not say why.
 * @throws ValidationException for bytes of a length that the algorithm cannot make; InvalidCiphertextException
 */
export async function unwrapImport(
  wrappingAlgorithm: string,
  privateKey: KeyObject,
  encrypted: Uint8Array,
): Promise<Buffer> {
  const algorithm = algorithms.get(wrappingAlgorithm)
  if (algorithm === undefined) throw new Error('invariant: an import has a known wrapping algorithm')
  const modulusBytes = (privateKey.asymmetricKeyDetails?.modulusLength ?? 0) / 8
  if (!isLengthFit(algorithm, modulusBytes, encrypted.length)) throw invalidEncryptedKeySize()
  const opened = await algorithm.open(
    privateKey,
    modulusBytes === 0 ? encrypted : encrypted.subarray(0, modulusBytes),
  )
  if (opened === null) throw invalidCiphertext()
  if (!algorithm.keyWrap) return opened
  try {
    return unwrapPadded(opened, encrypted.subarray(modulusBytes))
  } catch {
    throw invalidCiphertext()
  }
}

/** SM2PKE's bytes are DER: their length tells nothing before they are read. */
function isLengthFit({ keyPair, keyWrap }: WrappingAlgorithm, modulusBytes: number, bytes: number): boolean {
  if (keyPair === 'sm2') return true
  return keyWrap ? bytes > modulusBytes : bytes === modulusBytes
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

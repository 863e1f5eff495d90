/** Encrypt and Decrypt of key pairs: RSA with OAEP, and SM2. What OpenSSL encrypts to the public key decrypts here. */

import { constants, type KeyObject, publicEncrypt } from 'node:crypto'
import type { EncryptionContext } from './encryption-context.ts'
import { contextOfAsymmetricKey, invalidCiphertext, plaintextTooLong } from './errors.ts'
import { getKeyPair } from './key-material.ts'
import type { Kms } from './kms.ts'
import type { KmsKey } from './kms-key.ts'
import { slowly } from './slowly.ts'

interface EncryptionAlgorithm {
  readonly plaintextBytesMax: (publicKey: KeyObject) => number
  readonly encrypt: (publicKey: KeyObject, plaintext: Uint8Array) => Buffer | Promise<Buffer>
  /** Null for bytes that are no ciphertext of this key. */
  readonly decrypt: (privateKey: KeyObject, ciphertext: Uint8Array) => Promise<Buffer | null>
}

/** RFC 8017, 7.1: MGF1 with the same hash, an empty label. */
function oaep(oaepHash: 'sha1' | 'sha256', hashBytes: number): EncryptionAlgorithm {
  const options = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }
  return {
    plaintextBytesMax: (key) => (key.asymmetricKeyDetails?.modulusLength ?? 0) / 8 - 2 * hashBytes - 2,
    encrypt: (key, plaintext) => publicEncrypt({ key, ...options }, plaintext),
    decrypt: (key, ciphertext) => slowly('decryptOaep', key, oaepHash, ciphertext),
  }
}

const algorithms: Readonly<Record<string, EncryptionAlgorithm>> = {
  RSAES_OAEP_SHA_1: oaep('sha1', 20),
  RSAES_OAEP_SHA_256: oaep('sha256', 32),
  SM2PKE: {
    plaintextBytesMax: () => 1024,
    encrypt: (key, plaintext) => slowly('encryptSm2', key, plaintext),
    decrypt: (key, ciphertext) => slowly('decryptSm2', key, ciphertext),
  },
}

function algorithmOf(name: string): EncryptionAlgorithm {
  const algorithm = algorithms[name]
  if (algorithm === undefined) throw new Error('invariant: the algorithm was checked against the key')
  return algorithm
}

/** Encryption contexts are authenticated by symmetric ciphertexts only. @throws ValidationException */
export function refuseEncryptionContext(key: KmsKey, context: EncryptionContext): void {
  if (Object.keys(context).length > 0) throw contextOfAsymmetricKey(key.spec)
}

/** @throws ValidationException for a plaintext that is too long */
export async function encryptAsymmetric(
  kms: Kms,
  key: KmsKey,
  algorithmName: string,
  plaintext: Uint8Array,
): Promise<Buffer> {
  const { publicKey } = await getKeyPair(kms, key)
  const algorithm = algorithmOf(algorithmName)
  const bytesMax = algorithm.plaintextBytesMax(publicKey)
  if (plaintext.length > bytesMax) throw plaintextTooLong(algorithmName, key.spec, bytesMax)
  return algorithm.encrypt(publicKey, plaintext)
}

/** @throws InvalidCiphertextException */
export async function decryptAsymmetric(
  kms: Kms,
  key: KmsKey,
  algorithmName: string,
  ciphertext: Uint8Array,
): Promise<Buffer> {
  const { privateKey } = await getKeyPair(kms, key)
  const plaintext = await algorithmOf(algorithmName).decrypt(privateKey, ciphertext)
  if (plaintext === null) throw invalidCiphertext()
  return plaintext
}

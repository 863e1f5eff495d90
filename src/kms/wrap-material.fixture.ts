/** What a customer does before an import: wraps key material under the key that KMS gave out. */

import { constants, createCipheriv, createPublicKey, publicEncrypt, randomBytes } from 'node:crypto'
import { encryptSm2 } from '../crypto/sm2.ts'
import type { CallOptions, Fixture } from './kms.fixture.ts'

/** RFC 8017 (RSA-OAEP), RFC 5649 (AES-KWP). `publicKey` is SPKI, DER. */
export function wrapMaterial(algorithm: string, publicKey: Uint8Array, material: Uint8Array): Buffer {
  const oaepHash = algorithm.endsWith('_SHA_1') ? 'sha1' : 'sha256'
  const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' })
  if (algorithm === 'SM2PKE') return encryptSm2(key, material)
  const seal = (bytes: Uint8Array) =>
    publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, bytes)
  if (!algorithm.startsWith('RSA_AES_KEY_WRAP')) return seal(material)
  const aesKey = randomBytes(32)
  const cipher = createCipheriv('id-aes256-wrap-pad', aesKey, Buffer.from('a65959a6', 'hex'))
  return Buffer.concat([seal(aesKey), cipher.update(material), cipher.final()])
}

export const never = { ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' } as const

/** A whole import. */
export async function importMaterial(
  f: Fixture,
  KeyId: string,
  material: Uint8Array,
  input: Record<string, unknown> = never,
  as: CallOptions = {},
  WrappingAlgorithm = 'RSAES_OAEP_SHA_256',
  WrappingKeySpec = 'RSA_2048',
) {
  const given = await f.run('GetParametersForImport', { KeyId, WrappingAlgorithm, WrappingKeySpec }, as)
  const EncryptedKeyMaterial = wrapMaterial(WrappingAlgorithm, given.PublicKey, material)
  return f.run(
    'ImportKeyMaterial',
    { KeyId, ImportToken: given.ImportToken, EncryptedKeyMaterial, ...input },
    as,
  )
}

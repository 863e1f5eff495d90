/**
 * What takes a millisecond and more, and cannot be left to libuv's thread pool: our own arithmetic, and what Node's API does
 * on the calling thread only. `inThread` runs these by name.
 */

import { constants, type KeyObject, privateDecrypt } from 'node:crypto'
import { signEcdsaDigest, verifyEcdsaDigest } from './ecdsa-digest.ts'
import { signEd25519ph, verifyEd25519ph } from './ed25519ph.ts'
import { signMu, verifyMu } from './ml-dsa-mu.ts'
import { signRsaPkcs1Digest, signRsaPssDigest } from './rsa-digest.ts'
import { decryptSm2, deriveSm2, encryptSm2, verifySm2Digest } from './sm2.ts'

export const slowTasks = {
  decryptOaep,
  decryptSm2: decryptSm2OrNull,
  deriveSm2,
  encryptSm2,
  signEcdsaDigest,
  signEd25519ph,
  signMu,
  signRsaPkcs1Digest,
  signRsaPssDigest,
  verifyEcdsaDigest,
  verifyEd25519ph,
  verifyMu,
  verifySm2Digest,
}

export type SlowTasks = typeof slowTasks

/** RFC 8017, 7.1.2: MGF1 with the same hash, an empty label. Null for bytes that are no ciphertext of this key. */
function decryptOaep(
  privateKey: KeyObject,
  oaepHash: 'sha1' | 'sha256',
  ciphertext: Uint8Array,
): Buffer | null {
  const options = { key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }
  return orNull(() => privateDecrypt(options, ciphertext))
}

function decryptSm2OrNull(privateKey: KeyObject, ciphertext: Uint8Array): Buffer | null {
  return orNull(() => decryptSm2(privateKey, ciphertext))
}

/** OpenSSL says what was wrong with a ciphertext; nobody is told. */
function orNull(decrypt: () => Buffer | null): Buffer | null {
  try {
    return decrypt()
  } catch {
    return null
  }
}

/** What was unwrapped, as material of the key (KMS Developer Guide, "Requirements for imported key material"). */

import { createPrivateKey, createPublicKey, type KeyObject, randomBytes, sign, verify } from 'node:crypto'
import type { KeyPairKind } from '../crypto/key-pairs.ts'
import { isSm2PublicKey, signSm2, verifySm2 } from '../crypto/sm2.ts'
import { incorrectKeyMaterial } from './errors.ts'
import { getKeySpec, symmetricDefault } from './key-specs.ts'

/** KMS Developer Guide, same page: HMAC keys are at least as long as the digest, at most 1024 bits. */
const hmacBytesMax = 128

/** Whether keys of a spec can have imported material at all. */
export function isImportable(keySpec: string): boolean {
  return !keySpec.startsWith('ML_')
}

/**
 * Secret bytes as they are, a key pair as PKCS#8 in one form, so that the same material is the same bytes.
 * @throws IncorrectKeyMaterialException when it is not material for a key of this spec
 */
export function parseMaterial(keySpec: string, bytes: Buffer): Buffer {
  const { material } = getKeySpec(keySpec)
  if (material.pair !== undefined) return parsePair(material.pair, bytes)
  const { secretBytes } = material
  const isFit =
    keySpec === symmetricDefault
      ? bytes.length === secretBytes
      : bytes.length >= secretBytes && bytes.length <= hmacBytesMax
  if (!isFit) throw incorrectKeyMaterial()
  return bytes
}

function parsePair(kind: KeyPairKind, bytes: Buffer): Buffer {
  try {
    const privateKey = createPrivateKey({ key: bytes, format: 'der', type: 'pkcs8' })
    const publicKey = createPublicKey(privateKey)
    if (!isOfKind(publicKey, kind) || !isSound(privateKey, publicKey, kind)) throw incorrectKeyMaterial()
    return privateKey.export({ type: 'pkcs8', format: 'der' })
  } catch {
    throw incorrectKeyMaterial()
  }
}

function isOfKind(key: KeyObject, kind: KeyPairKind): boolean {
  if (isSm2(kind)) return isSm2PublicKey(key)
  if (key.asymmetricKeyType !== kind.type) return false
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {}
  if (kind.type === 'rsa') return modulusLength === kind.modulusLength
  return kind.type !== 'ec' || namedCurve === kind.namedCurve
}

function isSm2(kind: KeyPairKind): boolean {
  return kind.type === 'ec' && kind.namedCurve === 'SM2'
}

/** The parts of the private key fit each other: what it signs is good by the public key that is derived from it. */
function isSound(privateKey: KeyObject, publicKey: KeyObject, kind: KeyPairKind): boolean {
  const message = randomBytes(32)
  if (isSm2(kind)) return verifySm2(publicKey, message, signSm2(privateKey, message))
  const digest = kind.type === 'ed25519' ? null : 'sha256'
  return verify(digest, message, publicKey, sign(digest, message, privateKey))
}

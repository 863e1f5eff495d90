/**
 * A seal's key pair. A new root key is sealed for every seal with its public key, so that neither passphrases nor files
 * have to be at hand when the root key is replaced, and whoever knew the old root key learns nothing of the new one.
 *
 * Anybody could seal a root key of their own for a public key. So the pair has a shared secret as well, which only those
 * know who hold the seal or the root key: it goes into the key that a root key is sealed under (as the mode `psk` of
 * HPKE, RFC 9180 section 5.1.2). The mechanism is ML-KEM-1024 (FIPS 203): what is recorded today must stay shut.
 *
 * Layout of a sealed root key: version (1) ‖ KEM ciphertext (1568) ‖ message.
 */

import {
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  decapsulate,
  encapsulate,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'
import { encodeAad } from '../crypto/aad.ts'
import { deriveKey } from '../crypto/derive.ts'
import { OpenError, openMessage, sealMessage } from '../crypto/message.ts'
import { RootKeyError } from './rootkey.ts'
import type { Seal } from './seal.ts'

const version = 2
const kemCiphertextBytes = 1568
const secretBytes = 32
const label = 'keyhold/root-key-seal/2'

/** What the holder of the root key has: it seals further root keys, and opens none. */
export interface SealPublic {
  readonly publicKey: KeyObject
  readonly secret: KeyObject
}

/** What the seal opens. */
export interface SealPrivate {
  readonly privateKey: KeyObject
  readonly secret: KeyObject
}

/** Bytes of a new pair, both halves: the caller wipes them once they are under their keys. */
export function newSealPair(): { readonly publicHalf: Buffer; readonly privateHalf: Buffer } {
  const { publicKey, privateKey } = generateKeyPairSync('ml-kem-1024')
  const secret = randomBytes(secretBytes)
  const pair = {
    publicHalf: Buffer.concat([secret, publicKey.export({ type: 'spki', format: 'der' })]),
    privateHalf: Buffer.concat([secret, privateKey.export({ type: 'pkcs8', format: 'der' })]),
  }
  secret.fill(0)
  return pair
}

/** Wipes `bytes`. */
export function parsePublicHalf(bytes: Buffer): SealPublic {
  const key = bytes.subarray(secretBytes)
  const half = {
    publicKey: createPublicKey({ key, type: 'spki', format: 'der' }),
    secret: createSecretKey(bytes.subarray(0, secretBytes)),
  }
  bytes.fill(0)
  return half
}

export function sealPrivateHalf(seal: Seal, privateHalf: Uint8Array): Buffer {
  return sealMessage(seal.key, privateAad(seal), privateHalf)
}

/** Null when this seal's secret does not open it: another passphrase, or damaged. The two cannot be told apart. */
export function openPrivateHalf(seal: Seal, sealed: Uint8Array): SealPrivate | null {
  let bytes: Buffer
  try {
    bytes = openMessage(seal.key, privateAad(seal), sealed)
  } catch (error) {
    if (error instanceof OpenError) return null
    throw error
  }
  const key = bytes.subarray(secretBytes)
  const half = {
    privateKey: createPrivateKey({ key, type: 'pkcs8', format: 'der' }),
    secret: createSecretKey(bytes.subarray(0, secretBytes)),
  }
  bytes.fill(0)
  return half
}

export function sealRootKey(
  half: SealPublic,
  sealName: string,
  rootKeyId: string,
  rootKey: Uint8Array,
): Buffer {
  const { ciphertext, sharedKey } = encapsulate(half.publicKey)
  const key = rootKeySealKey(half.secret, sharedKey)
  return sealMessage(
    key,
    rootKeyAad(sealName, rootKeyId),
    rootKey,
    Buffer.concat([Buffer.of(version), ciphertext]),
  )
}

/** @throws RootKeyError when it was not sealed by who held the root key, for this seal and this root key. */
export function openSealedRootKey(
  half: SealPrivate,
  sealName: string,
  rootKeyId: string,
  sealed: Uint8Array,
): Buffer {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength)
  const start = 1 + kemCiphertextBytes
  try {
    if (bytes[0] !== version || bytes.length < start) throw new OpenError()
    const sharedKey = decapsulate(half.privateKey, bytes.subarray(1, start))
    const key = rootKeySealKey(half.secret, sharedKey)
    return openMessage(key, rootKeyAad(sealName, rootKeyId), bytes.subarray(start))
  } catch (error) {
    if (!(error instanceof OpenError)) throw error
    throw new RootKeyError(`the root key in the database is damaged or was not sealed for ${sealName}`)
  }
}

/** Both secrets are needed: the KEM's, which only the private key gives, and the pair's own. */
function rootKeySealKey(secret: KeyObject, sharedKey: Buffer): KeyObject {
  const bytes = deriveKey(secret, label, sharedKey, secretBytes)
  const key = createSecretKey(bytes)
  bytes.fill(0)
  sharedKey.fill(0)
  return key
}

function privateAad({ name, kind, parameters }: Seal): Buffer {
  return encodeAad(['keyhold/seal-pair/1', name, kind, parameters])
}

function rootKeyAad(sealName: string, rootKeyId: string): Buffer {
  return encodeAad([label, sealName, rootKeyId])
}

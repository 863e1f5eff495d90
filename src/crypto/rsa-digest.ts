/**
 * RSA signatures over a digest that somebody else made (RFC 8017). Node's API only signs messages, which it hashes
 * itself: here the digest is encoded, and OpenSSL does the rest.
 */

import {
  constants,
  hash as hashOf,
  type KeyObject,
  privateEncrypt,
  publicDecrypt,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'

export type RsaHash = 'sha256' | 'sha384' | 'sha512'

/** RFC 8017, 9.2, note 1: DER of DigestInfo without the digest. */
const digestInfoPrefixes: Readonly<Record<RsaHash, Buffer>> = {
  sha256: Buffer.from('3031300d060960864801650304020105000420', 'hex'),
  sha384: Buffer.from('3041300d060960864801650304020205000430', 'hex'),
  sha512: Buffer.from('3051300d060960864801650304020305000440', 'hex'),
}

const { RSA_PKCS1_PADDING, RSA_NO_PADDING } = constants

/** RSASSA-PKCS1-v1_5 (8.2.1). */
export function signRsaPkcs1Digest(privateKey: KeyObject, hash: RsaHash, digest: Uint8Array): Buffer {
  const digestInfo = Buffer.concat([digestInfoPrefixes[hash], digest])
  return privateEncrypt({ key: privateKey, padding: RSA_PKCS1_PADDING }, digestInfo)
}

export function verifyRsaPkcs1Digest(
  publicKey: KeyObject,
  hash: RsaHash,
  digest: Uint8Array,
  signature: Uint8Array,
): boolean {
  const found = recover(publicKey, RSA_PKCS1_PADDING, signature)
  return found?.equals(Buffer.concat([digestInfoPrefixes[hash], digest])) ?? false
}

/** RSASSA-PSS (8.1.1), MGF1 with the same hash, a salt as long as the digest. */
export function signRsaPssDigest(privateKey: KeyObject, hash: RsaHash, digest: Uint8Array): Buffer {
  const encoded = encodePss(hash, digest, randomBytes(digest.length), modulusBits(privateKey))
  return privateEncrypt({ key: privateKey, padding: RSA_NO_PADDING }, encoded)
}

/** The salt must be as long as the digest. */
export function verifyRsaPssDigest(
  publicKey: KeyObject,
  hash: RsaHash,
  digest: Uint8Array,
  signature: Uint8Array,
): boolean {
  const encoded = recover(publicKey, RSA_NO_PADDING, signature)
  if (encoded === null) return false
  const salt = findSalt(hash, digest.length, encoded)
  if (salt === null) return false
  return timingSafeEqual(encoded, encodePss(hash, digest, salt, modulusBits(publicKey)))
}

/** Null when the signature is not of this key's length or padding. */
function recover(publicKey: KeyObject, padding: number, signature: Uint8Array): Buffer | null {
  if (signature.length !== modulusBits(publicKey) / 8) return null
  try {
    return publicDecrypt({ key: publicKey, padding }, signature)
  } catch {
    return null
  }
}

/** EMSA-PSS-ENCODE (9.1.1) for a modulus whose length is a multiple of 8 bits. */
function encodePss(hash: RsaHash, digest: Uint8Array, salt: Uint8Array, bits: number): Buffer {
  const encodedBytes = bits / 8
  const h = hashOf(hash, Buffer.concat([Buffer.alloc(8), digest, salt]), 'buffer')
  const dbBytes = encodedBytes - h.length - 1
  const db = Buffer.alloc(dbBytes)
  db[dbBytes - salt.length - 1] = 1
  db.set(salt, dbBytes - salt.length)
  const masked = xor(db, mgf1(hash, h, dbBytes))
  clearTopBit(masked)
  return Buffer.concat([masked, h, Buffer.of(0xbc)])
}

/** The salt that an encoded message holds (9.1.2, steps 4 to 11); whether all of it is right is found by encoding again. */
function findSalt(hash: RsaHash, saltBytes: number, encoded: Buffer): Buffer | null {
  const hBytes = saltBytes
  const dbBytes = encoded.length - hBytes - 1
  if (dbBytes < saltBytes + 1) return null
  const h = encoded.subarray(dbBytes, dbBytes + hBytes)
  return xor(encoded.subarray(0, dbBytes), mgf1(hash, h, dbBytes)).subarray(-saltBytes)
}

/** The encoded message is one bit shorter than the modulus. */
function clearTopBit(masked: Buffer): void {
  masked[0] = (masked[0] as number) & 0x7f
}

/** B.2.1. */
function mgf1(hash: RsaHash, seed: Uint8Array, length: number): Buffer {
  const blocks: Buffer[] = []
  const counter = Buffer.alloc(4)
  for (let bytes = 0; bytes < length; bytes += seed.length) {
    counter.writeUInt32BE(blocks.length)
    blocks.push(hashOf(hash, Buffer.concat([seed, counter]), 'buffer'))
  }
  return Buffer.concat(blocks).subarray(0, length)
}

function xor(one: Uint8Array, two: Uint8Array): Buffer {
  return Buffer.from(one.map((byte, index) => byte ^ (two[index] as number)))
}

function modulusBits(key: KeyObject): number {
  const { modulusLength } = key.asymmetricKeyDetails ?? {}
  if (modulusLength === undefined) throw new RangeError('not an RSA key')
  return modulusLength
}

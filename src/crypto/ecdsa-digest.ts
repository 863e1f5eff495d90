/**
 * ECDSA over a digest that somebody else made (FIPS 186-5, 6.4). Node's API only signs messages, which it hashes itself;
 * points are multiplied by OpenSSL all the same.
 */

import { createPublicKey, hash as hashOf, type KeyObject, randomBytes, verify } from 'node:crypto'
import { DerError, DerReader, derTags, encodeDer, encodeDerInteger } from './der.ts'
import { integerOf, mod, modInverse } from './integers.ts'
import {
  addPoints,
  decodePoint,
  encodePoint,
  multiplyBase,
  type PrimeCurve,
  primeCurve,
  privateScalar,
  randomMultiple,
} from './prime-curves.ts'

/** Name of the hash that made the digest, as Node knows it; no longer than the curve's order. */
export type EcdsaHash = 'sha256' | 'sha384' | 'sha512'

/** Signature as DER. `digest` has the length of the curve's own hash, which is never longer than the order. */
export function signEcdsaDigest(privateKey: KeyObject, digest: Uint8Array): Buffer {
  const curve = curveOf(privateKey)
  const e = integerOf(digest)
  for (;;) {
    const { scalar: k, point } = randomMultiple(curve)
    const r = mod(point.x, curve.n)
    const s = blindedQuotient(curve, e, r, privateScalar(privateKey), k)
    // Both happen once in 2^256 times.
    if (r !== 0n && s !== 0n) return encodeSignature(r, s)
  }
}

/** (e + r·d) / k, each factor multiplied by a fresh random number: what BigInt's timing tells is about that product. */
function blindedQuotient({ n, bytes }: PrimeCurve, e: bigint, r: bigint, d: bigint, k: bigint): bigint {
  const blind = mod(integerOf(randomBytes(bytes + 8)), n - 1n) + 1n
  const numerator = mod(blind * e + mod(blind * r, n) * d, n)
  return mod(numerator * modInverse(blind * k, n), n)
}

/**
 * s·k = e + r·d holds for digest e and public key d·G exactly if it holds for another digest e′ and the public key
 * (d + (e − e′)/r)·G. So OpenSSL verifies a message of ours under that key.
 */
export function verifyEcdsaDigest(
  publicKey: KeyObject,
  hash: EcdsaHash,
  digest: Uint8Array,
  signature: Uint8Array,
): boolean {
  const curve = curveOf(publicKey)
  const r = readSignature(signature)?.r
  if (r === undefined || r === 0n || r >= curve.n) return false
  const message = randomBytes(32)
  const shift = mod(
    (integerOf(digest) - integerOf(hashOf(hash, message, 'buffer'))) * modInverse(r, curve.n),
    curve.n,
  )
  if (shift === 0n) return verify(hash, message, publicKey, signature)
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  const encodedBytes = 1 + 2 * curve.bytes
  const point = decodePoint(curve, spki.subarray(-encodedBytes))
  const shifted = addPoints(curve, point, multiplyBase(curve, shift))
  if (shifted === null) return false
  const encoded = Buffer.concat([spki.subarray(0, -encodedBytes), encodePoint(curve, shifted)])
  return verify(hash, message, createPublicKey({ key: encoded, format: 'der', type: 'spki' }), signature)
}

export function encodeSignature(r: bigint, s: bigint): Buffer {
  return encodeDer(derTags.sequence, encodeDerInteger(r), encodeDerInteger(s))
}

/** Null when the bytes are no signature. */
export function readSignature(signature: Uint8Array): { r: bigint; s: bigint } | null {
  try {
    const outer = new DerReader(signature)
    const fields = new DerReader(outer.read(derTags.sequence))
    outer.end()
    const [r, s] = [fields.readInteger(), fields.readInteger()]
    fields.end()
    return { r, s }
  } catch (error) {
    if (error instanceof DerError) return null
    throw error
  }
}

function curveOf(key: KeyObject): PrimeCurve {
  const { namedCurve } = key.asymmetricKeyDetails ?? {}
  if (namedCurve === undefined) throw new RangeError('not a key on a named curve')
  return primeCurve(namedCurve)
}

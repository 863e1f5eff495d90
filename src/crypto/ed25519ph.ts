/**
 * Ed25519ph (RFC 8032, 5.1), which Node's API does not offer. The message's hash is SHA-512, the context is empty.
 *
 * Multiples of the base point by secret scalars are OpenSSL's: Curve25519 and edwards25519 are one curve in two forms (RFC
 * 7748, 4.1), so X25519 tells a multiple but for its sign, and a neighbouring multiple tells the sign.
 */

import { createPrivateKey, createPublicKey, hash, type KeyObject, randomBytes } from 'node:crypto'
import {
  addEdwards,
  decodeEdwards,
  type EdwardsPoint,
  edwardsBase,
  encodeEdwards,
  edwardsOrder as L,
  liftEdwardsY,
  multiplyEdwards,
  negateEdwards,
  edwardsPrime as p,
} from './edwards25519.ts'
import { integerOf, mod, modInverse } from './integers.ts'

/** RFC 8032, 2: dom2(1, ""). */
const dom2 = Buffer.from('SigEd25519 no Ed25519 collisions\x01\x00', 'latin1')
const seedBytes = 32

/** A signature of 64 bytes over `message`, which is hashed here. */
export function signEd25519ph(privateKey: KeyObject, message: Uint8Array): Buffer {
  const { scalar, prefix } = expand(privateKey)
  const hashed = sha512(message)
  const r = mod(littleEndian(sha512(dom2, prefix, hashed)), L)
  prefix.fill(0)
  const R = encodeEdwards(multiplyBaseSecretly(r))
  const k = challenge(R, publicBytes(createPublicKey(privateKey)), hashed)
  return Buffer.concat([R, littleEndianBytes(maskedSum(r, k, scalar))])
}

/** r + k·scalar modulo L, the scalar in two random parts: what BigInt's timing tells is about these. */
function maskedSum(r: bigint, k: bigint, scalar: bigint): bigint {
  const part = mod(integerOf(randomBytes(40)), L)
  return mod(mod(k * part, L) + r + mod(k * mod(scalar - part, L), L), L)
}

/** Without cofactor, as OpenSSL verifies Ed25519. */
export function verifyEd25519ph(publicKey: KeyObject, message: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== 64) return false
  const S = littleEndian(signature.subarray(32))
  const encodedKey = publicBytes(publicKey)
  const A = decodeEdwards(encodedKey)
  if (S >= L || A === null) return false
  const R = signature.subarray(0, 32)
  const k = challenge(R, encodedKey, sha512(message))
  // R = S·B − k·A
  const found = addEdwards(multiplyEdwards(edwardsBase, S), multiplyEdwards(negateEdwards(A), k))
  return encodeEdwards(found).equals(R)
}

function expand(privateKey: KeyObject): { scalar: bigint; prefix: Buffer } {
  const der = privateKey.export({ type: 'pkcs8', format: 'der' })
  const expanded = sha512(der.subarray(-seedBytes))
  der.fill(0)
  expanded[0] = (expanded[0] as number) & 0xf8
  expanded[31] = ((expanded[31] as number) & 0x7f) | 0x40
  const scalar = littleEndian(expanded.subarray(0, 32))
  expanded.fill(0, 0, 32)
  return { scalar, prefix: expanded.subarray(32) }
}

function challenge(R: Uint8Array, encodedKey: Uint8Array, hashed: Uint8Array): bigint {
  return mod(littleEndian(sha512(dom2, R, encodedKey, hashed)), L)
}

/** r·B, for 0 < r < L. */
function multiplyBaseSecretly(r: bigint): EdwardsPoint {
  const u = baseMultipleU(r)
  const y = mod((u - 1n) * modInverse(u + 1n, p), p)
  const point = liftEdwardsY(y)
  if (point === null) throw new Error('invariant: OpenSSL gives points of the curve')
  // Of ±r·B, the one whose sum with B has the u of (r + 1)·B.
  const next = addEdwards(point, edwardsBase)
  const nextU = mod((1n + next.y) * modInverse(1n - next.y, p), p)
  return nextU === baseMultipleU(mod(r + 1n, L)) ? point : negateEdwards(point)
}

const x25519Pkcs8 = Buffer.from('302e020100300506032b656e04220420', 'hex')
const eighth = modInverse(8n, L)
const clampedMin = 1n << 251n
const clampedEnd = 1n << 252n

/**
 * The Montgomery coordinate of scalar·B. X25519 sets bits of its scalar (RFC 7748, 5): it multiplies by 8m for some m in
 * [2²⁵¹, 2²⁵²). Either scalar/8 or its negative modulo L is one, and u does not tell a point from its negative.
 */
function baseMultipleU(scalar: bigint): bigint {
  const blinded = scalar + L * integerOf(randomBytes(16))
  const m = mod(blinded * eighth, L)
  const clamped = m >= clampedMin ? m : L - m
  // Once in 2^127 times, the width by which L is larger than 2^252.
  if (clamped >= clampedEnd)
    throw new Error('invariant: the scalar is not among the few that cannot be clamped')
  const der = Buffer.concat([x25519Pkcs8, littleEndianBytes(clamped * 8n)])
  const key = createPublicKey(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }))
  der.fill(0)
  return littleEndian(publicBytes(key))
}

/** The last 32 bytes of SubjectPublicKeyInfo (RFC 8410, 4). */
function publicBytes(publicKey: KeyObject): Buffer {
  return publicKey.export({ type: 'spki', format: 'der' }).subarray(-32)
}

function sha512(...parts: readonly Uint8Array[]): Buffer {
  return hash('sha512', Buffer.concat(parts), 'buffer')
}

function littleEndian(bytes: Uint8Array): bigint {
  return integerOf(Uint8Array.from(bytes).reverse())
}

function littleEndianBytes(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(64, '0'), 'hex').reverse()
}

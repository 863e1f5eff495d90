/**
 * Short Weierstrass curves y² = x³ + ax + b over a prime field (SEC 2; GB/T 32918.5 for SM2). Multiplication of points is
 * OpenSSL's; here is only what Node's API does not offer: adding two public points, and finding y for an x.
 */

import { createECDH, type KeyObject } from 'node:crypto'
import { DerReader, derTags } from './der.ts'
import { integerBytes, integerOf, mod, modInverse, modPower } from './integers.ts'

export interface PrimeCurve {
  /** OpenSSL's name. */
  readonly name: string
  readonly p: bigint
  readonly a: bigint
  readonly b: bigint
  /** Order of the base point, a prime. */
  readonly n: bigint
  /** Length of a coordinate. */
  readonly bytes: number
}

export interface Point {
  readonly x: bigint
  readonly y: bigint
}

const p256 = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn
const p384 =
  0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffffn
const p521 = (1n << 521n) - 1n
const p256k1 = 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2fn
const pSm2 = 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn

const curves: readonly PrimeCurve[] = [
  {
    name: 'prime256v1',
    p: p256,
    a: p256 - 3n,
    b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
    n: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
    bytes: 32,
  },
  {
    name: 'secp384r1',
    p: p384,
    a: p384 - 3n,
    b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
    n: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
    bytes: 48,
  },
  {
    name: 'secp521r1',
    p: p521,
    a: p521 - 3n,
    b: 0x0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00n,
    n: 0x1fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n,
    bytes: 66,
  },
  {
    name: 'secp256k1',
    p: p256k1,
    a: 0n,
    b: 7n,
    n: 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n,
    bytes: 32,
  },
  {
    name: 'SM2',
    p: pSm2,
    a: pSm2 - 3n,
    b: 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n,
    n: 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n,
    bytes: 32,
  },
]

/** @param name OpenSSL's */
export function primeCurve(name: string): PrimeCurve {
  const curve = curves.find((candidate) => candidate.name === name)
  if (curve === undefined) throw new RangeError(`no such curve: ${name}`)
  return curve
}

/** `scalar` times the base point, by OpenSSL. `scalar` must not be a multiple of n. */
export function multiplyBase(curve: PrimeCurve, scalar: bigint): Point {
  const ecdh = createECDH(curve.name)
  ecdh.setPrivateKey(integerBytes(mod(scalar, curve.n), curve.bytes))
  return decodePoint(curve, ecdh.getPublicKey())
}

/** A random scalar and its multiple of the base point: what an OpenSSL key pair is. */
export function randomMultiple(curve: PrimeCurve): { scalar: bigint; point: Point } {
  const ecdh = createECDH(curve.name)
  const point = decodePoint(curve, ecdh.generateKeys())
  const bytes = ecdh.getPrivateKey()
  const scalar = integerOf(bytes)
  bytes.fill(0)
  return { scalar, point }
}

/** d of an EC or SM2 private key. The number stays in memory until it is collected; the bytes are wiped. */
export function privateScalar(privateKey: KeyObject): bigint {
  const der = privateKey.export({ type: 'pkcs8', format: 'der' })
  // RFC 5958: SEQUENCE { version, algorithm, OCTET STRING of what RFC 5915 calls ECPrivateKey }
  const info = new DerReader(new DerReader(der).read(derTags.sequence))
  info.readInteger()
  info.read(derTags.sequence)
  const fields = new DerReader(new DerReader(info.read(derTags.octetString)).read(derTags.sequence))
  fields.readInteger()
  const scalar = integerOf(fields.read(derTags.octetString))
  der.fill(0)
  return scalar
}

/** The point of an EC or SM2 public key. */
export function publicPoint(curve: PrimeCurve, publicKey: KeyObject): Point {
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  return decodePoint(curve, spki.subarray(-(1 + 2 * curve.bytes)))
}

/** Null for the point at infinity. */
export function addPoints({ p, a }: PrimeCurve, one: Point, two: Point): Point | null {
  if (one.x === two.x && mod(one.y + two.y, p) === 0n) return null
  const slope =
    one.x === two.x
      ? (3n * one.x * one.x + a) * modInverse(2n * one.y, p)
      : (two.y - one.y) * modInverse(two.x - one.x, p)
  const x = mod(slope * slope - one.x - two.x, p)
  return { x, y: mod(slope * (one.x - x) - one.y, p) }
}

/** One of the two y for this x; null when x is on no point. For curves with p ≡ 3 (mod 4), which all of these are. */
export function liftX({ p, a, b }: PrimeCurve, x: bigint): Point | null {
  const square = mod(x * x * x + a * x + b, p)
  const y = modPower(square, (p + 1n) / 4n, p)
  return (y * y) % p === square ? { x, y } : null
}

export function negatePoint({ p }: PrimeCurve, { x, y }: Point): Point {
  return { x, y: mod(-y, p) }
}

/** SEC 1, 2.3.4, uncompressed; nothing is checked. */
export function decodePoint({ bytes }: PrimeCurve, encoded: Uint8Array): Point {
  return {
    x: integerOf(encoded.subarray(1, 1 + bytes)),
    y: integerOf(encoded.subarray(1 + bytes, 1 + 2 * bytes)),
  }
}

/** SEC 1, 2.3.3, uncompressed. */
export function encodePoint({ bytes }: PrimeCurve, { x, y }: Point): Buffer {
  return Buffer.concat([Buffer.of(4), integerBytes(x, bytes), integerBytes(y, bytes)])
}

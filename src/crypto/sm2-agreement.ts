/**
 * ECDH on SM2's curve. OpenSSL does not do it with SM2 keys; with keys on the same curve and another base point it does,
 * as these are ordinary EC keys to it, and the base point has no part in ECDH. So the keys here say −G for G.
 */

import { createPrivateKey, createPublicKey, diffieHellman, type KeyObject } from 'node:crypto'
import { derTags, encodeDer, encodeDerInteger } from './der.ts'
import { integerBytes, integerOf } from './integers.ts'
import { encodePoint, multiplyBase, negatePoint, type Point, primeCurve } from './prime-curves.ts'

const curve = primeCurve('SM2')

const oids = {
  ecPublicKey: Buffer.from('06072a8648ce3d0201', 'hex'),
  primeField: Buffer.from('06072a8648ce3d0101', 'hex'),
  sm2: Buffer.from('06082a811ccf5501822d', 'hex'),
} as const

/** RFC 3279, 2.3.5: ECParameters in full. */
const parameters = encodeDer(
  derTags.sequence,
  encodeDerInteger(1n),
  encodeDer(derTags.sequence, oids.primeField, encodeDerInteger(curve.p)),
  encodeDer(
    derTags.sequence,
    encodeDer(derTags.octetString, integerBytes(curve.a, curve.bytes)),
    encodeDer(derTags.octetString, integerBytes(curve.b, curve.bytes)),
  ),
  encodeDer(derTags.octetString, encodePoint(curve, negatePoint(curve, multiplyBase(curve, 1n)))),
  encodeDerInteger(curve.n),
  encodeDerInteger(1n),
)
const algorithm = encodeDer(derTags.sequence, oids.ecPublicKey, parameters)
const sm2Algorithm = encodeDer(derTags.sequence, oids.ecPublicKey, oids.sm2)

/** SubjectPublicKeyInfo of an SM2 key, up to the two coordinates. */
export const sm2SpkiPrefix = publicKeyInfo(sm2Algorithm, { x: 0n, y: 0n }).subarray(0, -2 * curve.bytes)

/** x of scalar·point; null when the point is not on the curve. */
export function agreeSm2(scalar: bigint, point: Point): bigint | null {
  const publicKey = readPublicKey(algorithm, point)
  if (publicKey === null) return null
  const scalarBytes = integerBytes(scalar, curve.bytes)
  const ecPrivateKey = encodeDer(
    derTags.sequence,
    encodeDerInteger(1n),
    encodeDer(derTags.octetString, scalarBytes),
  )
  const der = encodeDer(
    derTags.sequence,
    encodeDerInteger(0n),
    algorithm,
    encodeDer(derTags.octetString, ecPrivateKey),
  )
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  for (const bytes of [scalarBytes, ecPrivateKey, der]) bytes.fill(0)
  const shared = diffieHellman({ privateKey, publicKey })
  const x = integerOf(shared)
  shared.fill(0)
  return x
}

/** The point must be on the curve. */
export function sm2PublicKey(point: Point): KeyObject {
  const publicKey = readPublicKey(sm2Algorithm, point)
  if (publicKey === null) throw new RangeError('the point is not on the curve')
  return publicKey
}

function readPublicKey(identifier: Uint8Array, point: Point): KeyObject | null {
  try {
    return createPublicKey({ key: publicKeyInfo(identifier, point), format: 'der', type: 'spki' })
  } catch {
    return null
  }
}

function publicKeyInfo(identifier: Uint8Array, point: Point): Buffer {
  // BIT STRING, no unused bits.
  const bits = Buffer.concat([Buffer.of(0x03, 2 + 2 * curve.bytes, 0), encodePoint(curve, point)])
  return encodeDer(derTags.sequence, identifier, bits)
}

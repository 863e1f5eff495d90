/**
 * SM2: signatures (GB/T 32918.2), public-key encryption (GB/T 32918.4) and key agreement. Hashing is SM3 throughout. Keys
 * are KeyObjects read from PKCS#8 and SubjectPublicKeyInfo: these are SM2 keys to OpenSSL.
 *
 * Node's API has SM2's signature for messages alone. The rest multiplies points by OpenSSL's ECDH: see sm2-agreement.ts.
 */

import {
  createHash,
  createPublicKey,
  createSign,
  createVerify,
  hash,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'
import { DerError, DerReader, derTags, encodeDer, encodeDerInteger } from './der.ts'
import { encodeSignature, readSignature } from './ecdsa-digest.ts'
import { integerBytes, integerOf, mod, modInverse } from './integers.ts'
import {
  addPoints,
  encodePoint,
  liftX,
  multiplyBase,
  negatePoint,
  type Point,
  primeCurve,
  privateScalar,
  publicPoint,
  randomMultiple,
} from './prime-curves.ts'
import { agreeSm2, sm2PublicKey, sm2SpkiPrefix } from './sm2-agreement.ts'

const curve = primeCurve('SM2')
const base = multiplyBase(curve, 1n)
/** The distinguishing identifier where nobody has one (GM/T 0009, 10). */
const distinguishingId = Buffer.from('1234567812345678')

// --- signatures ---------------------------------------------------------------------------------------------------

/** What is hashed before the message (GB/T 32918.2, 5.5). */
function identityHash(publicKey: KeyObject): Buffer {
  const idBits = Buffer.alloc(2)
  idBits.writeUInt16BE(distinguishingId.length * 8)
  const numbers = [curve.a, curve.b, base.x, base.y].map((number) => integerBytes(number, curve.bytes))
  const point = encodePoint(curve, publicPoint(curve, publicKey)).subarray(1)
  return hash('sm3', Buffer.concat([idBits, distinguishingId, ...numbers, point]), 'buffer')
}

/** SM2DSA over a message, as DER. */
export function signSm2(privateKey: KeyObject, message: Uint8Array): Buffer {
  const identity = identityHash(createPublicKey(privateKey))
  return createSign('sm3').update(identity).update(message).sign(privateKey)
}

export function verifySm2(publicKey: KeyObject, message: Uint8Array, signature: Uint8Array): boolean {
  return createVerify('sm3').update(identityHash(publicKey)).update(message).verify(publicKey, signature)
}

/** What `signSm2` signs, for those who hash themselves: SM3 over identity hash and message, 32 bytes. */
export function sm2Digest(publicKey: KeyObject, message: Uint8Array): Buffer {
  return createHash('sm3').update(identityHash(publicKey)).update(message).digest()
}

/** SM2DSA over such a digest. */
export function signSm2Digest(privateKey: KeyObject, digest: Uint8Array): Buffer {
  const { n, bytes } = curve
  const e = integerOf(digest)
  for (;;) {
    const { scalar: k, point } = randomMultiple(curve)
    const r = mod(e + point.x, n)
    // (k − r·d) / (1 + d), each factor multiplied by a fresh random number.
    const blind = mod(integerOf(randomBytes(bytes + 8)), n - 1n) + 1n
    const blinded = mod(blind * privateScalar(privateKey), n)
    const s = mod((blind * k - r * blinded) * modInverse(blind + blinded, n), n)
    // All happen once in 2^256 times.
    if (r !== 0n && r + k !== n && s !== 0n) return encodeSignature(r, s)
  }
}

/**
 * (r, s) is a signature over digest e for public key P exactly if (r − e + e′, t − r + e − e′), with t = r + s, is one over
 * e′ for P + ((s − s′)/t)·G. So OpenSSL verifies a message of ours under that key.
 */
export function verifySm2Digest(publicKey: KeyObject, digest: Uint8Array, signature: Uint8Array): boolean {
  const { n } = curve
  const given = readSignature(signature)
  if (given === null) return false
  const { r, s } = given
  const t = mod(r + s, n)
  if (r === 0n || s === 0n || r >= n || s >= n || t === 0n) return false
  const message = randomBytes(32)
  const shiftedR = mod(r - integerOf(digest) + integerOf(hash('sm3', message, 'buffer')), n)
  const shiftedS = mod(t - shiftedR, n)
  const shift = mod((s - shiftedS) * modInverse(t, n), n)
  if (shiftedR === 0n || shiftedS === 0n || shift === 0n) return false
  const point = addPoints(curve, publicPoint(curve, publicKey), multiplyBase(curve, shift))
  if (point === null) return false
  const verifier = createVerify('sm3').update(message)
  return verifier.verify(sm2PublicKey(point), encodeSignature(shiftedR, shiftedS))
}

// --- encryption ---------------------------------------------------------------------------------------------------

/** SM2PKE. The ciphertext is DER: x and y of the ephemeral point, hash, encrypted bytes (GM/T 0009, 7.2). */
export function encryptSm2(publicKey: KeyObject, plaintext: Uint8Array): Buffer {
  for (;;) {
    const { scalar, point } = randomMultiple(curve)
    const shared = multiplySecretly(scalar, point, publicPoint(curve, publicKey))
    const stream = keyStream(shared, plaintext.length)
    // The standard wants another point then; for a plaintext of one byte it is once in 256 times.
    if (plaintext.length > 0 && stream.every((byte) => byte === 0)) continue
    return encodeDer(
      derTags.sequence,
      encodeDerInteger(point.x),
      encodeDerInteger(point.y),
      encodeDer(derTags.octetString, integrityHash(shared, plaintext)),
      encodeDer(derTags.octetString, xor(plaintext, stream)),
    )
  }
}

/** Null when the ciphertext is damaged, or for another key. */
export function decryptSm2(privateKey: KeyObject, ciphertext: Uint8Array): Buffer | null {
  const parts = readCiphertext(ciphertext)
  if (parts === null) return null
  const x = agreeSm2(privateScalar(privateKey), parts.point)
  const shared = x === null ? null : liftX(curve, x)
  if (shared === null) return null
  // ECDH does not tell which of the two y it is: the hash does.
  for (const candidate of [shared, negatePoint(curve, shared)]) {
    const plaintext = xor(parts.encrypted, keyStream(candidate, parts.encrypted.length))
    if (timingSafeEqual(integrityHash(candidate, plaintext), parts.integrity)) return plaintext
    plaintext.fill(0)
  }
  return null
}

/** scalar·other, where scalar·G is `multiple`: ECDH with `other` and with its neighbour tell both coordinates. */
function multiplySecretly(scalar: bigint, multiple: Point, other: Point): Point {
  const x = agreeSm2(scalar, other)
  const neighbour = addPoints(curve, other, base)
  const next = neighbour === null ? null : agreeSm2(scalar, neighbour)
  const lifted = x === null ? null : liftX(curve, x)
  if (lifted === null || next === null) throw new Error('invariant: a public key is a point of the curve')
  return addPoints(curve, lifted, multiple)?.x === next ? lifted : negatePoint(curve, lifted)
}

interface Ciphertext {
  readonly point: Point
  readonly integrity: Buffer
  readonly encrypted: Buffer
}

function readCiphertext(ciphertext: Uint8Array): Ciphertext | null {
  try {
    const outer = new DerReader(ciphertext)
    const fields = new DerReader(outer.read(derTags.sequence))
    outer.end()
    const point = { x: fields.readInteger(), y: fields.readInteger() }
    const integrity = fields.read(derTags.octetString)
    const encrypted = fields.read(derTags.octetString)
    fields.end()
    return point.x < curve.p && point.y < curve.p && integrity.length === 32
      ? { point, integrity, encrypted }
      : null
  } catch (error) {
    if (error instanceof DerError) return null
    throw error
  }
}

/** GB/T 32918.4, 5.4.3. */
function keyStream(shared: Point, length: number): Buffer {
  const seed = encodePoint(curve, shared).subarray(1)
  const counter = Buffer.alloc(4)
  const blocks: Buffer[] = []
  for (let bytes = 0; bytes < length; bytes += 32) {
    counter.writeUInt32BE(blocks.length + 1)
    blocks.push(hash('sm3', Buffer.concat([seed, counter]), 'buffer'))
  }
  return Buffer.concat(blocks).subarray(0, length)
}

function integrityHash(shared: Point, plaintext: Uint8Array): Buffer {
  const [x, y] = [integerBytes(shared.x, curve.bytes), integerBytes(shared.y, curve.bytes)]
  return hash('sm3', Buffer.concat([x, plaintext, y]), 'buffer')
}

function xor(one: Uint8Array, two: Uint8Array): Buffer {
  return Buffer.from(one.map((byte, index) => byte ^ (two[index] as number)))
}

// --- key agreement ------------------------------------------------------------------------------------------------

/** The x coordinate that both sides find, 32 bytes. Null when the peer's point is on no curve of SM2. */
export function deriveSm2(privateKey: KeyObject, peer: KeyObject): Buffer | null {
  const x = agreeSm2(privateScalar(privateKey), publicPoint(curve, peer))
  return x === null ? null : integerBytes(x, curve.bytes)
}

/** Whether the key is on SM2's curve: Node does not say. */
export function isSm2PublicKey(publicKey: KeyObject): boolean {
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  return spki.length === sm2SpkiPrefix.length + 64 && spki.indexOf(sm2SpkiPrefix) === 0
}

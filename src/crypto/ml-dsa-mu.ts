/**
 * ML-DSA over a message representative μ that somebody else made (FIPS 204, algorithms 7 and 8 from line 7 on). Node's API
 * makes μ itself, from the message; signatures of the two are the same.
 *
 * This is JavaScript over secrets: its time depends on them more than OpenSSL's does. The seed of the private key is read
 * from the KeyObject for each signature; the bytes are wiped, the numbers derived from it wait to be collected.
 */

import { type KeyObject, randomBytes } from 'node:crypto'
import {
  add,
  centered,
  modQ,
  multiply,
  multiplyMatrix,
  newPolynomial,
  norm,
  type Polynomial,
  packBits,
  q,
  sampleBounded,
  sampleInBall,
  sampleUniform,
  shake256,
  subtract,
  transform,
  transformBack,
  unpackBits,
} from './ml-dsa-ring.ts'

export const muBytes = 64
const droppedBits = 13

/** FIPS 204, table 1. */
interface Parameters {
  readonly tau: number
  /** c̃ is a quarter as many bytes. */
  readonly lambda: number
  readonly gamma1Bits: number
  readonly gamma2: number
  readonly k: number
  readonly l: number
  readonly eta: number
  readonly omega: number
}

const parameterSets: Readonly<Record<string, Parameters>> = {
  'ml-dsa-44': { tau: 39, lambda: 128, gamma1Bits: 17, gamma2: (q - 1) / 88, k: 4, l: 4, eta: 2, omega: 80 },
  'ml-dsa-65': { tau: 49, lambda: 192, gamma1Bits: 19, gamma2: (q - 1) / 32, k: 6, l: 5, eta: 4, omega: 55 },
  'ml-dsa-87': { tau: 60, lambda: 256, gamma1Bits: 19, gamma2: (q - 1) / 32, k: 8, l: 7, eta: 2, omega: 75 },
}

/** μ of a message with an empty context: SHAKE256(SHAKE256(public key) ‖ 0 ‖ 0 ‖ message). */
export function messageRepresentative(publicKey: KeyObject, message: Uint8Array): Buffer {
  const tr = shake256(64, publicBytes(parametersOf(publicKey), publicKey))
  return shake256(muBytes, tr, Buffer.of(0, 0), message)
}

/** A hedged signature: 2420, 3309 or 4627 bytes. @param mu 64 bytes */
export function signMu(privateKey: KeyObject, mu: Uint8Array): Buffer {
  const parameters = parametersOf(privateKey)
  const { tau, lambda, gamma1Bits, gamma2, l, eta, omega } = parameters
  const gamma1 = 2 ** gamma1Bits
  const beta = tau * eta
  const key = expandPrivateKey(parameters, privateKey)
  const seed = shake256(64, key.K, randomBytes(32), mu)
  for (let kappa = 0; ; kappa += l) {
    const y = Array.from({ length: l }, (_, index) => expandMask(gamma1Bits, seed, kappa + index))
    const w = multiplyMatrix(key.matrix, y.map(transform)).map(transformBack)
    const w1 = w.map((polynomial) => polynomial.map((value) => highBits(gamma2, value)))
    const commitment = shake256(lambda / 4, mu, encodeHigh(gamma2, w1))
    const c = transform(sampleInBall(tau, commitment))
    const times = (vector: readonly Polynomial[]) => vector.map((entry) => transformBack(multiply(c, entry)))
    const z = times(key.s1).map((entry, index) => add(entry, y[index] as Polynomial))
    const rest = times(key.s2).map((entry, index) => subtract(w[index] as Polynomial, entry))
    const low = rest.map((entry) => entry.map((value) => modQ(lowBits(gamma2, value))))
    if (norm(z) >= gamma1 - beta || norm(low) >= gamma2 - beta) continue
    const ct0 = times(key.t0)
    if (norm(ct0) >= gamma2) continue
    // MakeHint(−ct0, w − cs2 + ct0): where the dropped bits of t change the high bits.
    const hints = rest.map((entry, row) =>
      entry.map((value, index) => {
        const corrected = modQ(value + ((ct0[row] as Polynomial)[index] as number))
        return highBits(gamma2, value) === highBits(gamma2, corrected) ? 0 : 1
      }),
    )
    const encodedHints = encodeHints(omega, hints)
    if (encodedHints === null) continue
    seed.fill(0)
    const packed = z.map((entry) =>
      packBits(
        entry.map((value) => gamma1 - centered(value)),
        gamma1Bits + 1,
      ),
    )
    return Buffer.concat([commitment, ...packed, encodedHints])
  }
}

/** @param mu 64 bytes */
export function verifyMu(publicKey: KeyObject, mu: Uint8Array, signature: Uint8Array): boolean {
  const parameters = parametersOf(publicKey)
  const { tau, lambda, gamma1Bits, gamma2, k, l, eta, omega } = parameters
  const gamma1 = 2 ** gamma1Bits
  const zBytes = 32 * (gamma1Bits + 1)
  const commitmentBytes = lambda / 4
  if (signature.length !== commitmentBytes + l * zBytes + omega + k) return false
  const commitment = signature.subarray(0, commitmentBytes)
  const z = Array.from({ length: l }, (_, index) => {
    const start = commitmentBytes + index * zBytes
    const packed = unpackBits(signature.subarray(start, start + zBytes), gamma1Bits + 1)
    return packed.map((value) => modQ(gamma1 - value))
  })
  const hints = decodeHints(omega, k, signature.subarray(commitmentBytes + l * zBytes))
  if (hints === null || norm(z) >= gamma1 - tau * eta) return false
  const encodedKey = publicBytes(parameters, publicKey)
  const matrix = expandMatrix(parameters, encodedKey.subarray(0, 32))
  const c = transform(sampleInBall(tau, commitment))
  const w1 = multiplyMatrix(matrix, z.map(transform)).map((az, row) => {
    const t1 = unpackBits(encodedKey.subarray(32 + row * 320, 352 + row * 320), 10)
    const shifted = transform(t1.map((value) => value * 2 ** droppedBits))
    const approximate = transformBack(subtract(az, multiply(c, shifted)))
    return approximate.map((value, index) => useHint(gamma2, (hints[row] as Polynomial)[index] === 1, value))
  })
  return shake256(commitmentBytes, mu, encodeHigh(gamma2, w1)).equals(commitment)
}

// --- keys ---------------------------------------------------------------------------------------------------------

interface ExpandedPrivateKey {
  readonly matrix: readonly (readonly Polynomial[])[]
  readonly K: Buffer
  /** These three transformed. */
  readonly s1: readonly Polynomial[]
  readonly s2: readonly Polynomial[]
  readonly t0: readonly Polynomial[]
}

/** Algorithm 6, from the seed that PKCS#8 holds (RFC 9881, 6). */
function expandPrivateKey(parameters: Parameters, privateKey: KeyObject): ExpandedPrivateKey {
  const { k, l, eta } = parameters
  const der = privateKey.export({ type: 'pkcs8', format: 'der' })
  const expanded = shake256(128, der.subarray(-32), Buffer.of(k, l))
  der.fill(0)
  const matrix = expandMatrix(parameters, expanded.subarray(0, 32))
  const secret = (index: number) => sampleBounded(eta, expanded.subarray(32, 96), integer16(index))
  const s1 = Array.from({ length: l }, (_, index) => transform(secret(index)))
  const s2 = Array.from({ length: k }, (_, index) => secret(l + index))
  const t = multiplyMatrix(matrix, s1).map((entry, row) => add(transformBack(entry), s2[row] as Polynomial))
  const K = Buffer.from(expanded.subarray(96))
  expanded.fill(0)
  return {
    matrix,
    K,
    s1,
    s2: s2.map(transform),
    t0: t.map((entry) => transform(entry.map((value) => modQ(centeredModulo(value, 2 ** droppedBits))))),
  }
}

/** Algorithm 32. */
function expandMatrix({ k, l }: Parameters, rho: Uint8Array): Polynomial[][] {
  return Array.from({ length: k }, (_, row) =>
    Array.from({ length: l }, (_, column) => sampleUniform(rho, Buffer.of(column, row))),
  )
}

/** Algorithm 34, one entry. */
function expandMask(gamma1Bits: number, seed: Uint8Array, index: number): Polynomial {
  const bits = gamma1Bits + 1
  const packed = unpackBits(shake256(32 * bits, seed, integer16(index)), bits)
  return packed.map((value) => modQ(2 ** gamma1Bits - value))
}

/** The last bytes of SubjectPublicKeyInfo (RFC 9881, 4). */
function publicBytes({ k }: Parameters, publicKey: KeyObject): Buffer {
  return publicKey.export({ type: 'spki', format: 'der' }).subarray(-(32 + 320 * k))
}

function parametersOf(key: KeyObject): Parameters {
  const parameters = parameterSets[key.asymmetricKeyType ?? '']
  if (parameters === undefined) throw new RangeError('not an ML-DSA key')
  return parameters
}

function integer16(value: number): Buffer {
  return Buffer.of(value & 0xff, value >> 8)
}

// --- rounding and hints -------------------------------------------------------------------------------------------

/** In (−modulus/2, modulus/2]. */
function centeredModulo(value: number, modulus: number): number {
  const rest = value % modulus
  return rest > modulus / 2 ? rest - modulus : rest
}

/** Algorithms 36 and 37: of value = high·2γ₂ + low, the high part. */
function highBits(gamma2: number, value: number): number {
  const low = centeredModulo(value, 2 * gamma2)
  return value - low === q - 1 ? 0 : (value - low) / (2 * gamma2)
}

/** Algorithms 36 and 38. */
function lowBits(gamma2: number, value: number): number {
  const low = centeredModulo(value, 2 * gamma2)
  return value - low === q - 1 ? low - 1 : low
}

/** Algorithm 40. */
function useHint(gamma2: number, hint: boolean, value: number): number {
  const high = highBits(gamma2, value)
  if (!hint) return high
  const count = (q - 1) / (2 * gamma2)
  return lowBits(gamma2, value) > 0 ? (high + 1) % count : (high - 1 + count) % count
}

/** Algorithm 28. */
function encodeHigh(gamma2: number, w1: readonly Polynomial[]): Buffer {
  const bits = gamma2 === (q - 1) / 88 ? 6 : 4
  return Buffer.concat(w1.map((entry) => packBits(entry, bits)))
}

/** Algorithm 20. Null when there are too many. */
function encodeHints(omega: number, hints: readonly Polynomial[]): Buffer | null {
  const encoded = Buffer.alloc(omega + hints.length)
  let count = 0
  for (const [row, entry] of hints.entries()) {
    for (const [index, hint] of entry.entries()) {
      if (hint === 0) continue
      if (count === omega) return null
      encoded[count++] = index
    }
    encoded[omega + row] = count
  }
  return encoded
}

/** Algorithm 21. Null when they are not written in the one way there is. */
function decodeHints(omega: number, k: number, encoded: Uint8Array): Polynomial[] | null {
  const hints: Polynomial[] = []
  let start = 0
  for (let row = 0; row < k; row++) {
    const end = encoded[omega + row] as number
    if (end < start || end > omega) return null
    const positions = encoded.subarray(start, end)
    if (positions.some((position, index) => index > 0 && position <= (positions[index - 1] as number)))
      return null
    const entry = newPolynomial()
    for (const position of positions) entry[position] = 1
    hints.push(entry)
    start = end
  }
  return encoded.subarray(start, omega).some((byte) => byte !== 0) ? null : hints
}

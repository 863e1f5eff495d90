/** Polynomials of ML-DSA (FIPS 204): 256 coefficients modulo q, their number-theoretic transform, sampling and packing. */

import { createHash } from 'node:crypto'

export const q = 8380417
const degree = 256

/** Coefficients in [0, q), unless said otherwise. */
export type Polynomial = Int32Array

export function newPolynomial(): Polynomial {
  return new Int32Array(degree)
}

/** The number in [0, q). */
export function modQ(value: number): number {
  const rest = value % q
  return rest < 0 ? rest + q : rest
}

const inverseOfQ = 1 / q

/** Product modulo q of two numbers in [0, q). Exact: products and multiples of q are below 2^53; `%` takes ten times as long. */
function multiplyModQ(one: number, two: number): number {
  const product = one * two
  const rest = product - Math.floor(product * inverseOfQ) * q
  if (rest < 0) return rest + q
  return rest < q ? rest : rest - q
}

/** Of numbers in [0, q). */
function addModQ(one: number, two: number): number {
  const sum = one + two
  return sum < q ? sum : sum - q
}

/** Of numbers in [0, q). */
function subtractModQ(one: number, two: number): number {
  const difference = one - two
  return difference < 0 ? difference + q : difference
}

/** The number of least absolute value that is the same modulo q. */
export function centered(value: number): number {
  return value > (q - 1) / 2 ? value - q : value
}

export function shake256(length: number, ...parts: readonly Uint8Array[]): Buffer {
  return shake('shake256', length, parts)
}

function shake(algorithm: 'shake128' | 'shake256', length: number, parts: readonly Uint8Array[]): Buffer {
  const hash = createHash(algorithm, { outputLength: length })
  for (const part of parts) hash.update(part)
  return hash.digest()
}

// --- arithmetic ---------------------------------------------------------------------------------------------------

export function add(one: Polynomial, two: Polynomial): Polynomial {
  const sum = newPolynomial()
  for (let j = 0; j < degree; j++) sum[j] = addModQ(one[j] as number, two[j] as number)
  return sum
}

export function subtract(one: Polynomial, two: Polynomial): Polynomial {
  const difference = newPolynomial()
  for (let j = 0; j < degree; j++) difference[j] = subtractModQ(one[j] as number, two[j] as number)
  return difference
}

/** Both transformed. */
export function multiply(one: Polynomial, two: Polynomial): Polynomial {
  const product = newPolynomial()
  for (let j = 0; j < degree; j++) product[j] = multiplyModQ(one[j] as number, two[j] as number)
  return product
}

/** Row by row, all transformed (algorithm 48). */
export function multiplyMatrix(
  matrix: readonly (readonly Polynomial[])[],
  vector: readonly Polynomial[],
): Polynomial[] {
  return matrix.map((row) =>
    row.reduce(
      (sum, entry, index) => add(sum, multiply(entry, vector[index] as Polynomial)),
      newPolynomial(),
    ),
  )
}

/** Largest absolute value of a coefficient. */
export function norm(vector: readonly Polynomial[]): number {
  let largest = 0
  for (const polynomial of vector) {
    for (const value of polynomial) largest = Math.max(largest, Math.abs(centered(value)))
  }
  return largest
}

/** ζ to the power of the bit-reversed index (appendix B). */
const zetas = Int32Array.from({ length: degree }, (_, index) => power(1753, reverseBits(index)))

function reverseBits(index: number): number {
  let reversed = 0
  for (let bit = 0; bit < 8; bit++) reversed |= ((index >> bit) & 1) << (7 - bit)
  return reversed
}

function power(base: number, exponent: number): number {
  let result = 1
  for (let step = 0; step < exponent; step++) result = (result * base) % q
  return result
}

/** Algorithm 41. */
export function transform(polynomial: Polynomial): Polynomial {
  const w = Int32Array.from(polynomial)
  let m = 0
  for (let length = 128; length >= 1; length >>= 1) {
    for (let start = 0; start < degree; start += 2 * length) {
      const zeta = zetas[++m] as number
      for (let j = start; j < start + length; j++) {
        const t = multiplyModQ(zeta, w[j + length] as number)
        const u = w[j] as number
        w[j + length] = subtractModQ(u, t)
        w[j] = addModQ(u, t)
      }
    }
  }
  return w
}

/** Algorithm 42. */
export function transformBack(polynomial: Polynomial): Polynomial {
  const w = Int32Array.from(polynomial)
  let m = degree
  for (let length = 1; length < degree; length <<= 1) {
    for (let start = 0; start < degree; start += 2 * length) {
      const zeta = q - (zetas[--m] as number)
      for (let j = start; j < start + length; j++) {
        const t = w[j] as number
        const u = w[j + length] as number
        w[j] = addModQ(t, u)
        w[j + length] = multiplyModQ(zeta, subtractModQ(t, u))
      }
    }
  }
  // 256⁻¹ modulo q.
  return w.map((value) => multiplyModQ(value, 8347681))
}

// --- sampling -----------------------------------------------------------------------------------------------------

/** Algorithm 30: uniform, transformed. */
export function sampleUniform(...seed: readonly Uint8Array[]): Polynomial {
  // 840 bytes are enough but for once in 10^50 times.
  for (let length = 840; ; length *= 2) {
    const bytes = shake('shake128', length, seed)
    const polynomial = newPolynomial()
    let filled = 0
    for (let at = 0; at + 3 <= length && filled < degree; at += 3) {
      const value = bytes.readUIntLE(at, 3) & 0x7fffff
      if (value < q) polynomial[filled++] = value
    }
    if (filled === degree) return polynomial
  }
}

/** Algorithm 31: coefficients in [−eta, eta]. */
export function sampleBounded(eta: number, ...seed: readonly Uint8Array[]): Polynomial {
  for (let length = 512; ; length *= 2) {
    const bytes = shake256(length, ...seed)
    const polynomial = newPolynomial()
    let filled = 0
    for (const byte of bytes) {
      for (const half of [byte & 15, byte >> 4]) {
        const value = boundedOf(eta, half)
        if (value !== null && filled < degree) polynomial[filled++] = modQ(value)
      }
    }
    if (filled === degree) return polynomial
  }
}

/** Algorithm 15. */
function boundedOf(eta: number, half: number): number | null {
  if (eta === 2) return half < 15 ? 2 - (half % 5) : null
  return half < 9 ? 4 - half : null
}

/** Algorithm 29: `count` coefficients are ±1, the others 0. */
export function sampleInBall(count: number, seed: Uint8Array): Polynomial {
  for (let length = 272; ; length *= 2) {
    const bytes = shake256(length, seed)
    const signs = bytes.readBigUInt64LE()
    const polynomial = newPolynomial()
    let at = 8
    let i = degree - count
    for (; i < degree && at < length; at++) {
      const j = bytes[at] as number
      if (j > i) continue
      polynomial[i] = polynomial[j] as number
      polynomial[j] = (signs >> BigInt(i + count - degree)) & 1n ? q - 1 : 1
      i++
    }
    if (i === degree) return polynomial
  }
}

// --- packing ------------------------------------------------------------------------------------------------------

/** Algorithm 16: so many bits a coefficient, lowest first. */
export function packBits(values: ArrayLike<number>, bits: number): Buffer {
  const packed = Buffer.alloc((values.length * bits) / 8)
  let [buffer, held, at] = [0, 0, 0]
  for (let index = 0; index < values.length; index++) {
    buffer |= (values[index] as number) << held
    held += bits
    for (; held >= 8; held -= 8) {
      packed[at++] = buffer & 0xff
      buffer >>>= 8
    }
  }
  return packed
}

/** Algorithm 18. */
export function unpackBits(packed: Uint8Array, bits: number): Polynomial {
  const values = newPolynomial()
  let [buffer, held, filled] = [0, 0, 0]
  for (const byte of packed) {
    buffer |= byte << held
    held += 8
    for (; held >= bits; held -= bits) {
      values[filled++] = buffer & ((1 << bits) - 1)
      buffer >>>= bits
    }
  }
  return values
}

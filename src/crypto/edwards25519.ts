/** Points of edwards25519 (RFC 8032, 5.1) in BigInt arithmetic: for what is public, as its time depends on the numbers. */

import { integerBytes, integerOf, mod, modInverse, modPower } from './integers.ts'

export interface EdwardsPoint {
  readonly x: bigint
  readonly y: bigint
}

export const edwardsPrime = (1n << 255n) - 19n
/** Order of the base point. */
export const edwardsOrder = (1n << 252n) + 27742317777372353535851937790883648493n

const p = edwardsPrime
const d = mod(-121665n * modInverse(121666n, p), p)
const rootOfMinusOne = modPower(2n, (p - 1n) / 4n, p)

export const edwardsBase: EdwardsPoint = {
  x: 15112221349535400772501151409588531511454012693041857206046113283949847762202n,
  y: 46316835694926478169428394003475163141307993866256225615783033603165251855960n,
}

export function addEdwards(one: EdwardsPoint, two: EdwardsPoint): EdwardsPoint {
  return affine(addExtended(extended(one), extended(two)))
}

export function negateEdwards({ x, y }: EdwardsPoint): EdwardsPoint {
  return { x: mod(-x, p), y }
}

export function multiplyEdwards(point: EdwardsPoint, scalar: bigint): EdwardsPoint {
  let result = extended({ x: 0n, y: 1n })
  let doubled = extended(point)
  for (let rest = scalar; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = addExtended(result, doubled)
    doubled = addExtended(doubled, doubled)
  }
  return affine(result)
}

/** 5.1.2. */
export function encodeEdwards({ x, y }: EdwardsPoint): Buffer {
  const bytes = integerBytes(y, 32).reverse()
  if (x & 1n) bytes[31] = (bytes[31] as number) | 0x80
  return bytes
}

/** 5.1.3. Null when the bytes are no point. */
export function decodeEdwards(bytes: Uint8Array): EdwardsPoint | null {
  const reversed = Uint8Array.from(bytes).reverse()
  const odd = ((reversed[0] as number) & 0x80) !== 0
  reversed[0] = (reversed[0] as number) & 0x7f
  const y = integerOf(reversed)
  if (y >= p) return null
  const point = liftEdwardsY(y)
  if (point === null || (point.x === 0n && odd)) return null
  return (point.x & 1n) === (odd ? 1n : 0n) ? point : negateEdwards(point)
}

/** One of the two points with this y; null when there is none. */
export function liftEdwardsY(y: bigint): EdwardsPoint | null {
  const [u, v] = [mod(y * y - 1n, p), mod(d * y * y + 1n, p)]
  const x = mod(u * v ** 3n * modPower(u * v ** 7n, (p - 5n) / 8n, p), p)
  const square = mod(v * x * x, p)
  if (square === u) return { x, y }
  return square === mod(-u, p) ? { x: mod(x * rootOfMinusOne, p), y } : null
}

/** x = X/Z, y = Y/Z, x·y = T/Z (5.1.4). */
interface ExtendedPoint {
  readonly X: bigint
  readonly Y: bigint
  readonly Z: bigint
  readonly T: bigint
}

function extended({ x, y }: EdwardsPoint): ExtendedPoint {
  return { X: x, Y: y, Z: 1n, T: mod(x * y, p) }
}

function affine({ X, Y, Z }: ExtendedPoint): EdwardsPoint {
  const inverse = modInverse(Z, p)
  return { x: mod(X * inverse, p), y: mod(Y * inverse, p) }
}

/** Holds for equal points too. */
function addExtended(one: ExtendedPoint, two: ExtendedPoint): ExtendedPoint {
  const A = mod((one.Y - one.X) * (two.Y - two.X), p)
  const B = mod((one.Y + one.X) * (two.Y + two.X), p)
  const C = mod(one.T * 2n * d * two.T, p)
  const D = mod(one.Z * 2n * two.Z, p)
  const [E, F, G, H] = [B - A, D - C, D + C, B + A]
  return { X: mod(E * F, p), Y: mod(G * H, p), T: mod(E * H, p), Z: mod(F * G, p) }
}

import type { KeyObject } from 'node:crypto'
import { type HmacHash, type HmacKey, hmacBytes, hmacKey } from './hmac.ts'

/** Output bytes of one call of the pseudorandom function. */
const prfBytes = { sha256: 32, sha512: 64 } as const

/**
 * Key derivation in counter mode with HMAC (NIST SP 800-108r1 §4.1): block i is
 * HMAC(key, [i]₃₂ ‖ label ‖ 0x00 ‖ context ‖ [L]₃₂), L the output length in bits.
 *
 * @param label names the use; must not contain NUL.
 * @param bytes 1 to 255 blocks.
 * @param hash HMAC's hash. With `sha512` 64 bytes are one block, which is nearly twice as fast as two of `sha256`.
 */
export function deriveKey(
  key: KeyObject,
  label: string,
  context: Uint8Array,
  bytes: number,
  hash: HmacHash = 'sha256',
): Buffer {
  const blockBytes = prfBytes[hash]
  const blocks = Math.ceil(bytes / blockBytes)
  if (blocks < 1 || blocks > 255) throw new RangeError('derived key length out of range')
  const prf = hmacKeyOf(key, hash)
  const labelBytes = Buffer.byteLength(label, 'utf8')
  const input = Buffer.allocUnsafe(4 + labelBytes + 1 + context.length + 4)
  input.write(label, 4, 'utf8')
  input[4 + labelBytes] = 0
  input.set(context, 4 + labelBytes + 1)
  input.writeUInt32BE(bytes * 8, input.length - 4)
  if (blocks === 1) return block(prf, input, 1).subarray(0, bytes)
  const output = Buffer.allocUnsafe(blocks * blockBytes)
  for (let index = 1; index <= blocks; index++) {
    block(prf, input, index).copy(output, (index - 1) * blockBytes)
  }
  return output.subarray(0, bytes)
}

function block(prf: HmacKey, input: Buffer, index: number): Buffer {
  input.writeUInt32BE(index)
  return hmacBytes(prf, input)
}

/** For as long as the key itself is held, and wiped after it. */
const hmacKeys = { sha256: new WeakMap<KeyObject, HmacKey>(), sha512: new WeakMap<KeyObject, HmacKey>() }
const afterKey = new FinalizationRegistry<HmacKey>(({ inner, outer }) => {
  inner.fill(0)
  outer.fill(0)
})

function hmacKeyOf(key: KeyObject, hash: HmacHash): HmacKey {
  const known = hmacKeys[hash].get(key)
  if (known !== undefined) return known
  const bytes = key.export()
  const padded = hmacKey(hash, bytes)
  bytes.fill(0)
  hmacKeys[hash].set(key, padded)
  afterKey.register(key, padded)
  return padded
}

/**
 * HMAC (RFC 2104) of many short inputs under one key: two hashes, over the padded key and what follows it. Setting up
 * OpenSSL's HMAC takes longer than both.
 */

import { hash } from 'node:crypto'

/** Bytes of the block that a hash works on. */
const blockBytesOf = { sha256: 64, sha512: 128 } as const

export type HmacHash = keyof typeof blockBytesOf

export interface HmacKey {
  readonly hash: HmacHash
  /** The key, padded for the inner and for the outer hash. As secret as the key. */
  readonly inner: Uint8Array
  readonly outer: Uint8Array
}

/** A key longer than a block stands for its hash, as RFC 2104 has it. */
export function hmacKey(algorithm: HmacHash, key: Uint8Array): HmacKey {
  const length = blockBytesOf[algorithm]
  const fitting = key.length > length ? hash(algorithm, key, 'buffer') : key
  const padded = (byte: number) => Uint8Array.from({ length }, (_, i) => (fitting[i] ?? 0) ^ byte)
  return { hash: algorithm, inner: padded(0x36), outer: padded(0x5c) }
}

/** Lower-case hex digits. */
export function hmacHex(key: HmacKey, text: string): string {
  const bytes = Buffer.byteLength(text)
  const input = innerInput(key, bytes)
  input.write(text, key.inner.length)
  const outer = outerInput(key, input)
  const code = hash(key.hash, outer, 'hex')
  wipe(key, input, outer)
  return code
}

/** In memory of its own. */
export function hmacBytes(key: HmacKey, content: Uint8Array): Buffer {
  const input = innerInput(key, content.length)
  input.set(content, key.inner.length)
  const outer = outerInput(key, input)
  const code = hash(key.hash, outer, 'buffer')
  wipe(key, input, outer)
  return code
}

// Written, read and wiped within one call.
const shortInput = Buffer.alloc(1024)
const outerInputs = { sha256: Buffer.alloc(64 + 32), sha512: Buffer.alloc(128 + 64) }

function innerInput({ inner }: HmacKey, contentBytes: number): Buffer {
  const bytes = inner.length + contentBytes
  const input = bytes <= shortInput.length ? shortInput.subarray(0, bytes) : Buffer.alloc(bytes)
  input.set(inner)
  return input
}

function outerInput(key: HmacKey, input: Buffer): Buffer {
  const outer = outerInputs[key.hash]
  outer.set(key.outer)
  outer.write(hash(key.hash, input, 'latin1'), key.outer.length, 'latin1')
  return outer
}

function wipe({ inner }: HmacKey, input: Buffer, outer: Buffer): void {
  input.fill(0, 0, inner.length)
  outer.fill(0, 0, inner.length)
}

import { randomBytes } from 'node:crypto'
import { createRandomPool } from './random-pool.ts'

/** A handful of keys' worth: what rests here before its use is as secret as the root key, which rests in the same memory. */
const poolBytes = 1024
/** Longer ones are worth asking for. */
const pooledBytesMax = 64

const pool = createRandomPool(poolBytes)

/** A new secret key's bytes, in memory of their own. */
export function newKeyBytes(bytes: number): Buffer {
  if (bytes > pooledBytesMax) return randomBytes(bytes)
  const key = Buffer.alloc(bytes)
  pool.fill(key)
  return key
}

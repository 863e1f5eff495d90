import { randomFillSync } from 'node:crypto'

/**
 * Random bytes in small amounts, from a pool that is filled at once: asking the generator costs 2 to 10 µs, whatever the
 * amount. What is given out is wiped here, so that nobody finds in the pool what is in use.
 */
export interface RandomPool {
  /** @param target no longer than the pool. */
  fill(target: Uint8Array): void
}

export function createRandomPool(poolBytes: number): RandomPool {
  const pool = Buffer.allocUnsafeSlow(poolBytes)
  let used = poolBytes
  return {
    fill(target) {
      const { length } = target
      if (length > poolBytes) throw new RangeError('more than the pool holds')
      if (used + length > poolBytes) {
        randomFillSync(pool)
        used = 0
      }
      // Byte by byte: for a key's few a call of its own costs more.
      for (let i = 0; i < length; i++) {
        target[i] = pool[used] as number
        pool[used++] = 0
      }
    },
  }
}

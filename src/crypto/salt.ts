import { randomFillSync } from 'node:crypto'

const pool = Buffer.allocUnsafeSlow(4096)
let used = pool.length

/**
 * Fills `target` with random bytes that may become public: salts, ids. Taken from a pool, because asking the generator costs
 * some µs whatever the amount. Never for keys: pooled bytes rest in memory before they are used.
 *
 * @param target at most 4096 bytes.
 */
export function fillSalt(target: Uint8Array): void {
  if (used + target.length > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  target.set(pool.subarray(used, used + target.length))
  used += target.length
}

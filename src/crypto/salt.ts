import { createRandomPool } from './random-pool.ts'

const pool = createRandomPool(4096)

/**
 * Fills `target` with random bytes that may become public: salts, ids.
 * @param target at most 4096 bytes.
 */
export function fillSalt(target: Uint8Array): void {
  pool.fill(target)
}

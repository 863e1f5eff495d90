import type { TrailEventRow } from './event-log.ts'

/**
 * Keeps a lost batch from being followed by a later one: every row must continue its chain. After any failure what is
 * stored is not known, so the next batch asks the database again.
 */
export interface ChainOrder {
  /** Chains of a batch whose end must be read first. */
  unknown(rows: readonly TrailEventRow[]): readonly string[]
  learn(chainId: string, sequence: number): void
  /** @throws when a row does not follow the last one of its chain. Resolves to nothing; `accept` makes it the new end. */
  check(rows: readonly TrailEventRow[]): ReadonlyMap<string, number>
  accept(ends: ReadonlyMap<string, number>): void
  forgetAll(): void
}

export function createChainOrder(): ChainOrder {
  const last = new Map<string, number>()
  return {
    unknown: (rows) => [...new Set(rows.map((row) => row.chain_id))].filter((chain) => !last.has(chain)),
    learn: (chainId, sequence) => last.set(chainId, sequence),
    check: (rows) => {
      const ends = new Map<string, number>()
      for (const row of rows) {
        const end = ends.get(row.chain_id) ?? last.get(row.chain_id) ?? 0
        if (row.sequence !== end + 1) {
          throw new Error(`the trail's chain stands at ${end} and cannot be continued by ${row.sequence}`)
        }
        ends.set(row.chain_id, row.sequence)
      }
      return ends
    },
    accept: (ends) => {
      for (const [chainId, sequence] of ends) last.set(chainId, sequence)
    },
    forgetAll: () => last.clear(),
  }
}

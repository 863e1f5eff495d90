import type { Parameters } from '../parameters.ts'
import type { Verdict } from '../rule.ts'

const dayMs = 86_400_000

/** What ran before the period of interest is history. Collectors may reach further back than this rule wants. */
export function tooOld(
  createdAt: number | undefined,
  { lookbackDays, scannedAt }: Parameters,
): Verdict | undefined {
  if (createdAt === undefined || createdAt >= scannedAt - lookbackDays * dayMs) return undefined
  return {
    status: 'NOT_APPLICABLE',
    reasonCode: 'BEFORE_LOOKBACK',
    reasonText: `It ran more than ${lookbackDays} days ago.`,
  }
}

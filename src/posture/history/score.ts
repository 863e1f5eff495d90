/**
 * The score, 0 to 100.
 *
 * 1. A rule's share is PASS ÷ (PASS + FAIL + MANUAL) of its findings that are not muted. What could not be proven counts as
 *    not passed, so that losing a permission never raises the score. NOT_APPLICABLE does not count.
 * 2. The score is the mean of these shares, weighted by the rules' own severity: CRITICAL 10, HIGH 6, MEDIUM 3, LOW 1, INFO 0.
 *    A mean over rules, not over findings: ten thousand log groups do not hide one application.
 * 3. It is rounded down to a tenth, so that 100 means that nothing is open.
 *
 * Muted findings are accepted risks and stay out; reports show their number beside the score. A rule without such findings
 * has no share; without any there is no score. A scan that is incomplete has a score of what it saw, marked as such.
 */

import type { Finding, Severity } from '../finding.ts'

export const scoreWeights: Readonly<Record<Severity, number>> = {
  CRITICAL: 10,
  HIGH: 6,
  MEDIUM: 3,
  LOW: 1,
  INFO: 0,
}

interface Share {
  readonly weight: number
  passes: number
  others: number
}

export interface ScoreKeeper {
  add(finding: Finding): void
  /** Null: nothing counted. */
  score(): number | null
}

export function keepScore(): ScoreKeeper {
  const shares = new Map<string, Share>()
  return {
    add({ ruleId, baseSeverity, status, muted }) {
      if (muted !== null || status === 'NOT_APPLICABLE') return
      let share = shares.get(ruleId)
      if (share === undefined) {
        share = { weight: scoreWeights[baseSeverity], passes: 0, others: 0 }
        shares.set(ruleId, share)
      }
      if (status === 'PASS') share.passes += 1
      else share.others += 1
    },
    score() {
      let weights = 0
      let sum = 0
      let open = false
      for (const { weight, passes, others } of shares.values()) {
        weights += weight
        sum += (weight * passes) / (passes + others)
        open ||= weight > 0 && others > 0
      }
      if (weights === 0) return null
      const tenths = Math.floor((sum / weights) * 1000) / 10
      // Sums of thirds may land a hair on the wrong side of a whole number.
      return open ? Math.min(tenths, 99.9) : 100
    },
  }
}

/** `87.5`, `100`; `–` without a score. */
export function scoreText(score: number | null): string {
  return score === null ? '–' : String(score)
}

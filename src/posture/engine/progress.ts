/** How far a scan is; read by whoever draws it. */

import type { Status } from '../finding.ts'
import type { Judgement } from './judgement.ts'

export interface ScanProgress {
  /** Collectors to run, and those done; `unitsTotal` grows as accounts are entered. */
  unitsTotal: number
  unitsDone: number
  /** Listed so far, read so far, and gone in between. */
  itemsListed: number
  itemsDone: number
  itemsGone: number
  /** Resources judged. */
  resources: number
  readonly findings: Record<Status, number>
  /** Why the scan does not show everything: a sentence each. */
  readonly incomplete: Set<string>
}

export function createProgress(): ScanProgress {
  return {
    unitsTotal: 0,
    unitsDone: 0,
    itemsListed: 0,
    itemsDone: 0,
    itemsGone: 0,
    resources: 0,
    findings: { PASS: 0, FAIL: 0, MANUAL: 0, NOT_APPLICABLE: 0 },
    incomplete: new Set(),
  }
}

export function countJudgements(progress: ScanProgress, judgements: readonly Judgement[]): void {
  for (const { verdict } of judgements) progress.findings[verdict.status]++
}

/** Where a finding stands in its course from scan to scan, as OCSF and Security Hub want to know it. */

import type { Finding } from '../finding.ts'
import type { FindingChange, FindingLife } from '../history/scan-history.ts'
import type { ReportInput } from './report.ts'

export interface Course {
  /** Never seen before this scan; without a history every finding is. */
  readonly isNew: boolean
  /** It was a failure and is proven not to be one, in this scan. */
  readonly closedNow: boolean
  readonly life: FindingLife | null
}

export function courseOf(finding: Finding, { history, summary }: ReportInput): Course {
  const life = history?.find(finding.findingUid) ?? null
  const change = life?.lastChange ?? null
  return {
    isNew: life === null || life.firstScanId === summary.scanId,
    closedNow: finding.status === 'PASS' && change?.scanId === summary.scanId && life?.fixedAt === change.at,
    life,
  }
}

/** Findings whose resources this scan no longer saw. */
export function* goneNow({ history, summary }: ReportInput): Iterable<FindingChange> {
  for (const change of history?.changesOf(summary.scanId) ?? []) {
    if (change.to === 'GONE') yield change
  }
}

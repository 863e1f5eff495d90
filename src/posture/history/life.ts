/** How one observation changes a finding's life. Pure. */

import type { FindingLife, RecordedStatus, StatusChange } from './scan-history.ts'

/** What is stored. */
export interface LifeRow {
  readonly status: RecordedStatus
  readonly firstSeen: string
  readonly lastSeen: string
  readonly firstScanId: string
  readonly lastScanId: string
  readonly statusSince: string
  readonly nonCompliantSince: string | null
  readonly fixedAt: string | null
}

export interface Observation {
  readonly status: RecordedStatus
  readonly at: string
  /** As the finding itself says; older than ours when it comes from another history. */
  readonly firstSeen: string
  readonly scanId: string
}

/** @param before null: never seen. */
export function lifeAfter(before: LifeRow | null, seen: Observation): LifeRow {
  const { status, at, scanId } = seen
  const changed = before === null || before.status !== status
  const wasNonCompliant = before?.nonCompliantSince ?? null
  const proven = status === 'PASS' || status === 'GONE'
  return {
    status,
    firstSeen: before?.firstSeen ?? earlier(seen.firstSeen, at),
    // What is gone was not seen.
    lastSeen: status === 'GONE' ? (before?.lastSeen ?? at) : at,
    firstScanId: before?.firstScanId ?? scanId,
    lastScanId: scanId,
    statusSince: changed ? at : before.statusSince,
    nonCompliantSince: proven ? null : status === 'FAIL' ? (wasNonCompliant ?? at) : wasNonCompliant,
    fixedAt: fixedAt(before, seen, proven && wasNonCompliant !== null),
  }
}

export function lifeOf(findingUid: string, row: LifeRow, lastChange: StatusChange | null): FindingLife {
  const { lastScanId: _, ...life } = row
  return { findingUid, ...life, lastChange }
}

function fixedAt(before: LifeRow | null, { status, at }: Observation, fixedNow: boolean): string | null {
  if (status === 'FAIL') return null
  return fixedNow ? at : (before?.fixedAt ?? null)
}

function earlier(a: string, b: string): string {
  return Date.parse(a) <= Date.parse(b) ? a : b
}

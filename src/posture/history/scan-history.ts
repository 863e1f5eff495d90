/** What reports ask of the history: since when, and who did it. */

import type { Status } from '../finding.ts'

/** GONE: a scan that covered its place no longer saw the resource. */
export type RecordedStatus = Status | 'GONE'

/** From CloudTrail, or from Keyhold's trail. */
export interface ChangedBy {
  /** ARN of the caller. */
  readonly principal: string
  /** `bedrock:UpdateGuardrail`. */
  readonly event: string
  /** ISO 8601. */
  readonly at: string
  readonly eventId: string | null
  readonly sourceIp: string | null
}

export interface StatusChange {
  readonly scanId: string
  /** When a scan saw it, ISO 8601; `changedBy.at` is when it happened. */
  readonly at: string
  /** NEW: never seen before. */
  readonly from: RecordedStatus | 'NEW'
  readonly to: RecordedStatus
  /** Null: nobody asked the trail, or it does not know. */
  readonly changedBy: ChangedBy | null
}

/**
 * One finding over all scans. Only FAIL makes it non-compliant and only PASS or GONE ends that: MANUAL proves neither.
 */
export interface FindingLife {
  readonly findingUid: string
  /** ISO 8601, as all times here. */
  readonly firstSeen: string
  readonly lastSeen: string
  readonly firstScanId: string
  readonly status: RecordedStatus
  readonly statusSince: string
  /** Null: it is not. */
  readonly nonCompliantSince: string | null
  /** When it last ended; null: never, or it is non-compliant again. */
  readonly fixedAt: string | null
  readonly lastChange: StatusChange | null
}

/** Enough to name a finding whose resource is gone. */
export interface FindingIdentity {
  readonly findingUid: string
  readonly ruleId: string
  readonly ruleVersion: number
  readonly title: string
  readonly service: string
  readonly severity: string
  readonly provider: string
  readonly accountId: string
  readonly partition: string
  readonly region: string
  readonly resourceUid: string
  readonly resourceType: string
  readonly resourceName: string
}

export interface FindingChange extends StatusChange {
  readonly finding: FindingIdentity
}

export interface ScanRecord {
  readonly scanId: string
  readonly startedAt: string
  readonly endedAt: string
  readonly complete: boolean
  /** How many ran. */
  readonly rules: number
  /** See score.ts. Null: nothing counted. */
  readonly score: number | null
  readonly passes: number
  readonly failures: number
  readonly manuals: number
  readonly muted: number
}

export interface ScanHistory {
  find(findingUid: string): FindingLife | null
  /**
   * The last so many up to this scan and with it, oldest first: those of the same endpoint, accounts and regions, and with at
   * least half as many rules, so that a score is compared with its like. Empty: this scan is not recorded.
   */
  scansUpTo(scanId: string, scansMax: number): readonly ScanRecord[]
  /** Status changes that this scan saw, resources that are gone among them; in a stable order. */
  changesOf(scanId: string): Iterable<FindingChange>
  /** The latest changes whose cause is known, newest first, up to this scan, of any scan of its scope. */
  attributedChanges(scanId: string, changesMax: number): readonly FindingChange[]
}

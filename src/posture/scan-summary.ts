/** What a scan says about itself: what it looked at, what it cost, and above all what it could not see. */

import type { FindingAccount } from './finding.ts'

/** One service in one place where nothing could be scanned. */
export interface UnscannedService {
  /** `bedrock-agent`. */
  readonly service: string
  readonly account: string
  readonly region: string
}

/** An IAM action that was refused. A scan with it would have seen more. */
export interface DeniedAction {
  /** `bedrock:GetGuardrail`. */
  readonly action: string
  /** The service's code: `AccessDeniedException`. */
  readonly code: string
  readonly account: string
  readonly region: string
  readonly service: string
  /** How many calls were refused. */
  readonly calls: number
}

export interface ServiceCalls {
  readonly service: string
  readonly calls: number
  readonly throttles: number
}

export interface MuteNotice {
  /** The mute entry's id. */
  readonly id: string
  /** ISO date; null: permanent. */
  readonly expires: string | null
}

/** Lists are sorted, so that two scans of the same account differ only where the account does. */
export interface ScanSummary {
  readonly scanId: string
  /** Keyhold's version. */
  readonly version: string
  readonly provider: 'aws' | 'self-hosted' | 'iac'
  readonly accounts: readonly FindingAccount[]
  readonly regions: readonly string[]
  /** Ids of the rules that ran: a finding of another rule is not gone because it was not seen. */
  readonly ruleIds: readonly string[]
  /** Null: AWS's own. */
  readonly endpoint: string | null
  /** ISO 8601. */
  readonly startedAt: string
  readonly endedAt: string
  readonly calls: readonly ServiceCalls[]
  /** Resources judged. */
  readonly resources: number
  /** `unknown`: made from findings alone, by `keyhold report` without the scan's own summary. */
  readonly completeness: 'complete' | 'incomplete' | 'unknown'
  /** Why it is incomplete, a sentence each: a deadline, expired credentials, a collector that failed. */
  readonly incompleteReasons: readonly string[]
  /** The endpoint does not have them: a gap, not a pass. */
  readonly notImplemented: readonly UnscannedService[]
  /** AWS does not offer them there, or the region is not enabled. */
  readonly notInRegion: readonly UnscannedService[]
  readonly denied: readonly DeniedAction[]
  /** Entries that matched nothing. */
  readonly unusedMutes: readonly MuteNotice[]
  /** Entries that would have matched and no longer do. */
  readonly expiredMutes: readonly MuteNotice[]
  /** Sentences for a person. */
  readonly notes: readonly string[]
  /** As the process ended. */
  readonly exitCode: number
}

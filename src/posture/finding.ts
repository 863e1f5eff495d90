/** What a scan says about one resource and one rule. Every report is a view of it. */

import type { KeyFacts } from './keys/key-facts.ts'

export type Severity = 'INFO' | 'LOW' | 'MEDIUM' | 'HIGH' | 'CRITICAL'

/**
 * MANUAL: a person must look, because nothing was proven; it always has a reason. NOT_APPLICABLE: no such resource, or the
 * service is not there.
 */
export type Status = 'PASS' | 'FAIL' | 'MANUAL' | 'NOT_APPLICABLE'

/**
 * How the resource gets its key: one update; publish a version; make it anew; only what comes later can change; no API for
 * it; or each part in its own way.
 */
export type FixMode = 'IN-PLACE' | 'NEW-VERSION' | 'RE-CREATE' | 'NEW-JOB' | 'ADVICE' | 'MIXED'

/** The deciding field and nothing else: never a policy's or guardrail's text. */
export interface Evidence {
  /** `bedrock:GetGuardrail`. */
  readonly api: string
  /** `kmsKeyArn`. */
  readonly path: string
  readonly value: string | null
  /** When it was read, ISO 8601. */
  readonly at: string
}

export interface FindingAccount {
  /** 12 digits. */
  readonly id: string
  readonly name: string | null
  readonly ouPath: string | null
  readonly organizationId: string | null
}

export interface FindingResource {
  /** The ARN where there is one. */
  readonly uid: string
  /** CloudFormation's name for it: `AWS::Bedrock::Guardrail`. */
  readonly type: string
  readonly name: string
  readonly tags: Readonly<Record<string, string>>
}

/** Where a template says it. Lines and columns start at 1. */
export interface SourceLocation {
  readonly file: string
  readonly line: number
  readonly column: number | null
}

export interface Requirement {
  readonly framework: string
  readonly version: string
  readonly id: string
  readonly strength: 'direct' | 'supporting'
}

export interface Mute {
  /** The entry's id, `tag`, or `inline`. */
  readonly by: string
  readonly reason: string
  /** ISO date; null: permanent. */
  readonly expires: string | null
}

export interface Finding {
  /**
   * Hash of rule, partition, account, region, resource and `subKey`; not of status, title or time, so that it stays when
   * the verdict changes.
   */
  readonly findingUid: string
  readonly ruleId: string
  readonly ruleVersion: number
  readonly title: string
  readonly status: Status
  readonly reasonCode: string
  readonly reasonText: string
  readonly severity: Severity
  /** The rule's, before context or configuration moved it. */
  readonly baseSeverity: Severity
  readonly provider: 'aws' | 'self-hosted' | 'iac'
  /** `bedrock`: for summaries. */
  readonly service: string
  readonly account: FindingAccount
  readonly partition: string
  readonly region: string
  readonly resource: FindingResource
  readonly key: KeyFacts | null
  readonly evidence: readonly Evidence[]
  readonly requirements: readonly Requirement[]
  readonly remediation: { readonly summary: string; readonly mode: FixMode; readonly url: string }
  readonly muted: Mute | null
  /** ISO 8601. */
  readonly firstSeen: string
  readonly lastSeen: string
  readonly scanId: string
  /** Null: AWS's own. */
  readonly endpoint: string | null
  /** Templates only. */
  readonly source: SourceLocation | null
}

/** From a judgement to the finding that reports show. */

import type { Finding, FindingAccount, Mute, Requirement, Severity } from '../finding.ts'
import type { KeyFacts } from '../keys/key-facts.ts'
import type { RuleMetadata } from '../rule.ts'
import { findingUid } from './finding-uid.ts'
import type { Judgement } from './judgement.ts'

export interface FindingContext {
  readonly scanId: string
  /** ISO 8601. */
  readonly startedAt: string
  /** Null: AWS's own. */
  readonly endpoint: string | null
  rule(id: string): RuleMetadata
  /** Set by the configuration for a rule. */
  severity(ruleId: string): Severity | null
  account(id: string): FindingAccount
  requirements(rule: RuleMetadata): readonly Requirement[]
  mute(finding: Finding): Mute | null
}

export function findingOf({ ruleId, resource, verdict }: Judgement, context: FindingContext): Finding {
  const rule = context.rule(ruleId)
  const { account, partition, region } = resource
  const seenAt = new Date(resource.at).toISOString()
  const finding: Finding = {
    findingUid: findingUid({
      ruleId,
      partition,
      account,
      region,
      resourceUid: resource.uid,
      subKey: verdict.subKey ?? null,
    }),
    ruleId,
    ruleVersion: rule.version,
    title: rule.title,
    status: verdict.status,
    reasonCode: verdict.reasonCode,
    reasonText: reasonOf(verdict),
    severity: context.severity(ruleId) ?? verdict.severity?.level ?? rule.severity,
    baseSeverity: rule.severity,
    provider: context.endpoint === null ? 'aws' : 'self-hosted',
    service: rule.service,
    account: context.account(account),
    partition,
    region,
    // A name that could not be read is not shown as nothing.
    resource: {
      uid: resource.uid,
      type: resource.type,
      name: resource.name || resource.uid,
      tags: resource.tags ?? {},
    },
    key: verdict.key === undefined ? null : shownKey(verdict.key),
    evidence: verdict.evidence ?? [],
    requirements: context.requirements(rule),
    remediation: { ...rule.remediation, mode: rule.mode },
    muted: null,
    firstSeen: context.startedAt,
    lastSeen: seenAt,
    scanId: context.scanId,
    endpoint: context.endpoint,
    source: null,
  }
  return { ...finding, muted: context.mute(finding) }
}

/** Why context moved the severity is part of the reason. */
function reasonOf({ reasonText, severity }: Judgement['verdict']): string {
  return severity === undefined ? reasonText : `${reasonText} (${severity.level}: ${severity.why})`
}

function shownKey({ tags: _, provenByAlias: __, ...key }: KeyFacts): KeyFacts {
  return key
}

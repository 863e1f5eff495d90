/** The findings that a person reads first, without holding all of them. */

import type { Finding, Severity } from '../finding.ts'
import { compare, severities } from './tally.ts'

export interface Shown {
  /** From worst to least, then by rule, account, region and resource. */
  readonly findings: readonly Finding[]
  /** How many there are, shown or not. */
  readonly total: number
}

export interface WorstFindings {
  add(finding: Finding): void
  shown(): Shown
}

/** At most so many of the findings that are wanted. Holds no more than five times as many while they come. */
export function keepWorst(wanted: (finding: Finding) => boolean, findingsMax: number): WorstFindings {
  const kept = new Map<Severity, Finding[]>(severities.map((severity) => [severity, []]))
  let total = 0
  return {
    add(finding) {
      if (!wanted(finding)) return
      total += 1
      const same = kept.get(finding.severity)
      if (same !== undefined && same.length < findingsMax) same.push(finding)
    },
    shown() {
      const findings = severities.flatMap((severity) => kept.get(severity) ?? []).slice(0, findingsMax)
      return { findings: findings.sort(compareFindings), total }
    },
  }
}

export function compareFindings(a: Finding, b: Finding): number {
  return (
    severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
    compare(a.ruleId, b.ruleId) ||
    compare(a.account.id, b.account.id) ||
    compare(a.region, b.region) ||
    compare(a.resource.uid, b.resource.uid) ||
    compare(a.findingUid, b.findingUid)
  )
}

export function isOpenFailure({ status, muted }: Finding): boolean {
  return status === 'FAIL' && muted === null
}

export function isOpenManual({ status, muted }: Finding): boolean {
  return status === 'MANUAL' && muted === null
}

/** Everything that a report counts, in one reading of the findings. */

import type { Finding, Severity, Status } from '../finding.ts'
import { keepScore } from '../history/score.ts'
import type { FindingSource } from './report.ts'

/** From worst to least. */
export const severities: readonly Severity[] = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFO']

/** Of findings that are not muted, but for `muted`. */
export interface Counts {
  pass: number
  fail: number
  manual: number
  notApplicable: number
  muted: number
  /** Of `muted`: what would be a failure. */
  mutedFail: number
  readonly failBySeverity: Record<Severity, number>
}

/** Findings that a person must look at for one reason. */
export interface ManualGroup {
  /** `API_ERROR:AccessDeniedException`. */
  readonly reasonCode: string
  /** The operation that was asked: `bedrock:GetGuardrail`; null: it is not about a call. */
  readonly api: string | null
  count: number
  /** One of them, as an example. */
  readonly reasonText: string
  readonly rules: Set<string>
}

export interface RuleCounts extends Counts {
  readonly ruleId: string
  readonly title: string
  readonly service: string
  readonly baseSeverity: Severity
}

export interface RequirementCounts {
  readonly framework: string
  readonly version: string
  readonly id: string
  strength: 'direct' | 'supporting'
  readonly counts: Counts
  readonly rules: Set<string>
}

export interface Tally {
  readonly all: Counts
  readonly byService: ReadonlyMap<string, Counts>
  readonly byRule: ReadonlyMap<string, RuleCounts>
  /** Most findings first. */
  readonly manual: readonly ManualGroup[]
  /** By framework, version and id. */
  readonly byRequirement: readonly RequirementCounts[]
  readonly accounts: readonly string[]
  readonly findings: number
  /** See score.ts. */
  readonly score: number | null
}

/** @param keepers are given each finding too, so that it is read once. */
export async function tallyFindings(
  findings: FindingSource,
  ...keepers: readonly { add(finding: Finding): void }[]
): Promise<Tally> {
  const all = noCounts()
  const byService = new Map<string, Counts>()
  const byRule = new Map<string, RuleCounts>()
  const manual = new Map<string, ManualGroup>()
  const requirements = new Map<string, RequirementCounts>()
  const accounts = new Set<string>()
  const score = keepScore()
  let count = 0
  for await (const finding of findings) {
    count += 1
    accounts.add(finding.account.id)
    score.add(finding)
    for (const keeper of keepers) keeper.add(finding)
    countIn(all, finding)
    countIn(
      of(byService, finding.service, () => noCounts()),
      finding,
    )
    countIn(
      of(byRule, finding.ruleId, () => ruleCounts(finding)),
      finding,
    )
    if (finding.status === 'MANUAL' && finding.muted === null) addManual(manual, finding)
    for (const { framework, version, id, strength } of finding.requirements) {
      const key = `${framework}\n${version}\n${id}`
      const fresh = () => ({ framework, version, id, strength, counts: noCounts(), rules: new Set<string>() })
      const requirement = of(requirements, key, fresh)
      if (strength === 'direct') requirement.strength = strength
      requirement.rules.add(finding.ruleId)
      countIn(requirement.counts, finding)
    }
  }
  return {
    all,
    byService: sorted(byService),
    byRule: sorted(byRule),
    manual: [...manual.values()].sort(
      (a, b) => b.count - a.count || compare(a.reasonCode, b.reasonCode) || compare(a.api ?? '', b.api ?? ''),
    ),
    byRequirement: [...requirements.values()].sort(compareRequirements),
    accounts: [...accounts].sort(),
    findings: count,
    score: score.score(),
  }
}

/** What was asked when the answer failed to come. */
export function askedOf(finding: Finding): string | null {
  return finding.evidence.find(({ api }) => api !== '')?.api ?? null
}

/** By numbers where there are numbers: `3.9` before `3.10`. */
export function compareRequirements(
  a: { readonly framework: string; readonly version: string; readonly id: string },
  b: { readonly framework: string; readonly version: string; readonly id: string },
): number {
  return compare(a.framework, b.framework) || numerically(a.version, b.version) || numerically(a.id, b.id)
}

export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

const collator = new Intl.Collator('en', { numeric: true })

function numerically(a: string, b: string): number {
  return collator.compare(a, b) || compare(a, b)
}

function noCounts(): Counts {
  return {
    pass: 0,
    fail: 0,
    manual: 0,
    notApplicable: 0,
    muted: 0,
    mutedFail: 0,
    failBySeverity: { CRITICAL: 0, HIGH: 0, MEDIUM: 0, LOW: 0, INFO: 0 },
  }
}

function ruleCounts({ ruleId, title, service, baseSeverity }: Finding): RuleCounts {
  return { ruleId, title, service, baseSeverity, ...noCounts() }
}

const countedAs: Readonly<Record<Status, 'pass' | 'fail' | 'manual' | 'notApplicable'>> = {
  PASS: 'pass',
  FAIL: 'fail',
  MANUAL: 'manual',
  NOT_APPLICABLE: 'notApplicable',
}

function countIn(counts: Counts, { status, severity, muted }: Finding): void {
  if (muted !== null) {
    counts.muted += 1
    if (status === 'FAIL') counts.mutedFail += 1
    return
  }
  counts[countedAs[status]] += 1
  if (status === 'FAIL') counts.failBySeverity[severity] += 1
}

function addManual(groups: Map<string, ManualGroup>, finding: Finding): void {
  const { reasonCode, reasonText } = finding
  const api = askedOf(finding)
  const fresh = () => ({ reasonCode, api, count: 0, reasonText, rules: new Set<string>() })
  const group = of(groups, `${reasonCode}\n${api}`, fresh)
  group.count += 1
  group.rules.add(finding.ruleId)
}

function of<Value>(map: Map<string, Value>, key: string, fresh: () => Value): Value {
  const found = map.get(key)
  if (found !== undefined) return found
  const made = fresh()
  map.set(key, made)
  return made
}

function sorted<Value>(map: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> {
  return new Map([...map].sort(([a], [b]) => compare(a, b)))
}

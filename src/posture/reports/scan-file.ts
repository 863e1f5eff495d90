/** What a scan leaves beside its findings, so that reports can be made later: its summary and the rules that ran. */

import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Finding } from '../finding.ts'
import type { RuleMetadata } from '../rule.ts'
import type { ScanSummary } from '../scan-summary.ts'
import type { FindingSource } from './report.ts'
import { compare } from './tally.ts'

export const scanFileName = 'scan.json'

const schemaVersion = 1

export interface ScanFacts {
  readonly summary: ScanSummary
  readonly rules: readonly RuleMetadata[]
}

/** The text of scan.json. Of a rule only its metadata is kept. */
export function scanFileText({ summary, rules }: ScanFacts): string {
  return `${JSON.stringify({ schemaVersion, summary, rules: rules.map(metadataOf) }, null, 2)}\n`
}

/** From scan.json in the folder of the findings; null: there is none that can be read. */
export function readScanFile(findingsPath: string): ScanFacts | null {
  const path = join(dirname(findingsPath), scanFileName)
  if (!existsSync(path)) return null
  let file: ScanFacts & { readonly schemaVersion?: unknown }
  try {
    // Our own file; what it says is shown and never acted on.
    file = JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
  return file?.schemaVersion === schemaVersion ? { summary: file.summary, rules: file.rules } : null
}

/** What findings alone tell of their scan. Whether it saw everything is not among it. */
export async function deriveScanFacts(findings: FindingSource, version: string): Promise<ScanFacts> {
  const rules = new Map<string, RuleMetadata>()
  const accounts = new Map<string, ScanSummary['accounts'][number]>()
  const regions = new Set<string>()
  const resources = new Set<string>()
  const times: { first: string; last: string } = { first: '', last: '' }
  let scanId = 'none'
  let provider: ScanSummary['provider'] = 'aws'
  let endpoint: string | null = null
  let failed = false
  for await (const finding of findings) {
    if (!rules.has(finding.ruleId)) rules.set(finding.ruleId, ruleFrom(finding))
    accounts.set(finding.account.id, finding.account)
    regions.add(finding.region)
    resources.add(finding.resource.uid)
    if (times.first === '' || finding.lastSeen < times.first) times.first = finding.lastSeen
    if (finding.lastSeen > times.last) times.last = finding.lastSeen
    scanId = finding.scanId
    provider = finding.provider
    endpoint = finding.endpoint
    failed ||= finding.status === 'FAIL' && finding.muted === null
  }
  const epoch = new Date(0).toISOString()
  const ids = [...rules.keys()].sort(compare)
  return {
    rules: ids.flatMap((id) => rules.get(id) ?? []),
    summary: {
      scanId,
      version,
      provider,
      accounts: [...accounts.values()].sort((a, b) => compare(a.id, b.id)),
      regions: [...regions].sort(compare),
      ruleIds: ids,
      endpoint,
      startedAt: times.first || epoch,
      endedAt: times.last || epoch,
      calls: [],
      resources: resources.size,
      completeness: 'unknown',
      incompleteReasons: [],
      notImplemented: [],
      notInRegion: [],
      denied: [],
      unusedMutes: [],
      expiredMutes: [],
      notes: [],
      exitCode: failed ? 3 : 0,
    },
  }
}

function metadataOf(rule: RuleMetadata): RuleMetadata {
  const {
    id,
    version,
    title,
    why,
    service,
    severity,
    mode,
    bundles,
    counterparts,
    resourceType,
    remediation,
  } = rule
  return {
    id,
    version,
    title,
    why,
    service,
    severity,
    mode,
    bundles,
    counterparts,
    resourceType,
    remediation,
  }
}

function ruleFrom(finding: Finding): RuleMetadata {
  const { remediation } = finding
  return {
    id: finding.ruleId,
    version: finding.ruleVersion,
    title: finding.title,
    why: '',
    service: finding.service,
    severity: finding.baseSeverity,
    mode: remediation.mode,
    bundles: [],
    counterparts: [],
    resourceType: finding.resource.type,
    remediation: { summary: remediation.summary, url: remediation.url },
  }
}

/** A whole scan as the command line asks for it: from options to findings on disk, a summary and an exit code. */

import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { requirementsOf } from '../controls/requirements-of.ts'
import type { FindingAccount, Severity } from '../finding.ts'
import { createMutes, type Mutes, readBaseline, readMutelist } from '../mutes/mutes.ts'
import type { FindingSource } from '../reports/report.ts'
import type { Rule } from '../rule.ts'
import type { ScanSummary } from '../scan-summary.ts'
import { parametersOf, type Settings } from '../settings/settings.ts'
import { type Access, findAccess } from './accounts.ts'
import { type Endpoints, loadEndpoints } from './endpoints.ts'
import { exitCodeOf, isFailure } from './exit-code.ts'
import { findingsOf } from './findings.ts'
import type { Journal, JournalLine } from './journal/journal.ts'
import { createJournalFile, renewJournalFile, resumeJournalFile } from './journal/journal-file.ts'
import type { Renewal } from './journal/renewal.ts'
import { hashOfRules, hashOfSettings, type ScanHeader } from './journal/scan-header.ts'
import type { ScanProgress } from './progress.ts'
import { reachOf } from './reach.ts'
import { createScan, type Scan } from './scan.ts'
import type { ScanStopped } from './scan-stopped.ts'
import { silentNote, silentRulesOf } from './silent-rules.ts'
import { createSlots } from './slots.ts'
import { createTraffic, type Traffic } from './traffic.ts'

export interface ScanRequest {
  readonly rules: readonly Rule[]
  /** All there are: some rules ask what others see. Absent: only the chosen ones. */
  readonly knownRules?: readonly Rule[]
  readonly profile: string | null
  /** Empty: the profile's. */
  readonly regions: readonly string[] | 'all'
  /** 12 digits each; empty: the caller's own. */
  readonly accounts: readonly string[]
  readonly organization: boolean
  readonly role: string | null
  readonly externalId: string | null
  readonly endpointUrl: string | null
  readonly mutelistFile: string | null
  readonly baselineFile: string | null
  readonly honorsMuteTags: boolean
  readonly settings: Settings
  /** Of the journal. */
  readonly folder: string
  readonly resume: boolean
  /** Reads again only what this says of the scan that is in the folder; its journal stays, the new one is beside it. */
  readonly renewal?: Renewal
  readonly failOn: Severity | 'none'
  /** Calls at a time. */
  readonly callsMax: number
  /** Keyhold's. */
  readonly version: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly now: () => number
  /** Stops the scan in a state that can be resumed. Its reason is a ScanStopped. */
  readonly signal: AbortSignal
  /** Once, when the work begins. */
  onStart?(live: LiveScan): void
}

/** To draw while it runs. */
export interface LiveScan {
  readonly progress: ScanProgress
  readonly traffic: Traffic
  readonly access: Access
  readonly resumed: boolean
}

export interface ScanOutcome {
  readonly summary: ScanSummary
  readonly findings: FindingSource
  readonly stopped: ScanStopped | null
  /** Errors that were none of a service's: bugs. */
  readonly bugs: readonly unknown[]
  close(): Promise<void>
}

const unitsAtOnce = 16

export function journalPath(folder: string): string {
  return join(folder, 'journal.jsonl')
}

/** @throws UsageError, SetupError, JournalError: what the user can mend */
export async function runScan(request: ScanRequest): Promise<ScanOutcome> {
  const { rules, settings, now, signal } = request
  const mutes = openMutes(request)
  const traffic = createTraffic()
  const notes: string[] = []
  const endpoints = await loadEndpoints({
    url: request.endpointUrl,
    byService: settings.endpoints,
    profile: request.profile,
    environment: request.environment,
  })
  const access = await findAccess({
    ...request,
    endpoints,
    regionFallback: settings.regions,
    calls: {
      rates: settings.rates,
      traffic,
      slots: createSlots(request.callsMax),
      signal,
      now,
      reach: reachOf(
        [...rules, ...silentRulesOf(rules, request.knownRules ?? [])].map(({ id }) =>
          parametersOf(settings, id, now()),
        ),
      ),
    },
    note: (sentence) => notes.push(sentence),
  })
  const asked = headerOf(request, access, endpoints)
  const bugs: unknown[] = []
  let scannedAt = Date.parse(asked.startedAt)
  const silentRules = silentRulesOf(rules, request.knownRules ?? [])
  if (silentRules.length > 0) notes.push(silentNote(rules, silentRules))
  const scan = createScan({
    rules,
    silentRules,
    parametersOf: (id) => parametersOf(settings, id, scannedAt),
    accounts: access.sources.filter(({ account }) => request.renewal?.touches(account.id) ?? true),
    unitsMax: unitsAtOnce,
    only: (unit) => request.renewal?.only(unit) ?? null,
    signal,
    now,
    wait: (ms) => pause(ms, undefined, { signal }).catch(() => {}),
    onBug: (error) => bugs.push(error),
  })
  const { journal, header } = await openJournal(request, asked, scan)
  // A resumed scan judges ages by the day on which it began.
  scannedAt = Date.parse(header.startedAt)
  request.onStart?.({ progress: scan.progress, traffic, access, resumed: request.resume })
  let stopped: ScanStopped | null
  try {
    stopped = await scan.run(journal)
  } catch (error) {
    await journal.close()
    throw error
  }
  const findings = findingsOf(journal, contextOf(request, header, access, mutes))
  const seen = await lookThrough(findings, request.failOn)
  const summary = summaryOf({ request, header, access, traffic, scan, stopped, mutes, notes, bugs, ...seen })
  return { summary, findings, stopped, bugs, close: () => journal.close() }
}

function openMutes(request: ScanRequest): Mutes {
  return createMutes({
    entries: request.mutelistFile === null ? [] : readMutelist(request.mutelistFile),
    baseline: request.baselineFile === null ? new Set() : readBaseline(request.baselineFile),
    honorsTags: request.honorsMuteTags,
    now: request.now(),
  })
}

function headerOf(request: ScanRequest, access: Access, endpoints: Endpoints): ScanHeader {
  const { rules, settings, organization, role } = request
  const accounts =
    request.accounts.length > 0 ? request.accounts : [organization ? 'organization' : access.account]
  return {
    kind: 'scan',
    format: 1,
    scanId: randomUUID(),
    startedAt: new Date(request.now()).toISOString(),
    version: request.version,
    ruleSet: hashOfRules(rules),
    parameters: hashOfSettings(settings),
    accounts: [...accounts, ...(role === null ? [] : [role])],
    regions:
      request.regions === 'all'
        ? ['all']
        : request.regions.length > 0
          ? request.regions
          : [access.homeRegion],
    endpoint: endpoints.common,
  }
}

async function openJournal(
  request: ScanRequest,
  asked: ScanHeader,
  scan: Scan,
): Promise<{ readonly journal: Journal; readonly header: ScanHeader }> {
  const path = journalPath(request.folder)
  const remember = (line: JournalLine) => scan.remember(line)
  if (request.renewal !== undefined) return renewJournalFile(path, asked, request.renewal, remember)
  if (!request.resume) return { journal: createJournalFile(path, asked), header: asked }
  return resumeJournalFile(path, asked, remember)
}

function contextOf(
  { rules, settings }: ScanRequest,
  { scanId, startedAt, endpoint }: ScanHeader,
  { sources }: Access,
  mutes: Mutes,
) {
  const rulesById = new Map(rules.map((rule) => [rule.id, rule]))
  const accounts = new Map(sources.map(({ account }) => [account.id, account]))
  return {
    scanId,
    startedAt,
    endpoint,
    rule: (id: string) => getRule(rulesById, id),
    severity: (id: string) => settings.severities[id] ?? null,
    account: (id: string): FindingAccount =>
      accounts.get(id) ?? { id, name: null, ouPath: null, organizationId: null },
    requirements: requirementsOf,
    mute: mutes.mute,
  }
}

function getRule(rules: ReadonlyMap<string, Rule>, id: string): Rule {
  const rule = rules.get(id)
  if (rule === undefined) throw new Error(`The journal names a rule that did not run: ${id}.`)
  return rule
}

/** One pass: whether the scan fails, and which mutes are used. */
async function lookThrough(
  findings: FindingSource,
  failOn: ScanRequest['failOn'],
): Promise<{ readonly hasFailures: boolean; readonly regions: ReadonlySet<string> }> {
  let hasFailures = false
  const regions = new Set<string>()
  for await (const finding of findings) {
    hasFailures ||= isFailure(finding, failOn)
    regions.add(finding.region)
  }
  return { hasFailures, regions }
}

interface SummaryParts {
  readonly request: ScanRequest
  readonly header: ScanHeader
  readonly access: Access
  readonly traffic: Traffic
  readonly scan: Scan
  readonly stopped: ScanStopped | null
  readonly mutes: Mutes
  readonly notes: readonly string[]
  readonly bugs: readonly unknown[]
  readonly hasFailures: boolean
  readonly regions: ReadonlySet<string>
}

function summaryOf(parts: SummaryParts): ScanSummary {
  const { request, header, access, traffic, scan, stopped, mutes, notes, bugs } = parts
  const reasons = [
    ...(stopped === null ? [] : [stopped.message]),
    ...[...scan.progress.incomplete].sort(),
    ...(bugs.length === 0 ? [] : [`${bugs.length} errors inside Keyhold; the first: ${bugName(bugs[0])}.`]),
  ]
  return {
    scanId: header.scanId,
    version: request.version,
    provider: access.isSelfHosted ? 'self-hosted' : 'aws',
    accounts: access.sources.map(({ account }) => account),
    regions: [...parts.regions].sort(),
    ruleIds: request.rules.map(({ id }) => id).sort(),
    endpoint: header.endpoint,
    startedAt: header.startedAt,
    endedAt: new Date(request.now()).toISOString(),
    calls: traffic.calls(),
    resources: scan.progress.resources,
    completeness: reasons.length === 0 ? 'complete' : 'incomplete',
    incompleteReasons: reasons,
    notImplemented: traffic.unscanned('not-implemented'),
    notInRegion: traffic.unscanned('not-in-region'),
    denied: traffic.denials(),
    unusedMutes: mutes.unused(),
    expiredMutes: mutes.expired(),
    notes,
    exitCode: exitCodeOf(parts.hasFailures, reasons.length === 0),
  }
}

function bugName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error
}

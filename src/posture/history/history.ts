/** Findings over scans, in a SQLite file beside the reports. One scan is recorded in one transaction, or not at all. */

import { closeSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import type { Finding } from '../finding.ts'
import type { ScanSummary } from '../scan-summary.ts'
import { createCoveredPlaces } from './covered-places.ts'
import { lifeAfter, lifeOf } from './life.ts'
import type { ChangedBy, FindingIdentity, FindingLife, ScanHistory } from './scan-history.ts'
import { keepScore } from './score.ts'
import { historyTables, prepareStatements, type Statements } from './statements.ts'

export interface RecordedScan {
  readonly summary: ScanSummary
  readonly findings: AsyncIterable<Finding>
}

export interface History extends ScanHistory, Disposable {
  /**
   * Records a whole scan: what changed, and what is gone. A second time with the same scan changes nothing. Scans are recorded
   * in their order.
   */
  record(scan: RecordedScan): Promise<void>
  /** Names who caused the change that a scan saw. False: that scan saw no change of it. */
  attribute(scanId: string, findingUid: string, changedBy: ChangedBy): boolean
  /** Names who made what a scan saw for the first time. False: it was seen before that scan, or never. */
  attributeFirst(scanId: string, findingUid: string, changedBy: ChangedBy): boolean
  close(): void
}

/** @param file `:memory:` for one that is not kept. Made if it is not there. */
export function openHistory(file: string): History {
  // Names of resources and people: its owner's alone, as the reports are.
  if (file !== ':memory:') closeSync(openSync(file, 'a', 0o600))
  const database = new DatabaseSync(file, { timeout: 10_000 })
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;')
  database.exec(historyTables)
  const statements = prepareStatements(database)
  const close = () => {
    if (database.isOpen) database.close()
  }
  return {
    find: (findingUid) => findLife(statements, findingUid),
    scansUpTo: (scanId, scansMax) => statements.scansUpTo(scanId, scansMax).reverse(),
    changesOf: (scanId) => statements.changesOf(scanId),
    async record(scan) {
      // Read before the transaction begins: nothing waits inside it.
      const findings = await collect(scan.findings)
      database.exec('BEGIN IMMEDIATE')
      try {
        recordScan(statements, scan.summary, findings)
        database.exec('COMMIT')
      } catch (error) {
        database.exec('ROLLBACK')
        throw error
      }
    },
    attribute: (scanId, findingUid, changedBy) => statements.attribute(scanId, findingUid, changedBy),
    attributedChanges: (scanId, changesMax) => statements.attributedChanges(scanId, changesMax),
    attributeFirst(scanId, findingUid, changedBy) {
      const life = findLife(statements, findingUid)
      if (life === null || life.firstScanId !== scanId) return false
      // Once it has changed, nobody knows what it was at first.
      if (life.lastChange !== null && life.lastChange.from !== 'NEW') return false
      statements.putChange(findingUid, { scanId, at: life.firstSeen, from: 'NEW', to: life.status })
      return statements.attribute(scanId, findingUid, changedBy)
    },
    close,
    [Symbol.dispose]: close,
  }
}

/** What is kept of a finding while a scan is recorded: a few hundred bytes. */
interface Seen {
  readonly identity: FindingIdentity
  readonly status: Finding['status']
  readonly at: string
  readonly firstSeen: string
}

interface Collected {
  readonly seen: readonly Seen[]
  readonly covered: ReturnType<typeof createCoveredPlaces>
  readonly score: number | null
  readonly counts: { passes: number; failures: number; manuals: number; muted: number }
}

async function collect(findings: AsyncIterable<Finding>): Promise<Collected> {
  const keeper = keepScore()
  const covered = createCoveredPlaces()
  const seen: Seen[] = []
  const counts = { passes: 0, failures: 0, manuals: 0, muted: 0 }
  for await (const finding of findings) {
    keeper.add(finding)
    covered.add(finding)
    if (finding.muted !== null) counts.muted += 1
    else if (finding.status === 'PASS') counts.passes += 1
    else if (finding.status === 'FAIL') counts.failures += 1
    else if (finding.status === 'MANUAL') counts.manuals += 1
    const { status, lastSeen, firstSeen } = finding
    seen.push({ identity: identityOf(finding), status, at: lastSeen, firstSeen })
  }
  return { seen, covered, score: keeper.score(), counts }
}

function recordScan(statements: Statements, summary: ScanSummary, collected: Collected): void {
  const { scanId } = summary
  for (const { identity, status, at, firstSeen } of collected.seen) {
    const before = statements.findRow(identity.findingUid)
    const life = lifeAfter(before, { status, at, firstSeen, scanId })
    statements.putFinding(identity, life, summary.endpoint)
    if (before !== null && before.status !== status && before.lastScanId !== scanId) {
      statements.putChange(identity.findingUid, { scanId, at, from: before.status, to: status })
    }
  }
  for (const { identity, row } of statements.notSeenBy(scanId, summary.endpoint)) {
    if (!collected.covered.saw(summary, identity)) continue
    const at = summary.endedAt
    statements.putFinding(
      identity,
      lifeAfter(row, { status: 'GONE', at, firstSeen: row.firstSeen, scanId }),
      summary.endpoint,
    )
    statements.putChange(identity.findingUid, { scanId, at, from: row.status, to: 'GONE' })
  }
  statements.putScan(scopeOf(summary), {
    scanId,
    startedAt: summary.startedAt,
    endedAt: summary.endedAt,
    complete: summary.completeness === 'complete',
    rules: summary.ruleIds.length,
    score: collected.score,
    ...collected.counts,
  })
}

/** Scores of scans of the same scope can be compared. */
function scopeOf({ endpoint, accounts, regions }: ScanSummary): string {
  return JSON.stringify([endpoint, accounts.map(({ id }) => id).sort(), [...regions].sort()])
}

function findLife(statements: Statements, findingUid: string): FindingLife | null {
  const row = statements.findRow(findingUid)
  return row === null ? null : lifeOf(findingUid, row, statements.lastChange(findingUid))
}

function identityOf(finding: Finding): FindingIdentity {
  const { findingUid, ruleId, ruleVersion, title, service, severity, provider, partition, region } = finding
  return {
    findingUid,
    ruleId,
    ruleVersion,
    title,
    service,
    severity,
    provider,
    accountId: finding.account.id,
    partition,
    region,
    resourceUid: finding.resource.uid,
    resourceType: finding.resource.type,
    resourceName: finding.resource.name,
  }
}

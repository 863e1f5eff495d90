/** The history's tables, and every statement on them. */

import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import type { LifeRow } from './life.ts'
import type {
  ChangedBy,
  FindingChange,
  FindingIdentity,
  RecordedStatus,
  ScanRecord,
  StatusChange,
} from './scan-history.ts'

export const historyTables = `
CREATE TABLE IF NOT EXISTS scans (
  scan_id TEXT PRIMARY KEY,
  started_at TEXT NOT NULL,
  ended_at TEXT NOT NULL,
  scope TEXT NOT NULL,
  rules INTEGER NOT NULL,
  complete INTEGER NOT NULL,
  score REAL,
  passes INTEGER NOT NULL,
  failures INTEGER NOT NULL,
  manuals INTEGER NOT NULL,
  muted INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS findings (
  finding_uid TEXT PRIMARY KEY,
  identity TEXT NOT NULL,
  endpoint TEXT NOT NULL,
  status TEXT NOT NULL,
  first_seen TEXT NOT NULL,
  last_seen TEXT NOT NULL,
  first_scan_id TEXT NOT NULL,
  last_scan_id TEXT NOT NULL,
  status_since TEXT NOT NULL,
  non_compliant_since TEXT,
  fixed_at TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS changes (
  scan_id TEXT NOT NULL,
  finding_uid TEXT NOT NULL,
  at TEXT NOT NULL,
  from_status TEXT NOT NULL,
  to_status TEXT NOT NULL,
  changed_by TEXT,
  PRIMARY KEY (scan_id, finding_uid)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS changes_of_finding ON changes (finding_uid, at);
`

type Row = Record<string, SQLOutputValue>

export type Statements = ReturnType<typeof prepareStatements>

export function prepareStatements(database: DatabaseSync) {
  const find = database.prepare('SELECT * FROM findings WHERE finding_uid = ?')
  const put = database.prepare(
    `INSERT OR REPLACE INTO findings (finding_uid, identity, endpoint, status, first_seen, last_seen, first_scan_id,
     last_scan_id, status_since, non_compliant_since, fixed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const unseen = database.prepare(
    "SELECT * FROM findings WHERE last_scan_id <> ? AND endpoint = ? AND status <> 'GONE'",
  )
  const putChange = database.prepare(
    'INSERT OR IGNORE INTO changes (scan_id, finding_uid, at, from_status, to_status) VALUES (?, ?, ?, ?, ?)',
  )
  const lastChange = database.prepare(
    'SELECT * FROM changes WHERE finding_uid = ? ORDER BY at DESC, scan_id DESC LIMIT 1',
  )
  const changes = database.prepare(
    `SELECT changes.*, findings.identity FROM changes JOIN findings USING (finding_uid)
     WHERE scan_id = ? ORDER BY finding_uid`,
  )
  const attributed =
    database.prepare(`SELECT changes.*, findings.identity FROM changes JOIN findings USING (finding_uid)
     JOIN scans USING (scan_id) JOIN scans AS this ON this.scan_id = ? AND scans.scope = this.scope
     WHERE changed_by IS NOT NULL AND scans.ended_at <= this.ended_at
     ORDER BY changes.at DESC, finding_uid LIMIT ?`)
  const attribute = database.prepare(
    'UPDATE changes SET changed_by = ? WHERE scan_id = ? AND finding_uid = ?',
  )
  const putScan = database.prepare(
    `INSERT OR REPLACE INTO scans (scan_id, started_at, ended_at, scope, rules, complete, score, passes, failures,
     manuals, muted) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const scans =
    database.prepare(`SELECT scans.* FROM scans JOIN scans AS this ON this.scan_id = ? AND scans.scope = this.scope
     AND scans.rules * 2 >= this.rules AND scans.ended_at <= this.ended_at
     ORDER BY scans.ended_at DESC, scans.scan_id DESC LIMIT ?`)
  return {
    findRow(findingUid: string): LifeRow | null {
      const row = find.get(findingUid)
      return row === undefined ? null : lifeRow(row)
    },
    putFinding(identity: FindingIdentity, life: LifeRow, endpoint: string | null): void {
      put.run(
        identity.findingUid,
        JSON.stringify(identity),
        endpoint ?? '',
        life.status,
        life.firstSeen,
        life.lastSeen,
        life.firstScanId,
        life.lastScanId,
        life.statusSince,
        life.nonCompliantSince,
        life.fixedAt,
      )
    },
    /** All at once: rows change while they are walked. */
    notSeenBy(scanId: string, endpoint: string | null): { identity: FindingIdentity; row: LifeRow }[] {
      return unseen
        .all(scanId, endpoint ?? '')
        .map((row) => ({ identity: identityOf(row), row: lifeRow(row) }))
    },
    putChange(findingUid: string, { scanId, at, from, to }: Omit<StatusChange, 'changedBy'>): void {
      putChange.run(scanId, findingUid, at, from, to)
    },
    lastChange(findingUid: string): StatusChange | null {
      const row = lastChange.get(findingUid)
      return row === undefined ? null : changeOf(row)
    },
    *changesOf(scanId: string): Iterable<FindingChange> {
      for (const row of changes.iterate(scanId)) yield { ...changeOf(row), finding: identityOf(row) }
    },
    attributedChanges: (scanId: string, changesMax: number): FindingChange[] =>
      attributed.all(scanId, changesMax).map((row) => ({ ...changeOf(row), finding: identityOf(row) })),
    attribute(scanId: string, findingUid: string, changedBy: ChangedBy): boolean {
      return attribute.run(JSON.stringify(changedBy), scanId, findingUid).changes === 1
    },
    putScan(scope: string, scan: ScanRecord): void {
      const { scanId, startedAt, endedAt, complete, rules, score, passes, failures, manuals, muted } = scan
      const flag = complete ? 1 : 0
      putScan.run(scanId, startedAt, endedAt, scope, rules, flag, score, passes, failures, manuals, muted)
    },
    scansUpTo: (scanId: string, scansMax: number): ScanRecord[] => scans.all(scanId, scansMax).map(scanOf),
  }
}

function lifeRow(row: Row): LifeRow {
  return {
    status: text(row.status) as RecordedStatus,
    firstSeen: text(row.first_seen),
    lastSeen: text(row.last_seen),
    firstScanId: text(row.first_scan_id),
    lastScanId: text(row.last_scan_id),
    statusSince: text(row.status_since),
    nonCompliantSince: row.non_compliant_since === null ? null : text(row.non_compliant_since),
    fixedAt: row.fixed_at === null ? null : text(row.fixed_at),
  }
}

function changeOf(row: Row): StatusChange {
  return {
    scanId: text(row.scan_id),
    at: text(row.at),
    from: text(row.from_status) as StatusChange['from'],
    to: text(row.to_status) as RecordedStatus,
    changedBy: row.changed_by === null ? null : (JSON.parse(text(row.changed_by)) as ChangedBy),
  }
}

function identityOf(row: Row): FindingIdentity {
  return JSON.parse(text(row.identity)) as FindingIdentity
}

function scanOf(row: Row): ScanRecord {
  return {
    scanId: text(row.scan_id),
    startedAt: text(row.started_at),
    endedAt: text(row.ended_at),
    complete: row.complete === 1,
    rules: Number(row.rules),
    score: row.score === null ? null : Number(row.score),
    passes: Number(row.passes),
    failures: Number(row.failures),
    manuals: Number(row.manuals),
    muted: Number(row.muted),
  }
}

function text(value: SQLOutputValue | undefined): string {
  return String(value)
}

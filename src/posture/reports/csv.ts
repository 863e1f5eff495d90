/** Comma-separated values, RFC 4180. A cell that a spreadsheet would calculate gets an apostrophe in front (OWASP, CSV Injection). */

import { stringify } from 'csv-stringify/sync'
import type { Finding } from '../finding.ts'
import { prowlerColumns, prowlerRow } from './csv-prowler.ts'
import type { ReportInput, ReportOptions, Write } from './report.ts'
import { complianceCell } from './requirement-text.ts'

/** In this order for ever; new ones come last. */
export const csvColumns = [
  'SCAN_ID',
  'TIMESTAMP',
  'STATUS',
  'REASON_CODE',
  'STATUS_EXTENDED',
  'MUTED',
  'MUTE_REASON',
  'SEVERITY',
  'RULE_ID',
  'RULE_TITLE',
  'SERVICE',
  'ACCOUNT_ID',
  'ACCOUNT_NAME',
  'OU_PATH',
  'PARTITION',
  'REGION',
  'RESOURCE_TYPE',
  'RESOURCE_UID',
  'RESOURCE_NAME',
  'RESOURCE_TAGS',
  'KEY_CLASS',
  'KEY_ARN',
  'KEY_STATE',
  'KEY_ORIGIN',
  'EVIDENCE_API',
  'EVIDENCE_PATH',
  'REMEDIATION_MODE',
  'REMEDIATION_TEXT',
  'REMEDIATION_URL',
  'COMPLIANCE',
  'FIRST_SEEN',
  'FINDING_UID',
  'TOOL_VERSION',
] as const

type Row = Readonly<Record<string, string>>

export async function writeCsv(input: ReportInput, options: ReportOptions, write: Write): Promise<void> {
  const prowler = options.csvSchema === 'prowler'
  const columns: readonly string[] = prowler ? prowlerColumns : csvColumns
  const rules = new Map(input.rules.map((rule) => [rule.id, rule]))
  const { version } = input.summary
  const line = lines(columns, options.csvDelimiter ?? (prowler ? ';' : ','))
  await write(options.csvBom === true ? `\ufeff${line.header}` : line.header)
  for await (const finding of input.findings) {
    // Prowler's column knows PASS, FAIL and MANUAL.
    if (prowler && finding.status === 'NOT_APPLICABLE') continue
    await write(
      line.of(prowler ? prowlerRow(finding, rules.get(finding.ruleId), version) : ownRow(finding, version)),
    )
  }
}

function lines(columns: readonly string[], delimiter: string) {
  const options = {
    delimiter,
    record_delimiter: '\r\n',
    escape_formulas: true,
    // A lone CR or LF splits a record for lenient readers.
    quoted_match: /[\r\n]/u,
  }
  return {
    header: stringify([[...columns]], options),
    of: (row: Row) => stringify([columns.map((column) => printable(row[column] ?? ''))], options),
  }
}

/** NUL ends a cell, or the file, for some readers. */
function printable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd')
}

function ownRow(finding: Finding, version: string): Record<(typeof csvColumns)[number], string> {
  const { account, resource, key, muted, remediation } = finding
  const [evidence] = finding.evidence
  return {
    SCAN_ID: finding.scanId,
    TIMESTAMP: finding.lastSeen,
    STATUS: finding.status,
    REASON_CODE: finding.reasonCode,
    STATUS_EXTENDED: finding.reasonText,
    MUTED: muted === null ? 'false' : 'true',
    MUTE_REASON: muted?.reason ?? '',
    SEVERITY: finding.severity,
    RULE_ID: finding.ruleId,
    RULE_TITLE: finding.title,
    SERVICE: finding.service,
    ACCOUNT_ID: account.id,
    ACCOUNT_NAME: account.name ?? '',
    OU_PATH: account.ouPath ?? '',
    PARTITION: finding.partition,
    REGION: finding.region,
    RESOURCE_TYPE: resource.type,
    RESOURCE_UID: resource.uid,
    RESOURCE_NAME: resource.name,
    RESOURCE_TAGS: tagsCell(resource.tags),
    KEY_CLASS: key?.class ?? '',
    KEY_ARN: key?.arn ?? '',
    KEY_STATE: key?.state ?? '',
    KEY_ORIGIN: key?.origin ?? '',
    EVIDENCE_API: evidence?.api ?? '',
    EVIDENCE_PATH: evidence?.path ?? '',
    REMEDIATION_MODE: remediation.mode,
    REMEDIATION_TEXT: remediation.summary,
    REMEDIATION_URL: remediation.url,
    COMPLIANCE: complianceCell(finding.requirements),
    FIRST_SEEN: finding.firstSeen,
    FINDING_UID: finding.findingUid,
    TOOL_VERSION: version,
  }
}

function tagsCell(tags: Readonly<Record<string, string>>): string {
  return Object.entries(tags)
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(' | ')
}

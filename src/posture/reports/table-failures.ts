import type { Finding, FixMode } from '../finding.ts'
import type { ReportInput } from './report.ts'
import { gridLines } from './table-grid.ts'
import type { Paint } from './table-paint.ts'
import { severities, type Tally } from './tally.ts'
import { fitted } from './terminal-text.ts'
import { thousands } from './text.ts'
import type { Shown } from './worst.ts'

const indent = '  '
const regionColumns = 14
const sourceColumns = 28
const accountColumns = 12
const keyColumns = 11
const reasonColumns = 20
/** In less there is no room for the key's class. */
const keyWidthMin = 76

export const modeText: Readonly<Record<FixMode, string>> = {
  'IN-PLACE': 'in place',
  'NEW-VERSION': 'by a new version',
  'RE-CREATE': 'by making it anew',
  'NEW-JOB': 'for later jobs only',
  ADVICE: 'by hand',
  MIXED: 'each part in its way',
}

/** Failures under their rule, the gravest rule first: the rule and its cure are said once. */
export function failureLines(
  shown: Shown,
  { summary }: ReportInput,
  tally: Tally,
  width: number,
  paint: Paint,
): string[] {
  if (shown.total === 0) return []
  const lines = [paint('title', 'FAILURES')]
  const byRule = [...Map.groupBy(shown.findings, ({ ruleId }) => ruleId).values()]
  byRule.sort((a, b) => gravity(a) - gravity(b))
  for (const findings of byRule) {
    lines.push(...ruleLines(findings, tally, width, paint))
    lines.push(...rowLines(findings, summary.accounts.length > 1, width))
  }
  const hidden = shown.total - shown.findings.length
  if (hidden > 0) lines.push(`${thousands(hidden)} more: --format csv, json or html lists all of them.`)
  return lines
}

function gravity(findings: readonly Finding[]): number {
  return Math.min(...findings.map(({ severity }) => severities.indexOf(severity)))
}

function ruleLines(findings: readonly Finding[], tally: Tally, width: number, paint: Paint): string[] {
  const [first] = findings
  if (first === undefined) return []
  const counts = tally.byRule.get(first.ruleId)
  const checked = (counts?.pass ?? 0) + (counts?.fail ?? 0) + (counts?.manual ?? 0)
  const share = `${thousands(counts?.fail ?? 0)} of ${thousands(checked)}`
  const { mode } = first.remediation
  return [
    `${paint(first.severity, first.severity.padEnd(8))} ${fitted(first.title, width - 9)}`,
    paint(
      'dim',
      `${indent}${fitted(`${first.ruleId} · ${share} · fixed ${modeText[mode]}`, width - indent.length)}`,
    ),
  ]
}

function rowLines(findings: readonly Finding[], accounts: boolean, width: number): string[] {
  // The reason's code names most key classes too.
  const keys = width >= keyWidthMin
  // A template's resources are found by file and line, deployed ones by region.
  const placeColumns = findings.some(({ source }) => source !== null) ? sourceColumns : regionColumns
  const others = [
    placeColumns,
    ...(accounts ? [accountColumns] : []),
    ...(keys ? [keyColumns] : []),
    reasonColumns,
  ]
  const taken = indent.length + others.reduce((sum, columns) => sum + columns + 1, 0)
  const resourceColumns = Math.max(12, width - taken)
  const rows = findings.map(({ region, source, account, resource, key, reasonCode }) => [
    fitted(source === null ? region : `${source.file}:${source.line}`, placeColumns),
    ...(accounts ? [fitted(account.id, accountColumns)] : []),
    fitted(resource.name || resource.uid, resourceColumns),
    ...(keys ? [key === null ? '–' : key.class] : []),
    fitted(reasonCode, reasonColumns),
  ])
  const widths = [...others.slice(0, accounts ? 2 : 1), resourceColumns, ...others.slice(accounts ? 2 : 1)]
  return gridLines(rows, widths).map((line) => `${indent}${line}`)
}

/** Markdown, as a GitHub job summary shows it. */

import { scoreText } from '../history/score.ts'
import type { ScanSummary } from '../scan-summary.ts'
import { completenessText, coverageOf } from './coverage.ts'
import type { ReportInput, ReportOptions, Write } from './report.ts'
import { severities, tallyFindings } from './tally.ts'
import { counted, middleEllipsis, thousands, visible } from './text.ts'
import { isOpenFailure, keepWorst } from './worst.ts'

const rowsMaxDefault = 100
const cellCharactersMax = 120

/** GitHub takes 1 MiB for a step's summary, its other steps included. */
const bytesMax = 900_000

function whereText({ provider, accounts, regions }: ScanSummary): string {
  if (provider === 'iac') return 'templates'
  return `${counted(accounts.length, 'account')} and ${counted(regions.length, 'region')}`
}

export async function writeMarkdown(input: ReportInput, options: ReportOptions, write: Write): Promise<void> {
  const { summary } = input
  const worst = keepWorst(isOpenFailure, options.rowsMax ?? rowsMaxDefault)
  const tally = await tallyFindings(input.findings, worst)
  const shown = worst.shown()
  const { all } = tally
  await write(
    `# Keyhold posture: ${counted(all.fail, 'failure')}, ${completenessText(summary.completeness)}\n\n` +
      `**Score ${scoreText(tally.score)} of 100** · ${thousands(all.pass)} passed · ${thousands(all.manual)} to look at · ` +
      `${thousands(all.muted)} muted · ${counted(summary.resources, 'resource')} in ${whereText(summary)}\n\n`,
  )
  await write(
    table(
      ['Service', ...severities.map(capitalized), 'Pass', 'Manual', 'Muted'],
      [...tally.byService].map(([service, counts]) => [
        cell(service),
        ...severities.map((severity) => String(counts.failBySeverity[severity])),
        String(counts.pass),
        String(counts.manual),
        String(counts.muted),
      ]),
    ),
  )
  await write(gapsText(coverageOf(summary, tally)))
  if (shown.total === 0) return
  await write(
    `## Failures\n\n${tableHead(['Severity', 'Rule', 'Account', 'Region', 'Resource', 'Key', 'Why'])}`,
  )
  let bytes = 0
  let rows = 0
  for (const { severity, ruleId, account, region, resource, key, reasonText } of shown.findings) {
    const row = tableRow([
      severity,
      cell(ruleId),
      cell(account.id),
      cell(region),
      cell(resource.name || resource.uid),
      key === null ? '–' : cell(key.class),
      cell(reasonText),
    ])
    bytes += Buffer.byteLength(row)
    if (bytes > bytesMax) break
    rows += 1
    await write(row)
  }
  if (rows < shown.total)
    await write(`\n${thousands(shown.total - rows)} more failures are in the other reports.\n`)
}

function gapsText(coverage: ReturnType<typeof coverageOf>): string {
  const lines = [
    ...coverage.incompleteReasons.map((reason) => `- **Incomplete:** ${cell(reason)}`),
    ...coverage.manual.map(
      ({ count, reasonCode, api, action }) =>
        `- ${counted(count, 'finding')} not proven: ${cell(reasonCode)}${api === null ? '' : ` from ${cell(api)}`}` +
        (action === null ? '' : `; missing permission ${cell(action)}`),
    ),
    ...coverage.services.map(
      ({ service, why, places }) => `- Not scanned: ${cell(service)}, ${why} (${cell(places.join(', '))})`,
    ),
  ]
  return lines.length === 0 ? '' : `## Not proven\n\n${lines.join('\n')}\n\n`
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return rows.length === 0 ? '' : `${tableHead(heads)}${rows.map(tableRow).join('')}\n`
}

function tableHead(heads: readonly string[]): string {
  return `${tableRow(heads)}${tableRow(heads.map(() => '---'))}`
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |\n`
}

function capitalized(text: string): string {
  return `${text.slice(0, 1)}${text.slice(1).toLowerCase()}`
}

/**
 * Text that is neither markup, nor HTML, nor a link, nor a mention: what could be one is written as a character reference
 * (CommonMark §2.5), which no later step reads as markup.
 */
function cell(text: string): string {
  return middleEllipsis(visible(text), cellCharactersMax)
    .replace(/[&<>"'`|\\*_{}[\]()#+!@:~^$]/gu, (character) => `&#${character.codePointAt(0)};`)
    .replace(/www\./giu, '&#119;ww.')
}

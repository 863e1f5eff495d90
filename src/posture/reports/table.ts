/** The table on a terminal: what a person reads first. 80 columns are enough; nothing but colour depends on the terminal. */

import { scoreText } from '../history/score.ts'
import type { ScanSummary } from '../scan-summary.ts'
import { completenessText, coverageOf } from './coverage.ts'
import type { ReportInput, ReportOptions, Write } from './report.ts'
import { failureLines } from './table-failures.ts'
import { createPaint, type Paint } from './table-paint.ts'
import { coverageLines, serviceLines } from './table-sections.ts'
import { tallyFindings } from './tally.ts'
import { fitted, wrapped } from './terminal-text.ts'
import { counted, thousands, visible } from './text.ts'
import { isOpenFailure, keepWorst } from './worst.ts'

const widthColumnsMin = 64
const widthColumnsMax = 160
const rowsMaxDefault = 100

export async function writeTable(input: ReportInput, options: ReportOptions, write: Write): Promise<void> {
  const { summary } = input
  const width = Math.min(widthColumnsMax, Math.max(widthColumnsMin, options.widthColumns ?? 80))
  const paint = createPaint(options.color ?? false)
  const worst = keepWorst(isOpenFailure, options.rowsMax ?? rowsMaxDefault)
  const tally = await tallyFindings(input.findings, worst)
  const shown = worst.shown()
  const coverage = coverageOf(summary, tally)
  const sections = [
    headLines(summary, width, paint),
    scoreLines(tally.score, width, paint),
    serviceLines(tally, width, paint),
    failureLines(shown, input, tally, width, paint),
    coverageLines(coverage, width, paint),
    noticeLines(summary, width, paint),
    [verdict(tally.all.fail, tally.all.manual, tally.all.muted, summary, paint)],
  ]
  const text = sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map((line) => `${line.trimEnd()}\n`).join(''))
    .join('\n')
  await write(text)
}

function headLines(summary: ScanSummary, width: number, paint: Paint): string[] {
  const seconds = Math.round((Date.parse(summary.endedAt) - Date.parse(summary.startedAt)) / 1000)
  const calls = summary.calls.reduce((sum, each) => sum + each.calls, 0)
  const throttles = summary.calls.reduce((sum, each) => sum + each.throttles, 0)
  const state = completenessText(summary.completeness)
  const title = 'Keyhold posture scan'
  const where =
    summary.endpoint === null
      ? ''
      : ` at ${fitted(summary.endpoint, width - title.length - state.length - 6)}`
  const isDeployed = summary.provider !== 'iac'
  const facts = [
    ...(isDeployed
      ? [counted(summary.accounts.length, 'account'), counted(summary.regions.length, 'region')]
      : []),
    counted(summary.ruleIds.length, 'rule'),
    counted(summary.resources, 'resource'),
    ...(isDeployed ? [counted(calls, 'call')] : []),
    ...(throttles === 0 ? [] : [`${thousands(throttles)} throttled`]),
    duration(seconds),
  ]
  return [
    `${paint('title', title)}${where}  ${paint(summary.completeness === 'complete' ? 'dim' : 'bad', state)}`,
    // What belongs together stays on one line.
    ...wrapped(facts.map((fact) => fact.replaceAll(' ', '\u00a0')).join(' · '), width).map((line) =>
      paint('dim', line.replaceAll('\u00a0', ' ')),
    ),
  ]
}

/** A bar of the same length as the tables are wide. */
function scoreLines(score: number | null, width: number, paint: Paint): string[] {
  if (score === null) return []
  const cells = Math.min(40, width - 30)
  const full = Math.floor((score / 100) * cells)
  const bar = `${'█'.repeat(full)}${'░'.repeat(cells - full)}`
  return [
    `Score ${paint('title', `${scoreText(score)} of 100`)}  ${paint(score === 100 ? 'good' : 'warn', bar)}`,
  ]
}

function noticeLines(summary: ScanSummary, width: number, paint: Paint): string[] {
  return [
    ...summary.expiredMutes.map(
      ({ id, expires }) => `Mute ${id} expired on ${expires}: what it muted counts again.`,
    ),
    ...summary.unusedMutes.map(({ id }) => `Mute ${id} matched nothing.`),
    ...summary.notes,
  ].flatMap((text) => wrapped(visible(text), width).map((line) => paint('warn', line)))
}

function verdict(fail: number, manual: number, muted: number, summary: ScanSummary, paint: Paint): string {
  const parts = [
    paint(fail === 0 ? 'good' : 'bad', fail === 0 ? 'No failures' : counted(fail, 'failure')),
    ...(manual === 0 ? [] : [paint('warn', `${thousands(manual)} to look at`)]),
    ...(muted === 0 ? [] : [`${thousands(muted)} muted`]),
    ...(summary.completeness === 'complete' ? [] : [paint('bad', completenessText(summary.completeness))]),
  ]
  return parts.join(' · ')
}

function duration(seconds: number): string {
  if (seconds < 60) return `${seconds} s`
  return seconds < 3600
    ? `${Math.floor(seconds / 60)} min ${seconds % 60} s`
    : `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`
}

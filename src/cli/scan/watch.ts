/** `keyhold scan --watch`: a line for each change, and reports that are always of now. */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { styleText } from 'node:util'
import {
  createWatch,
  type Format,
  follow,
  openHistory,
  type ReportInput,
  type ScanRequest,
  tellChange,
  type WatchedScan,
  writeReportFiles,
  writeReportTo,
} from '../../posture/posture.ts'
import { type LiveProgress, showProgress } from './live-progress.ts'
import type { ScanCommandOptions } from './scan-command.ts'

export interface WatchCommand {
  readonly options: ScanCommandOptions
  readonly request: ScanRequest
  /** As asked; the lines for fixes are written besides. */
  readonly reports: readonly Format[]
  /** Findings that the reports are to show. */
  shown(findings: ReportInput['findings']): ReportInput['findings']
  readonly tableOptions: Parameters<typeof writeReportTo>[3]
}

const hourMs = 3_600_000
const intervalMs = 60_000
const intervalMinMs = 1000
const fullEveryMs = 24 * hourMs

/** Ends when the request's signal is given. @throws what ends a scan */
export async function watchScan({ options, request, reports, ...command }: WatchCommand): Promise<void> {
  using history = openHistory(join(request.folder, 'history.db'))
  const interval = Math.max(options.interval ?? intervalMs, intervalMinMs)
  const said = new Set<string>()
  let progress: LiveProgress | null = null
  const stopProgress = () => {
    progress?.stop()
    progress = null
  }
  const say = (text: string) => process.stderr.write(`${dim('keyhold scan:')} ${text}\n`)

  async function report({ outcome, summary, kind }: WatchedScan): Promise<void> {
    stopProgress()
    const input = { findings: command.shown(outcome.findings), rules: request.rules, summary, history }
    const files = new Set<Format>(['json', ...reports.filter((format) => format !== 'table')])
    const paths = await writeReportFiles(request.folder, [...files], input, {})
    const text = `${JSON.stringify(summary, null, 2)}\n`
    writeFileSync(join(request.folder, 'summary.json'), text, { mode: 0o600 })
    for (const bug of outcome.bugs.slice(0, 3)) say(`internal error: ${(bug as Error)?.stack ?? bug}`)
    if (kind === 'full' || kind === 'part' || options.quiet) return
    if (reports.includes('table')) await writeReportTo(process.stdout, 'table', input, command.tableOptions)
    for (const path of paths) process.stderr.write(`${dim('written')} ${path}\n`)
    if (summary.completeness === 'incomplete') say('INCOMPLETE: not everything could be looked at.')
    if (outcome.stopped === null) say('Watching; Ctrl-C ends it.')
  }

  const watch = createWatch({
    request,
    history,
    fullEveryMs: options.fullInterval ?? fullEveryMs,
    blindEveryMs: Math.max(hourMs, interval),
    onStart(live) {
      if (!options.quiet) progress = showProgress(live, process.stderr)
    },
    report,
    tell(change) {
      stopProgress()
      if (!options.quiet) process.stdout.write(`${tellChange(change)}\n`)
    },
    note(sentence) {
      // A trail that stays closed is told once.
      if (!said.has(sentence)) say(sentence)
      said.add(sentence)
    },
  })
  try {
    const { signal } = request
    await follow(watch, {
      intervalMs: interval,
      signal,
      wait: (ms) => pause(ms, undefined, { signal }).catch(() => {}),
    })
  } finally {
    stopProgress()
    watch.close()
  }
}

function dim(text: string): string {
  return styleText('dim', text, { stream: process.stderr })
}

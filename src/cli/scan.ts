/** `keyhold scan`: reads the options, scans, writes reports, and ends with the right code. */

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { styleText } from 'node:util'
import {
  rules as allRules,
  exitCodes,
  type Finding,
  type Format,
  formats,
  isAtLeast,
  isFormat,
  JournalError,
  noSettings,
  openHistory,
  type ReportInput,
  readPolicy,
  readSettings,
  runScan,
  runTemplateScan,
  type ScanOutcome,
  type ScanRequest,
  ScanStopped,
  SetupError,
  type Severity,
  selectRules,
  silentRulesOf,
  UsageError,
  visible,
  writeReportFiles,
  writeReportTo,
} from '../posture/posture.ts'
import { rulesJson, rulesText } from './scan/list-rules.ts'
import { type LiveProgress, showProgress } from './scan/live-progress.ts'
import { keepMemoryModest } from './scan/modest-memory.ts'
import type { ScanCommandOptions } from './scan/scan-command.ts'
import { watchScan } from './scan/watch.ts'
import { version } from './version.ts'

export async function scan(options: ScanCommandOptions): Promise<void> {
  try {
    process.exitCode = await scanned(options)
  } catch (error) {
    if (error instanceof ScanStopped) {
      complain(error.message)
      process.exitCode = exitCodes.incomplete
      return
    }
    if (!(error instanceof UsageError) && !(error instanceof JournalError)) throw error
    complain(error.message)
    process.exitCode = error instanceof SetupError ? exitCodes.setup : exitCodes.usage
  }
}

/** @returns the exit code */
async function scanned(options: ScanCommandOptions): Promise<number> {
  const reports = formatsOf(options)
  const request = requestOf(options)
  if (options.listRules) {
    process.stdout.write(reports.includes('json') ? rulesJson(request.rules) : rulesText(request.rules))
    return exitCodes.clean
  }
  if (options.iamPolicy) {
    process.stdout.write(`${JSON.stringify(policyOf(request, options.watch), null, 2)}\n`)
    return exitCodes.clean
  }
  if (options.iac !== undefined && options.watch)
    throw new UsageError('--watch follows an account, and templates are in none: leave out --iac or --watch.')
  if (options.iac !== undefined) {
    const outcome = runTemplateScan({ ...request, path: options.iac, from: process.cwd() })
    mkdirSync(request.folder, { recursive: true, mode: 0o700 })
    return await report(options, reports, request, { ...outcome, close: async () => {} })
  }
  keepMemoryModest()
  const stopper = new AbortController()
  const forget = stopWhenAsked(stopper, options.deadline)
  let progress: LiveProgress | null = null
  try {
    if (options.watch) return await watched(options, reports, { ...request, signal: stopper.signal })
    const outcome = await runScan({
      ...request,
      signal: stopper.signal,
      onStart(live) {
        if (!options.quiet) progress = showProgress(live, process.stderr)
      },
    })
    stop(progress)
    progress = null
    return await report(options, reports, request, outcome)
  } finally {
    stop(progress)
    forget()
  }
}

/** @returns 0 when it was ended by a signal */
async function watched(
  options: ScanCommandOptions,
  reports: readonly Format[],
  request: ScanRequest,
): Promise<number> {
  const least = severityOf(options.minSeverity)
  await watchScan({
    options,
    request,
    reports,
    shown: (findings) =>
      least === 'INFO' ? findings : { [Symbol.asyncIterator]: () => atLeast(findings, least) },
    tableOptions: tableOptions(),
  })
  return exitCodes.clean
}

function stop(progress: LiveProgress | null): void {
  progress?.stop()
}

async function report(
  options: ScanCommandOptions,
  reports: readonly Format[],
  request: Omit<ScanRequest, 'signal'>,
  outcome: ScanOutcome,
): Promise<number> {
  const { summary, findings } = outcome
  const code = options.exitZero ? exitCodes.clean : summary.exitCode
  const shown = { ...summary, exitCode: code }
  using history = openHistory(join(request.folder, 'history.db'))
  await history.record({ summary: shown, findings })
  const least = severityOf(options.minSeverity)
  const input: ReportInput = {
    findings: least === 'INFO' ? findings : { [Symbol.asyncIterator]: () => atLeast(findings, least) },
    rules: request.rules,
    summary: shown,
    history,
  }
  // One format goes to standard output, several into the folder. The lines for fixes and later reports are always there, whole.
  const [only] = reports
  const single = reports.length === 1 && !isOutputGiven() ? only : undefined
  const others = single === undefined ? reports.filter((format) => format !== 'json') : []
  const paths = [
    ...(await writeReportFiles(request.folder, ['json'], { ...input, findings }, {})),
    ...(others.length > 0 ? await writeReportFiles(request.folder, others, input, {}) : []),
  ]
  if (single !== undefined) await writeReportTo(process.stdout, single, input, tableOptions())
  else if (!options.quiet) await writeReportTo(process.stdout, 'table', input, tableOptions())
  await outcome.close()
  if (!options.quiet && single === undefined)
    for (const path of paths)
      process.stderr.write(`${styleText('dim', 'written', { stream: process.stderr })} ${path}\n`)
  for (const bug of outcome.bugs.slice(0, 3))
    process.stderr.write(`internal error: ${(bug as Error)?.stack ?? bug}\n`)
  if (summary.completeness === 'incomplete') {
    complain('INCOMPLETE: not everything could be looked at.')
    if (outcome.stopped !== null)
      complain(`${outcome.stopped.message} Give the same options and --resume to go on.`)
  }
  return code
}

function isOutputGiven(): boolean {
  return process.argv.some((argument) => argument === '--output' || argument.startsWith('--output='))
}

async function* atLeast(findings: AsyncIterable<Finding>, least: Severity): AsyncGenerator<Finding> {
  for await (const finding of findings) if (isAtLeast(finding.severity, least)) yield finding
}

function tableOptions() {
  const { columns, isTTY } = process.stdout
  return {
    ...(columns !== undefined && { widthColumns: columns }),
    color: isTTY === true && !process.env.NO_COLOR,
  }
}

function formatsOf({ format }: ScanCommandOptions): Format[] {
  const wrong = format.find((name) => !isFormat(name))
  if (wrong !== undefined)
    throw new UsageError(`There is no format ${wrong}. Formats: ${formats.join(', ')}.`)
  return format.length === 0 ? ['table'] : [...new Set(format.filter(isFormat))]
}

function requestOf(options: ScanCommandOptions): Omit<ScanRequest, 'signal'> {
  const wrongAccount = options.account.find((id) => !/^\d{12}$/.test(id))
  if (wrongAccount !== undefined) throw new UsageError(`${wrongAccount} is no account id of 12 digits.`)
  const wrongRegion = options.region.find(
    (region) => region !== 'all' && !/^[a-z]{2,}(-[a-z]+)+-\d+$/.test(region),
  )
  if (wrongRegion !== undefined) throw new UsageError(`${wrongRegion} is no region.`)
  return {
    rules: selectRules(allRules, options.rules, options.service),
    knownRules: allRules,
    profile: options.profile ?? null,
    regions: options.region.includes('all') ? 'all' : options.region,
    accounts: options.account,
    organization: options.organization,
    role: options.role ?? null,
    externalId: options.externalId ?? null,
    endpointUrl: options.endpointUrl ?? null,
    mutelistFile: options.mutelist ?? null,
    baselineFile: options.baseline ?? null,
    honorsMuteTags: options.muteTags,
    settings:
      options.config === undefined
        ? noSettings
        : readSettings(options.config, new Set(allRules.map(({ id }) => id))),
    folder: options.output,
    resume: options.resume,
    failOn: options.failOn === 'none' ? 'none' : severityOf(options.failOn),
    callsMax: options.concurrency,
    version,
    environment: process.env,
    now: Date.now,
  }
}

function severityOf(text: string): Severity {
  // Commander has checked it.
  return text.toUpperCase() as Severity
}

function policyOf({ rules, organization, role, settings }: Omit<ScanRequest, 'signal'>, watches: boolean) {
  const readsKeyTags = [settings.parameters, ...Object.values(settings.rules)].some(
    ({ requiredKeyTag }) => requiredKeyTag != null,
  )
  return readPolicy([...rules, ...silentRulesOf(rules, allRules)], {
    organization,
    assumesRole: role !== null,
    readsKeyTags,
    watches,
  })
}

/** The first signal lets the scan end in order, the second ends the process. */
function stopWhenAsked(stopper: AbortController, deadlineMs: number | undefined): () => void {
  const interrupt = () => {
    if (stopper.signal.aborted) process.exit(130)
    stopper.abort(new ScanStopped('interrupted', 'The scan was interrupted.'))
  }
  const timer =
    deadlineMs === undefined
      ? undefined
      : setTimeout(() => {
          stopper.abort(new ScanStopped('deadline', 'The deadline has passed before the scan was done.'))
        }, deadlineMs)
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', interrupt)
  return () => {
    clearTimeout(timer)
    process.off('SIGINT', interrupt)
    process.off('SIGTERM', interrupt)
  }
}

function complain(text: string): void {
  process.stderr.write(`${styleText('red', 'keyhold scan:', { stream: process.stderr })} ${visible(text)}\n`)
}

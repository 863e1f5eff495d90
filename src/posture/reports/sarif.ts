/** SARIF 2.1.0 (OASIS), one run an account. */

import type { Finding } from '../finding.ts'
import type { ReportInput, ReportOptions, Write } from './report.ts'
import { sarifResult } from './sarif-result.ts'
import { sarifRule } from './sarif-rule.ts'
import { wellFormedJson } from './sorted-json.ts'
import { compare } from './tally.ts'

export const sarifSchema = 'https://json.schemastore.org/sarif-2.1.0.json'

/** GitHub: "SARIF results exceed one or more limits": more are refused; of these the 5,000 gravest are shown. */
const githubResultsMax = 25_000
const githubShownMax = 5_000

/** A result of one run, as text: tens of thousands of them are held at a time. */
interface HeldResult {
  readonly service: string
  readonly text: string
}

interface Run {
  /** Ends with a slash: all of it is the category. */
  readonly id: string
  readonly results: readonly HeldResult[]
}

export async function writeSarif(input: ReportInput, options: ReportOptions, write: Write): Promise<void> {
  const github = options.sarifProfile === 'github'
  const rules = [...input.rules].sort((a, b) => compare(a.id, b.id))
  const indexes = new Map(rules.map(({ id }, index) => [id, index]))
  const runs = await collectRuns(input, (finding) => {
    if (github && !shownByGithub(finding)) return null
    return wellFormedJson(sarifResult(finding, indexes.get(finding.ruleId), github))
  })
  const driver = wellFormedJson({
    name: 'Keyhold',
    semanticVersion: input.summary.version,
    informationUri: 'https://www.npmjs.com/package/keyhold',
    rules: rules.map(sarifRule),
  })
  await write(`{"$schema":"${sarifSchema}","version":"2.1.0","runs":[`)
  let first = true
  for (const run of github ? runs.flatMap(splitForGithub) : runs) {
    await write(`${first ? '' : ','}\n`)
    await writeRun(run, driver, input, github ? githubResultsMax : Number.POSITIVE_INFINITY, write)
    first = false
  }
  await write('\n]}\n')
}

/** GitHub ignores `kind` and suppressions: whatever it is given becomes an open alert. */
function shownByGithub({ status, muted }: Finding): boolean {
  return muted === null && (status === 'FAIL' || status === 'MANUAL')
}

async function collectRuns(input: ReportInput, textOf: (finding: Finding) => string | null): Promise<Run[]> {
  const byAccount = new Map<string, HeldResult[]>()
  for (const { id } of input.summary.accounts) byAccount.set(id, [])
  for await (const finding of input.findings) {
    const text = textOf(finding)
    const results = byAccount.get(finding.account.id) ?? []
    byAccount.set(finding.account.id, results)
    if (text !== null) results.push({ service: finding.service, text })
  }
  const accounts = [...byAccount].sort(([a], [b]) => compare(a, b))
  return accounts.map(([account, results]) => ({ id: `posture/${account || 'none'}/`, results }))
}

/** More than GitHub shows of one run becomes a run for each service. */
function splitForGithub(run: Run): Run[] {
  if (run.results.length <= githubShownMax) return [run]
  const byService = Map.groupBy(run.results, ({ service }) => service)
  return [...byService]
    .sort(([a], [b]) => compare(a, b))
    .map(([service, results]) => ({ id: `${run.id}${encodeURIComponent(service)}/`, results }))
}

async function writeRun(
  run: Run,
  driver: string,
  input: ReportInput,
  resultsMax: number,
  write: Write,
): Promise<void> {
  const kept = run.results.slice(0, resultsMax)
  const head = {
    automationDetails: { id: run.id },
    columnKind: 'utf16CodeUnits',
    invocations: [invocation(input, run.results.length - kept.length)],
    originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The root of the repository.' } } },
  }
  await write(`${wellFormedJson(head).slice(0, -1)},"tool":{"driver":${driver}},"results":[`)
  for (const [index, { text }] of kept.entries()) await write(`${index === 0 ? '' : ','}\n${text}`)
  await write(']}')
}

/** What could not be seen is said by the tool, not only left out of the results. */
function invocation({ summary }: ReportInput, leftOut: number): object {
  const notifications = [
    ...summary.incompleteReasons.map((text) => notification('error', text)),
    ...summary.denied.map(({ action, code, account, region }) =>
      notification('warning', `${action} was denied in ${account} ${region} (${code}).`),
    ),
    ...summary.notImplemented.map(({ service, account, region }) =>
      notification('warning', `${service} was not scanned in ${account} ${region}: not implemented there.`),
    ),
    ...(leftOut === 0 ? [] : [notification('warning', `${leftOut} results are left out of this run.`)]),
  ]
  return {
    executionSuccessful: summary.completeness === 'complete',
    startTimeUtc: summary.startedAt,
    endTimeUtc: summary.endedAt,
    exitCode: summary.exitCode,
    toolExecutionNotifications: notifications,
  }
}

function notification(level: 'error' | 'warning', text: string): object {
  return { level, message: { text } }
}

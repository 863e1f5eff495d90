/** `keyhold report`: one slow scan feeds every format. */

import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { styleText } from 'node:util'
import {
  deriveScanFacts,
  FindingsFileError,
  type Format,
  findingsFile,
  formats,
  isFormat,
  openHistory,
  type ReportInput,
  type ReportOptions,
  readScanFile,
  writeReportFiles,
  writeReportTo,
} from '../posture/posture.ts'
import type { ReportCommandOptions } from './report/report-command.ts'
import { version } from './version.ts'

/** Sets the exit code: 0, or 1 when the command or the findings cannot be read. */
export async function report(given: ReportCommandOptions): Promise<void> {
  const wanted = formatsOf(given)
  if (wanted === null) return
  const options = { ...given, in: findingsIn(given.in) }
  if (!existsSync(options.in)) {
    complain(`${options.in} is not there. keyhold scan writes it.`)
    return
  }
  const historyFile = options.history ?? join(dirname(options.in), 'history.db')
  // Opening would make it.
  using history = existsSync(historyFile) ? openHistory(historyFile) : null
  try {
    const findings = findingsFile(options.in)
    const facts = readScanFile(options.in) ?? (await deriveScanFacts(findings, version))
    await write(wanted, { findings, ...facts, history }, options)
  } catch (error) {
    if (!(error instanceof FindingsFileError)) throw error
    complain(`${options.in}, ${error.message}`)
  }
}

/** A scan's folder stands for the findings in it. */
function findingsIn(path: string): string {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ? join(path, 'findings.jsonl') : path
}

async function write(
  wanted: readonly Format[],
  input: ReportInput,
  options: ReportCommandOptions,
): Promise<void> {
  const [only] = wanted
  if (options.output === undefined) {
    if (only !== undefined) await writeReportTo(process.stdout, only, input, reportOptions(options, true))
    return
  }
  const paths = await writeReportFiles(options.output, wanted, input, reportOptions(options, false))
  for (const path of paths)
    process.stderr.write(`${styleText('dim', 'written', { stream: process.stderr })} ${path}\n`)
}

/** Null: it has complained. */
function formatsOf({ format, output }: ReportCommandOptions): Format[] | null {
  const wrong = format.find((name) => !isFormat(name))
  if (wrong !== undefined) return complain(`There is no format ${wrong}. Formats: ${formats.join(', ')}.`)
  const wanted = format.length === 0 ? (['table'] as const) : format.filter(isFormat)
  const unique = [...new Set(wanted)]
  if (unique.length > 1 && output === undefined) {
    return complain('Several formats need a folder: give one with --output.')
  }
  return unique
}

function reportOptions(options: ReportCommandOptions, terminal: boolean): ReportOptions {
  const { columns, isTTY } = process.stdout
  const { rows, jsonArray, csvSchema, csvDelimiter, csvBom, sarifProfile } = options
  return {
    ...(rows === undefined ? {} : { rowsMax: rows }),
    ...(csvDelimiter === undefined ? {} : { csvDelimiter }),
    ...(terminal && columns !== undefined ? { widthColumns: columns } : {}),
    color: terminal && isTTY === true && !process.env.NO_COLOR,
    jsonArray,
    csvSchema,
    csvBom,
    sarifProfile,
  }
}

function complain(text: string): null {
  process.stderr.write(`${styleText('red', 'keyhold report:', { stream: process.stderr })} ${text}\n`)
  process.exitCode = 1
  return null
}

/** Reports into a folder, or onto standard output. A reader never sees half a file: it is written beside and then renamed. */

import { once } from 'node:events'
import { createWriteStream, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { ReportInput, ReportOptions } from './report.ts'
import { type Format, fileNameOf, writeReport } from './reports.ts'
import { scanFileName, scanFileText } from './scan-file.ts'

/** Findings tell where an account is weak: they are for whoever scanned. */
const mode = 0o600

/**
 * Writes each report, and scan.json, from which `keyhold report` can make others later.
 *
 * @param folder made if it is not there
 * @returns the reports' paths. @throws what the file system throws
 */
export async function writeReportFiles(
  folder: string,
  formats: readonly Format[],
  input: ReportInput,
  options: ReportOptions,
): Promise<string[]> {
  mkdirSync(folder, { recursive: true })
  const paths: string[] = []
  for (const format of formats) {
    const path = join(folder, fileNameOf(format, options))
    await writeReportFile(path, format, input, options)
    paths.push(path)
  }
  const scanFile = join(folder, scanFileName)
  writeFileSync(`${scanFile}.part`, scanFileText(input), { mode })
  renameSync(`${scanFile}.part`, scanFile)
  return paths
}

async function writeReportFile(
  path: string,
  format: Format,
  input: ReportInput,
  options: ReportOptions,
): Promise<void> {
  const part = `${path}.part`
  const stream = createWriteStream(part, { mode })
  const closed = finished(stream)
  // It is awaited below; a write that fails before says so itself.
  closed.catch(() => {})
  try {
    await writeReportTo(stream, format, input, options)
    stream.end()
    await closed
    renameSync(part, path)
  } catch (error) {
    stream.destroy()
    rmSync(part, { force: true })
    throw error
  }
}

/** Waits for a slow reader instead of keeping the report in memory. */
export async function writeReportTo(
  stream: Writable,
  format: Format,
  input: ReportInput,
  options: ReportOptions,
): Promise<void> {
  await writeReport(format, input, options, async (text) => {
    if (stream.errored !== null) throw stream.errored
    if (!stream.write(text)) await once(stream, 'drain')
  })
}

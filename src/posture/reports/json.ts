/** JSON Lines, the primary form: every other report can be made from it. Or the same as one array. */

import type { Finding } from '../finding.ts'
import { oneLine } from '../one-line.ts'
import type { ReportInput, ReportOptions, Write } from './report.ts'
import { sortedJson, writeJsonArray } from './sorted-json.ts'

/** Of a line. Grows when a member changes its meaning or goes; new members do not count. */
export const findingSchemaVersion = 1

export async function writeJson(
  { findings }: ReportInput,
  options: ReportOptions,
  write: Write,
): Promise<void> {
  if (options.jsonArray === true) return writeJsonArray(versioned(findings), write)
  for await (const finding of findings) await write(findingLine(finding))
}

/** One line, keys sorted, with its line end. */
export function findingLine(finding: Finding): string {
  return `${oneLine(sortedJson({ schemaVersion: findingSchemaVersion, ...finding }))}\n`
}

async function* versioned(findings: AsyncIterable<Finding>): AsyncIterable<string> {
  for await (const finding of findings) yield sortedJson({ schemaVersion: findingSchemaVersion, ...finding })
}

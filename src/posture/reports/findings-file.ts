/** Reads findings back from JSON Lines: one slow scan feeds all formats. */

import { createReadStream } from 'node:fs'
import type { Finding } from '../finding.ts'
import { findingSchemaVersion } from './json.ts'
import { parseFinding } from './parse-finding.ts'
import type { FindingSource } from './report.ts'

/** A finding with every tag and evidence stays far below; a longer line is no finding. */
const lineCharactersMax = 4 * 1024 * 1024

/** A file that is not what `keyhold scan --format json` writes. */
export class FindingsFileError extends Error {
  /** Starts at 1. */
  readonly line: number

  constructor(line: number, message: string) {
    super(`line ${line}: ${message}`)
    this.name = 'FindingsFileError'
    this.line = line
  }
}

/** Reads the file anew each time. @throws {FindingsFileError} while it is read. */
export function findingsFile(path: string): FindingSource {
  return { [Symbol.asyncIterator]: () => readFindings(path) }
}

/** For what is in memory already. */
export function findingsInMemory(findings: readonly Finding[]): FindingSource {
  return {
    async *[Symbol.asyncIterator]() {
      yield* findings
    },
  }
}

async function* readFindings(path: string): AsyncGenerator<Finding> {
  let number = 0
  for await (const line of lines(createReadStream(path, 'utf8'))) {
    number += 1
    const text = number === 1 ? line.replace(/^\ufeff/u, '') : line
    if (text.trim() !== '') yield findingOf(text, number)
  }
}

async function* lines(chunks: AsyncIterable<string>): AsyncIterable<string> {
  let rest = ''
  let number = 1
  for await (const chunk of chunks) {
    const parts = (rest + chunk).split('\n')
    rest = parts.pop() ?? ''
    number += parts.length
    if (rest.length > lineCharactersMax) throw new FindingsFileError(number, 'too long for a finding')
    yield* parts
  }
  yield rest
}

function findingOf(line: string, number: number): Finding {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    throw new FindingsFileError(
      number,
      'not JSON; keyhold report reads what keyhold scan --format json writes',
    )
  }
  const problem = (message: string) => new FindingsFileError(number, message)
  if (value === null || typeof value !== 'object') throw problem('not a finding')
  if (!('schemaVersion' in value) || value.schemaVersion !== findingSchemaVersion) {
    throw problem(`not a finding of schema version ${findingSchemaVersion}`)
  }
  const { finding, missing } = parseFinding(value)
  if (finding === null) throw problem(`not a finding: ${missing}`)
  return finding
}

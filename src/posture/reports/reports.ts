/** The formats of a report: one file each, all made from the same findings. */

import { writeAsff } from './asff.ts'
import { writeCsv } from './csv.ts'
import { writeHtml } from './html/html.ts'
import { writeJson } from './json.ts'
import { writeJunit } from './junit.ts'
import { writeMarkdown } from './markdown.ts'
import { writeOcsf } from './ocsf.ts'
import { requireFinding } from './parse-finding.ts'
import { writePrometheus } from './prometheus.ts'
import type { ReportInput, ReportOptions, ReportWriter, Write } from './report.ts'
import { writeSarif } from './sarif.ts'
import { writeTable } from './table.ts'

export const formats = [
  'table',
  'json',
  'csv',
  'html',
  'sarif',
  'ocsf',
  'asff',
  'junit',
  'md',
  'prom',
] as const

export type Format = (typeof formats)[number]

interface FormatFile {
  readonly write: ReportWriter
  /** Its name in an output folder. */
  readonly fileName: string
}

const files: Readonly<Record<Format, FormatFile>> = {
  table: { write: writeTable, fileName: 'report.txt' },
  json: { write: writeJson, fileName: 'findings.jsonl' },
  csv: { write: writeCsv, fileName: 'findings.csv' },
  html: { write: writeHtml, fileName: 'report.html' },
  sarif: { write: writeSarif, fileName: 'findings.sarif' },
  ocsf: { write: writeOcsf, fileName: 'findings.ocsf.json' },
  asff: { write: writeAsff, fileName: 'findings.asff.json' },
  junit: { write: writeJunit, fileName: 'findings.junit.xml' },
  md: { write: writeMarkdown, fileName: 'report.md' },
  prom: { write: writePrometheus, fileName: 'keyhold.prom' },
}

export function isFormat(name: string): name is Format {
  return formats.some((format) => format === name)
}

/** What a format's file is called in an output folder: `findings.sarif`. */
export function fileNameOf(format: Format, options: ReportOptions = {}): string {
  return format === 'json' && options.jsonArray === true ? 'findings.json' : files[format].fileName
}

/** Pieces are gathered to this many characters before they are written. */
const pieceCharacters = 64 * 1024

/** Writes one report in pieces, in order. Reads the findings a few times and keeps only what the format shows. */
export async function writeReport(
  format: Format,
  input: ReportInput,
  options: ReportOptions,
  write: Write,
): Promise<void> {
  let gathered: string[] = []
  let characters = 0
  const flush = () => {
    const text = gathered.join('')
    gathered = []
    characters = 0
    return write(text)
  }
  await files[format].write(shownInput(input), options, (text) => {
    gathered.push(text)
    characters += text.length
    return characters < pieceCharacters ? undefined : flush()
  })
  if (characters > 0) await flush()
}

/**
 * What reports are made of: the members of a finding that are named, so that nothing else that came with it can show, and
 * since when the history knows it.
 */
function shownInput(input: ReportInput): ReportInput {
  const { history, findings } = input
  return {
    ...input,
    findings: {
      async *[Symbol.asyncIterator]() {
        for await (const given of findings) {
          const finding = requireFinding(given)
          const firstSeen = history?.find(finding.findingUid)?.firstSeen
          yield firstSeen === undefined ? finding : { ...finding, firstSeen }
        }
      },
    },
  }
}

/** For small reports and tests. */
export async function reportText(
  format: Format,
  input: ReportInput,
  options: ReportOptions,
): Promise<string> {
  let text = ''
  await writeReport(format, input, options, (piece) => {
    text += piece
  })
  return text
}

import { parse } from 'csv-parse/sync'
import type { ExtractedText } from '../search.ts'
import { decodeText } from './decode-text.ts'
import { textTooLarge, unreadable } from './errors.ts'
import { textLengthMax } from './limits.ts'

const delimiters = [',', ';', '\t', '|']

/** A line a row, `column: value; column: value` under a header row, so that each row can be understood alone. */
export function extractCsv(content: Uint8Array): ExtractedText {
  const rows = parseRows(decodeText(content))
  const [first = [], ...rest] = rows
  const header = isHeader(first) && rest.length > 0 ? first : null
  const lines: string[] = []
  let length = 0
  for (const row of header === null ? rows : rest) {
    const line = row
      .map((value, i) => named(header?.[i], value))
      .filter((part) => part !== '')
      .join('; ')
    length += line.length + 1
    if (length > textLengthMax) throw textTooLarge()
    lines.push(line)
  }
  return { text: lines.join('\n'), title: null }
}

function parseRows(text: string): string[][] {
  try {
    return parse(text, {
      delimiter: likeliestDelimiter(text),
      relaxColumnCount: true,
      relaxQuotes: true,
      skipEmptyLines: true,
      trim: true,
      maxRecordSize: 4 * 1024 * 1024,
    })
  } catch {
    throw unreadable('CSV')
  }
}

function likeliestDelimiter(text: string): string {
  const line = text.slice(0, 10_000).split('\n', 1)[0] ?? ''
  const counted = delimiters.map((delimiter) => ({ delimiter, count: line.split(delimiter).length }))
  return counted.reduce((best, next) => (next.count > best.count ? next : best)).delimiter
}

/** Column names are words, and each is there once. */
function isHeader(row: readonly string[]): boolean {
  return new Set(row).size === row.length && row.every((name) => name !== '' && Number.isNaN(Number(name)))
}

function named(name: string | undefined, value: string): string {
  const flat = value.replaceAll(/\s+/g, ' ')
  return name === undefined || flat === '' ? flat : `${name}: ${flat}`
}

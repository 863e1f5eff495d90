/** A journal line as JSON. Collectors' facts may hold dates, which come back as dates. */

import { oneLine } from '../../one-line.ts'

interface WrittenDate {
  readonly $date: number
}

export function lineText(line: object): string {
  const text = JSON.stringify(line, function (this: Readonly<Record<string, unknown>>, name, value: unknown) {
    // Dates have become texts already when the replacer sees them.
    const raw = this[name]
    return raw instanceof Date ? ({ $date: raw.getTime() } satisfies WrittenDate) : value
  })
  return oneLine(text)
}

/** @throws SyntaxError when the line is torn */
export function parseLine(text: string): unknown {
  // Few lines hold one, and a reviver costs ten times the parsing.
  if (!text.includes('"$date"')) return JSON.parse(text)
  return JSON.parse(text, (_name, value: unknown) => (isWrittenDate(value) ? new Date(value.$date) : value))
}

function isWrittenDate(value: unknown): value is WrittenDate {
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 1) return false
  return '$date' in value && typeof value.$date === 'number'
}

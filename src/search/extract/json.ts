import type { ExtractedText } from '../search.ts'
import { decodeText } from './decode-text.ts'
import { textTooLarge, unreadable } from './errors.ts'
import { depthMax, textLengthMax } from './limits.ts'

/** A line a value, `path.to: value`, so that each can be understood alone. Takes JSON and JSON Lines. */
export function extractJson(content: Uint8Array): ExtractedText {
  const value = parseJson(decodeText(content))
  const lines: string[] = []
  let length = 0
  for (const line of linesOf(value, '', 0)) {
    length += line.length + 1
    if (length > textLengthMax) throw textTooLarge()
    lines.push(line)
  }
  return { text: lines.join('\n'), title: titleOf(value) }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return parseJsonLines(text)
  }
}

function parseJsonLines(text: string): unknown[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  try {
    return lines.map((line): unknown => JSON.parse(line))
  } catch {
    throw unreadable('JSON')
  }
}

function* linesOf(value: unknown, path: string, depth: number): Generator<string> {
  if (depth > depthMax) throw unreadable('JSON')
  if (Array.isArray(value)) {
    for (const item of value) {
      yield* linesOf(item, path, depth + 1)
      // A blank line parts the records of a list.
      if (typeof item === 'object' && item !== null) yield ''
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value))
      yield* linesOf(item, path === '' ? key : `${path}.${key}`, depth + 1)
  } else if (value !== null && value !== '') {
    yield path === '' ? String(value) : `${path}: ${String(value)}`
  }
}

function titleOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || !('title' in value)) return null
  return typeof value.title === 'string' ? value.title : null
}

/** JSON as reports write it. */

import type { Write } from './report.ts'

/** The same text for the same value: keys sorted, what is undefined left out. For values of JSON only. */
export function sortedJson(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(',')}]`
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${sortedJson(member)}`).join(',')}}`
}

/** Half surrogates replaced, in keys too: strict readers refuse them even as escapes. */
export function wellFormedJson(value: unknown): string {
  const text = JSON.stringify(value)
  // JSON.stringify escapes them, and nothing else like this but a backslash before a u; then looking closer costs little.
  return /\\ud[89a-f]/iu.test(text) ? JSON.stringify(wellFormed(value)) : text
}

function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed()
  if (Array.isArray(value)) return value.map(wellFormed)
  if (value === null || typeof value !== 'object') return value
  // Without a prototype, so that a tag may be called __proto__.
  const made: Record<string, unknown> = Object.create(null)
  for (const [key, member] of Object.entries(value)) made[key.toWellFormed()] = wellFormed(member)
  return made
}

/** Without members that are null, for formats that leave out what is not known. */
export function withoutNulls(members: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, member]) => member !== null))
}

/** An array one element a line, written as it comes. @param elements as JSON */
export async function writeJsonArray(elements: AsyncIterable<string>, write: Write): Promise<void> {
  let separator = '[\n'
  for await (const element of elements) {
    await write(separator + element)
    separator = ',\n'
  }
  await write(separator === '[\n' ? '[]\n' : '\n]\n')
}

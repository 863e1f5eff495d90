/** Texts and timestamps as they stand in JSON, forms, paths and headers. */

import { serializationFailure } from '../errors.ts'

/**
 * Half a surrogate pair turns into U+FFFD when written as UTF-8: two different texts would become one, which an encryption
 * context must not.
 */
export function requireWellFormed(text: string): string {
  if (!text.isWellFormed()) throw serializationFailure('A text is not valid Unicode.')
  return text
}

export function timestampFromSeconds(seconds: number): Date {
  return requireDate(new Date(Math.round(seconds * 1000)))
}

const isoTimestamp = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/i

export function timestampFromIso(text: string): Date {
  if (!isoTimestamp.test(text)) throw invalidTimestamp()
  return requireDate(new Date(text))
}

/** RFC 9110 section 5.6.7, IMF-fixdate. */
export function timestampFromHttpDate(text: string): Date {
  if (text.length > 40 || !/^[A-Z][a-z]{2}, .* GMT$/.test(text)) throw invalidTimestamp()
  return requireDate(new Date(text))
}

/** `2026-01-02T03:04:05Z`, with milliseconds only when there are some. */
export function isoFromTimestamp(date: Date): string {
  return date.toISOString().replace('.000Z', 'Z')
}

function requireDate(date: Date): Date {
  if (Number.isNaN(date.getTime())) throw invalidTimestamp()
  return date
}

function invalidTimestamp() {
  return serializationFailure('A timestamp is not valid.')
}

/** Single values that stand as text in a path, a query, a header or a form (Smithy, "HTTP bindings"). */

import type { NormalizedSchema } from '@smithy/core/schema'
import { serializationFailure } from '../errors.ts'
import {
  isoFromTimestamp,
  requireWellFormed,
  timestampFromHttpDate,
  timestampFromIso,
  timestampFromSeconds,
} from './scalars.ts'

/** Timestamp formats by the SDK's schema numbers. */
const isoDate = 5
const httpDate = 6
const epochSeconds = 7

export type TextPlace = 'form' | 'label' | 'query' | 'header'

export type TextReader = (text: string) => unknown
export type TextWriter = (value: unknown) => string

export function compileTextReader(schema: NormalizedSchema, place: TextPlace): TextReader {
  if (schema.isStringSchema()) return requireWellFormed
  if (schema.isNumericSchema()) return readInteger
  if (schema.isBooleanSchema()) return readBoolean
  if (schema.isBlobSchema()) return readBlob
  if (schema.isTimestampSchema()) {
    const format = timestampFormat(schema, place)
    if (format === epochSeconds) return (text) => timestampFromSeconds(readNumber(text))
    return format === httpDate ? timestampFromHttpDate : timestampFromIso
  }
  throw new Error(`no text reader for ${schema.getName(true)}`)
}

export function compileTextWriter(schema: NormalizedSchema, place: TextPlace): TextWriter {
  if (schema.isBlobSchema()) return (value) => Buffer.from(value as Uint8Array).toString('base64')
  if (!schema.isTimestampSchema()) return String
  const format = timestampFormat(schema, place)
  if (format === epochSeconds) return (value) => String((value as Date).getTime() / 1000)
  return format === httpDate
    ? (value) => (value as Date).toUTCString()
    : (value) => isoFromTimestamp(value as Date)
}

function timestampFormat(schema: NormalizedSchema, place: TextPlace): number {
  const own = schema.getSchema()
  if (own === isoDate || own === httpDate || own === epochSeconds) return own
  return place === 'header' ? httpDate : isoDate
}

function readInteger(text: string): number {
  const value = readNumber(text)
  if (!Number.isSafeInteger(value)) throw serializationFailure('DECIMAL_VALUE cannot be converted to Integer')
  return value
}

function readNumber(text: string): number {
  if (!/^-?\d{1,20}(\.\d{1,20})?$/.test(text))
    throw serializationFailure('STRING_VALUE cannot be converted to Number')
  return Number(text)
}

function readBoolean(text: string): boolean {
  if (text === 'true') return true
  if (text === 'false') return false
  throw serializationFailure('STRING_VALUE cannot be converted to Boolean')
}

function readBlob(text: string): Buffer {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) {
    throw serializationFailure('A blob is not valid base64.')
  }
  return Buffer.from(text, 'base64')
}

/**
 * Parsed JSON → input, strictly by schema: compiled once a shape. The SDK's own decoder trusts its server; this one trusts
 * nobody: a wrong type is a SerializationException, unknown members are ignored, `__proto__` is a name like any other.
 */

import type { NormalizedSchema } from '@smithy/core/schema'
import { Dictionary } from '../../call/dictionary.ts'
import { serializationFailure } from '../errors.ts'
import { requireWellFormed, timestampFromIso, timestampFromSeconds } from './scalars.ts'

export type Reader = (value: unknown) => unknown

export interface ReaderOptions {
  /** REST-JSON renames members by the `jsonName` trait; the RPC protocols do not. */
  readonly usesJsonName: boolean
  /** See `ApiDescription.decimalMembers`. */
  readonly decimals?: ReadonlySet<string>
}

type Known = Map<object, Reader>

export function compileJsonReader(schema: NormalizedSchema, options: ReaderOptions): Reader {
  return compile(schema, options, new Map())
}

/** Reads an object's given members only: those of a REST body. */
export function compileJsonMembersReader(
  members: readonly (readonly [string, NormalizedSchema])[],
  options: ReaderOptions,
): Reader {
  return membersReader(() => members, options, new Map(), false)
}

function compile(schema: NormalizedSchema, options: ReaderOptions, known: Known): Reader {
  if (schema.isStructSchema()) return structReader(schema, options, known)
  if (schema.isListSchema()) return listReader(schema, options, known)
  if (schema.isMapSchema()) return mapReader(schema, options, known)
  if (schema.isStringSchema()) return readString
  if (schema.isNumericSchema()) return readInteger
  if (schema.isBooleanSchema()) return readBoolean
  if (schema.isBlobSchema()) return readBlob
  if (schema.isTimestampSchema()) return schema.getSchema() === 5 ? readIsoTimestamp : readTimestamp
  if (schema.isDocumentSchema()) return readDocument
  if (schema.isUnitSchema()) return () => ({})
  throw new Error(`no JSON reader for ${schema.getName(true)}`)
}

function structReader(schema: NormalizedSchema, options: ReaderOptions, known: Known): Reader {
  const shape = schema.getSchema() as object
  const earlier = known.get(shape)
  if (earlier !== undefined) return earlier
  const reader = membersReader(() => [...schema.structIterator()], options, known, schema.isUnionSchema())
  known.set(shape, reader)
  return reader
}

/** Members are looked up on first use: shapes may contain themselves. */
function membersReader(
  list: () => readonly (readonly [string, NormalizedSchema])[],
  options: ReaderOptions,
  known: Known,
  isUnion: boolean,
): Reader {
  let members: Map<string, { readonly name: string; readonly read: Reader }> | null = null
  return (value) => {
    if (!isObject(value)) throw mismatch(value, 'structure')
    members ??= new Map(
      list().map(([name, schema]) => [
        (options.usesJsonName && schema.getMergedTraits().jsonName) || name,
        { name, read: compileMember(name, schema, options, known) },
      ]),
    )
    const output: Record<string, unknown> = {}
    let count = 0
    for (const key in value) {
      const member = members.get(key)
      const raw = value[key]
      if (member === undefined || raw === null) continue
      output[member.name] = member.read(raw)
      count += 1
    }
    if (isUnion && count !== 1) throw serializationFailure('A union must have exactly one member set.')
    return output
  }
}

function compileMember(name: string, schema: NormalizedSchema, options: ReaderOptions, known: Known): Reader {
  const isDecimal = schema.isNumericSchema() && options.decimals?.has(name)
  return isDecimal ? readDecimal : compile(schema, options, known)
}

function listReader(schema: NormalizedSchema, options: ReaderOptions, known: Known): Reader {
  const element = schema.getValueSchema()
  const isSparse = Boolean(schema.getMergedTraits().sparse)
  let read: Reader | null = null
  return (value) => {
    if (!Array.isArray(value)) throw mismatch(value, 'list')
    read ??= compile(element, options, known)
    const output = new Array<unknown>(value.length)
    for (let i = 0; i < value.length; i++) {
      output[i] = value[i] === null && isSparse ? null : read(value[i])
    }
    return output
  }
}

/** The result has no prototype: keys are the caller's, and `constructor` must not find anything. */
function mapReader(schema: NormalizedSchema, options: ReaderOptions, known: Known): Reader {
  const valueSchema = schema.getValueSchema()
  const isSparse = Boolean(schema.getMergedTraits().sparse)
  let read: Reader | null = null
  return (value) => {
    if (!isObject(value)) throw mismatch(value, 'map')
    read ??= compile(valueSchema, options, known)
    const output = new Dictionary<unknown>()
    for (const key in value) {
      requireWellFormed(key)
      const item = value[key]
      output[key] = item === null && isSparse ? null : read(item)
    }
    return output
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function readString(value: unknown): string {
  if (typeof value !== 'string') throw mismatch(value, 'String')
  return requireWellFormed(value)
}

/** A JSON number may be too large for one. */
function readDecimal(value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw mismatch(value, 'Double')
  return value
}

/** Nearly every number that the served APIs take is an integer. */
function readInteger(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw mismatch(value, 'Integer')
  return value
}

function readBoolean(value: unknown): boolean {
  if (typeof value !== 'boolean') throw mismatch(value, 'Boolean')
  return value
}

function readBlob(value: unknown): Buffer {
  if (typeof value !== 'string') throw mismatch(value, 'Blob')
  const bytes = Buffer.from(value, 'base64')
  const padding = value.endsWith('==') ? 2 : value.endsWith('=') ? 1 : 0
  // Node skips what is no base64 and reads the URL alphabet too; both change the length or show below (RFC 4648 section 4).
  const isStrict = value.length % 4 === 0 && bytes.length === (value.length / 4) * 3 - padding
  if (!isStrict || value.includes('-') || value.includes('_')) {
    throw serializationFailure('A blob is not valid base64.')
  }
  return bytes
}

function readTimestamp(value: unknown): Date {
  if (typeof value !== 'number') throw mismatch(value, 'Timestamp')
  return timestampFromSeconds(value)
}

function readIsoTimestamp(value: unknown): Date {
  if (typeof value !== 'string') throw mismatch(value, 'Timestamp')
  return timestampFromIso(value)
}

/** Free-form JSON, kept as it came but without prototypes. Its depth is bounded before parsing. */
function readDocument(value: unknown): unknown {
  if (typeof value === 'string') return requireWellFormed(value)
  if (Array.isArray(value)) return value.map(readDocument)
  if (!isObject(value)) return value
  const output = new Dictionary<unknown>()
  for (const key in value) output[requireWellFormed(key)] = readDocument(value[key])
  return output
}

/** AWS's wording for JSON of a wrong type; it never quotes the value. */
function mismatch(value: unknown, expected: string) {
  if (Array.isArray(value)) return serializationFailure('Start of list found where not expected')
  if (typeof value === 'object' && value !== null) {
    return serializationFailure('Start of structure or map found where not expected.')
  }
  return serializationFailure(`${kindName(value)} cannot be converted to ${expected}`)
}

function kindName(value: unknown): string {
  if (value === null) return 'NULL_VALUE'
  if (typeof value === 'boolean') return value ? 'TRUE_VALUE' : 'FALSE_VALUE'
  if (typeof value === 'string') return 'STRING_VALUE'
  return Number.isInteger(value) ? 'NUMBER_VALUE' : 'DECIMAL_VALUE'
}

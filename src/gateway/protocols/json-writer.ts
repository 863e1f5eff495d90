/** Output → a value for JSON.stringify, by schema: compiled once a shape. Members that the schema lacks never leave. */

import type { NormalizedSchema } from '@smithy/core/schema'
import { isoFromTimestamp } from './scalars.ts'

export type Writer = (value: unknown) => unknown

export interface WriterOptions {
  readonly usesJsonName: boolean
}

type Known = Map<object, Writer>

export function compileJsonWriter(schema: NormalizedSchema, options: WriterOptions): Writer {
  return compile(schema, options, new Map())
}

/** Writes an object's given members only: those of a REST body. */
export function compileJsonMembersWriter(
  members: readonly (readonly [string, NormalizedSchema])[],
  options: WriterOptions,
): Writer {
  return membersWriter(() => members, options, new Map())
}

function compile(schema: NormalizedSchema, options: WriterOptions, known: Known): Writer {
  if (schema.isStructSchema()) {
    const shape = schema.getSchema() as object
    const earlier = known.get(shape)
    if (earlier !== undefined) return earlier
    const writer = membersWriter(() => [...schema.structIterator()], options, known)
    known.set(shape, writer)
    return writer
  }
  if (schema.isListSchema()) return listWriter(schema, options, known)
  if (schema.isMapSchema()) return mapWriter(schema, options, known)
  if (schema.isBlobSchema()) return writeBlob
  if (schema.isTimestampSchema()) return schema.getSchema() === 5 ? writeIsoTimestamp : writeTimestamp
  return (value) => value
}

function membersWriter(
  list: () => readonly (readonly [string, NormalizedSchema])[],
  options: WriterOptions,
  known: Known,
): Writer {
  let members:
    | readonly { readonly name: string; readonly wireName: string; readonly write: Writer }[]
    | null = null
  return (value) => {
    members ??= list().map(([name, schema]) => ({
      name,
      wireName: (options.usesJsonName && schema.getMergedTraits().jsonName) || name,
      write: compile(schema, options, known),
    }))
    const output: Record<string, unknown> = {}
    for (const { name, wireName, write } of members) {
      const item = (value as Record<string, unknown>)[name]
      if (item !== undefined && item !== null) output[wireName] = write(item)
    }
    return output
  }
}

function listWriter(schema: NormalizedSchema, options: WriterOptions, known: Known): Writer {
  const element = schema.getValueSchema()
  let write: Writer | null = null
  return (value) => {
    write ??= compile(element, options, known)
    const writeElement = write
    return (value as readonly unknown[]).map((item) =>
      item === null || item === undefined ? null : writeElement(item),
    )
  }
}

function mapWriter(schema: NormalizedSchema, options: WriterOptions, known: Known): Writer {
  const valueSchema = schema.getValueSchema()
  let write: Writer | null = null
  return (value) => {
    write ??= compile(valueSchema, options, known)
    const output: Record<string, unknown> = Object.create(null)
    for (const [key, item] of Object.entries(value as object)) {
      if (item !== undefined) output[key] = item === null ? null : write(item)
    }
    return output
  }
}

export function writeBlob(value: unknown): string {
  if (typeof value === 'string') return Buffer.from(value, 'utf8').toString('base64')
  const bytes = value as Uint8Array
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}

/** Epoch seconds with milliseconds as the fraction. */
function writeTimestamp(value: unknown): number {
  return (value as Date).getTime() / 1000
}

function writeIsoTimestamp(value: unknown): string {
  return isoFromTimestamp(value as Date)
}

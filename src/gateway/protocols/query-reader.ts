/**
 * A form's parameters → input. Nested members are spelled with dots and 1-based indices: `Tags.member.1.Key=team`
 * (Smithy, "AWS Query protocol").
 */

import type { NormalizedSchema } from '@smithy/core/schema'
import { serializationFailure } from '../errors.ts'
import { compileTextReader } from './text-values.ts'

interface Branch {
  value: string | undefined
  readonly children: Map<string, Branch>
}

type BranchReader = (branch: Branch) => unknown
type Known = Map<object, BranchReader>

/** Names of the model are at most a handful of levels deep. */
const segmentsMax = 24

export type FormReader = (form: ReadonlyMap<string, string>) => unknown

export function compileFormReader(schema: NormalizedSchema): FormReader {
  if (schema.isUnitSchema()) return () => ({})
  const read = compile(schema, new Map())
  return (form) => read(treeOf(form))
}

function treeOf(form: ReadonlyMap<string, string>): Branch {
  const root: Branch = { value: undefined, children: new Map() }
  for (const [name, value] of form) {
    const segments = name.split('.')
    if (segments.length > segmentsMax) throw serializationFailure('A parameter name is nested too deeply.')
    let branch = root
    for (const segment of segments) {
      let next = branch.children.get(segment)
      if (next === undefined) {
        next = { value: undefined, children: new Map() }
        branch.children.set(segment, next)
      }
      branch = next
    }
    branch.value = value
  }
  return root
}

function compile(schema: NormalizedSchema, known: Known): BranchReader {
  if (schema.isStructSchema()) return structReader(schema, known)
  if (schema.isListSchema()) return listReader(schema, known)
  if (schema.isMapSchema()) return mapReader(schema, known)
  const read = compileTextReader(schema, 'form')
  return ({ value }) => {
    if (value === undefined) throw serializationFailure('Unexpected complex element termination')
    return read(value)
  }
}

function structReader(schema: NormalizedSchema, known: Known): BranchReader {
  const shape = schema.getSchema() as object
  const earlier = known.get(shape)
  if (earlier !== undefined) return earlier
  let members: readonly { name: string; wireName: string; read: BranchReader }[] | null = null
  const reader: BranchReader = (branch) => {
    members ??= [...schema.structIterator()].map(([name, member]) => ({
      name,
      wireName: member.getMergedTraits().xmlName ?? name,
      read: compile(member, known),
    }))
    const output: Record<string, unknown> = {}
    for (const { name, wireName, read } of members) {
      const child = branch.children.get(wireName)
      if (child !== undefined) output[name] = read(child)
    }
    return output
  }
  known.set(shape, reader)
  return reader
}

/** `Names.member.1`; flattened lists lack the middle; `Names=` is an empty list. */
function listReader(schema: NormalizedSchema, known: Known): BranchReader {
  const element = schema.getValueSchema()
  const elementName = element.getMergedTraits().xmlName ?? 'member'
  const isFlat = Boolean(schema.getMergedTraits().xmlFlattened)
  let read: BranchReader | null = null
  return (branch) => {
    read ??= compile(element, known)
    const readElement = read
    const list = isFlat ? branch : branch.children.get(elementName)
    return list === undefined ? [] : numbered(list).map(readElement)
  }
}

/** `Parameters.entry.1.key=…&Parameters.entry.1.value=…` */
function mapReader(schema: NormalizedSchema, known: Known): BranchReader {
  const keyName = schema.getKeySchema().getMergedTraits().xmlName ?? 'key'
  const valueSchema = schema.getValueSchema()
  const valueName = valueSchema.getMergedTraits().xmlName ?? 'value'
  const isFlat = Boolean(schema.getMergedTraits().xmlFlattened)
  let read: BranchReader | null = null
  return (branch) => {
    read ??= compile(valueSchema, known)
    const output: Record<string, unknown> = Object.create(null)
    const entries = isFlat ? branch : branch.children.get('entry')
    for (const entry of entries === undefined ? [] : numbered(entries)) {
      const key = entry.children.get(keyName)?.value
      const value = entry.children.get(valueName)
      if (key === undefined || value === undefined)
        throw serializationFailure('A map entry lacks its key or value.')
      output[key] = read(value)
    }
    return output
  }
}

/** Children by their numbers, gaps closed. */
function numbered(branch: Branch): Branch[] {
  const items: [number, Branch][] = []
  for (const [name, child] of branch.children) {
    if (!/^[1-9]\d{0,8}$/.test(name)) throw serializationFailure('A list index is not a positive number.')
    items.push([Number(name), child])
  }
  return items.sort(([a], [b]) => a - b).map(([, child]) => child)
}

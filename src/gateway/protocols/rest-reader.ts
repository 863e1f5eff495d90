/** A REST request → input, by its bindings. */

import type { Incoming } from '../incoming.ts'
import type { ReaderOptions } from './json-reader.ts'
import { compileJsonMembersReader, compileJsonReader } from './json-reader.ts'
import { type JsonLimits, parseJson } from './json-text.ts'
import { decodePercent, type Parameter, parseParameters } from './percent.ts'
import type { Bindings, Member } from './rest-bindings.ts'
import { compileTextReader, type TextReader } from './text-values.ts'

type Input = Record<string, unknown>
type Step = (request: Incoming, labels: Readonly<Record<string, string>>, input: Input) => void

export function compileRestReader(
  bindings: Bindings,
  limits: JsonLimits,
  options: ReaderOptions,
): (request: Incoming, labels: Readonly<Record<string, string>>) => Input {
  const steps: Step[] = [
    ...bindings.labels.map(labelStep),
    ...queryStep(bindings, limits.membersMax),
    ...bindings.headers.map(headerStep),
    ...bindings.prefixHeaders.map(prefixHeadersStep),
    ...bodyStep(bindings, limits, options),
  ]
  return (request, labels) => {
    const input: Input = {}
    for (const step of steps) step(request, labels, input)
    return input
  }
}

function labelStep({ name, schema }: Member): Step {
  const read = compileTextReader(schema, 'label')
  return (_request, labels, input) => {
    input[name] = read(decodePercent(labels[name] ?? ''))
  }
}

function queryStep({ query, queryMap }: Bindings, parametersMax: number): Step[] {
  if (query.length === 0 && queryMap === null) return []
  const readers = query.map((member) => ({ member, read: queryReader(member) }))
  const bound = new Set(query.map((member) => member.wireName))
  const step: Step = (request, _labels, input) => {
    const parameters = parseParameters(request.query, false, parametersMax)
    for (const { member, read } of readers) {
      const values = parameters.filter((parameter) => parameter.name === member.wireName)
      if (values.length > 0) input[member.name] = read(values.map((parameter) => parameter.value))
    }
    if (queryMap !== null) input[queryMap.name] = remaining(parameters, bound)
  }
  return [step]
}

function queryReader({ schema }: Member): (values: readonly string[]) => unknown {
  if (schema.isListSchema()) {
    const read = compileTextReader(schema.getValueSchema(), 'query')
    return (values) => values.map(read)
  }
  const read = compileTextReader(schema, 'query')
  return (values) => read(values[0] as string)
}

function remaining(parameters: readonly Parameter[], bound: ReadonlySet<string>): Record<string, string> {
  const map: Record<string, string> = Object.create(null)
  for (const { name, value } of parameters) if (!bound.has(name)) map[name] = value
  return map
}

function headerStep({ name, schema, wireName }: Member): Step {
  const read = headerReader(
    schema.isListSchema() ? compileTextReader(schema.getValueSchema(), 'header') : null,
  )
  const readOne = schema.isListSchema() ? null : compileTextReader(schema, 'header')
  return ({ headers }, _labels, input) => {
    const text = headers[wireName]
    if (text !== undefined) input[name] = readOne === null ? read(text) : readOne(text)
  }
}

function headerReader(readElement: TextReader | null): (text: string) => unknown {
  return (text) => text.split(',').map((part) => readElement?.(part.trim()))
}

function prefixHeadersStep({ name, wireName }: Member): Step {
  return ({ headers }, _labels, input) => {
    const map: Record<string, string> = Object.create(null)
    for (const header in headers) {
      if (header.startsWith(wireName)) map[header.slice(wireName.length)] = headers[header] as string
    }
    input[name] = map
  }
}

function bodyStep({ payload, body }: Bindings, limits: JsonLimits, options: ReaderOptions): Step[] {
  if (payload !== null) return [payloadStep(payload, limits, options)]
  if (body.length === 0) return []
  const read = compileJsonMembersReader(body, options)
  return [(request, _labels, input) => Object.assign(input, read(parseJson(request.body, limits)))]
}

/** Blobs and texts are the body itself; anything else is JSON. */
function payloadStep({ name, schema }: Member, limits: JsonLimits, options: ReaderOptions): Step {
  if (schema.isBlobSchema() || schema.isStringSchema()) {
    const isText = schema.isStringSchema()
    return ({ body }, _labels, input) => {
      if (body.length > 0) input[name] = isText ? body.toString('utf8') : body
    }
  }
  const read = compileJsonReader(schema, options)
  return ({ body }, _labels, input) => {
    if (body.length > 0) input[name] = read(parseJson(body, limits))
  }
}

/** REST-JSON: method and path say which operation (Smithy, "AWS REST JSON 1.0 protocol"). */

import { Readable } from 'node:stream'
import { unknownOperation } from '../errors.ts'
import type { JsonLimits } from './json-text.ts'
import { compileJsonMembersWriter, compileJsonWriter } from './json-writer.ts'
import { createPathRouter } from './path-router.ts'
import { parseParameters } from './percent.ts'
import type { Answer, ErrorEncoder, OperationSchema, Protocol } from './protocol.ts'
import { type Bindings, bindingsOf, type Member } from './rest-bindings.ts'
import { compileRestReader } from './rest-reader.ts'
import { compileTextWriter } from './text-values.ts'

const contentType = 'application/json'
const options = { usesJsonName: true }

/** @param decimalMembers see `ApiDescription.decimalMembers` */
export function createRestJsonProtocol(
  operations: readonly OperationSchema[],
  limits: JsonLimits,
  decimalMembers: readonly string[] = [],
): Protocol {
  const reading = { ...options, decimals: new Set(decimalMembers) }
  const router = createPathRouter(
    operations.flatMap(({ name, http }) =>
      http === null ? [] : [{ operation: name, method: http[0], template: http[1] }],
    ),
  )
  return {
    route({ method, path, query }) {
      const match = router.match(method, path, (name) => {
        return parseParameters(query, false, limits.membersMax).find((parameter) => parameter.name === name)
          ?.value
      })
      if (match === null) throw unknownOperation()
      return { operation: match.operation, labels: match.labels, form: null }
    },
    codec({ input, output, http }) {
      const read = input.isUnitSchema() ? () => ({}) : compileRestReader(bindingsOf(input), limits, reading)
      const write = output.isUnitSchema() ? null : compileRestWriter(bindingsOf(output))
      const status = http?.[2] ?? 200
      return {
        decode: (request, route) => read(request, route.labels ?? {}),
        encode: (value): Answer =>
          write === null ? { status, contentType, headers: null, body: '{}' } : write(value ?? {}, status),
      }
    },
  }
}

export const encodeRestJsonError: ErrorEncoder = ({ code, status, message, members, schema }) => {
  const body: Record<string, unknown> = message === '' ? {} : { message }
  if (schema !== null && Object.keys(members).length > 0) {
    Object.assign(body, compileJsonWriter(schema, options)(members) as object)
  }
  return { status, contentType, headers: { 'x-amzn-ErrorType': code }, body: JSON.stringify(body) }
}

function compileRestWriter(bindings: Bindings): (value: unknown, status: number) => Answer {
  const writeBody = compileJsonMembersWriter(bindings.body, options)
  const writePayload = bindings.payload === null ? null : payloadWriter(bindings.payload)
  const headerWriters = bindings.headers.map(({ name, schema, wireName }) => {
    const write = compileTextWriter(schema.isListSchema() ? schema.getValueSchema() : schema, 'header')
    return { name, wireName, write: schema.isListSchema() ? listWriter(write) : write }
  })
  return (value, status) => {
    const output = value as Readonly<Record<string, unknown>>
    const headers: Record<string, string> = {}
    for (const { name, wireName, write } of headerWriters) {
      const item = output[name]
      if (item !== undefined && item !== null) headers[wireName] = write(item)
    }
    for (const { name, wireName } of bindings.prefixHeaders) {
      for (const [key, item] of Object.entries(output[name] ?? {})) headers[wireName + key] = String(item)
    }
    const own = bindings.status === null ? undefined : output[bindings.status.name]
    const answered = typeof own === 'number' ? own : status
    if (writePayload !== null) return { status: answered, headers, ...writePayload(output) }
    return { status: answered, contentType, headers, body: JSON.stringify(writeBody(output)) }
  }
}

function listWriter(write: (value: unknown) => string): (value: unknown) => string {
  return (value) => (value as readonly unknown[]).map(write).join(', ')
}

function payloadWriter({
  name,
  schema,
}: Member): (output: Readonly<Record<string, unknown>>) => Pick<Answer, 'contentType' | 'body'> {
  if (schema.isBlobSchema() || schema.isStringSchema()) {
    const type = schema.isStringSchema() ? 'text/plain' : 'application/octet-stream'
    return (output) => {
      const value = output[name]
      const isBody = typeof value === 'string' || value instanceof Uint8Array || value instanceof Readable
      return { contentType: type, body: isBody ? value : '' }
    }
  }
  const write = compileJsonWriter(schema, options)
  return (output) => {
    const value = output[name]
    return { contentType, body: value === undefined || value === null ? '' : JSON.stringify(write(value)) }
  }
}

/** AWS JSON 1.0 and 1.1: `POST /` with the operation in `X-Amz-Target` (Smithy, "AWS JSON 1.1 protocol"). */

import type { ApiDescription } from '../apis.ts'
import { unknownOperation } from '../errors.ts'
import { compileJsonReader } from './json-reader.ts'
import { type JsonLimits, parseJson } from './json-text.ts'
import { compileJsonWriter } from './json-writer.ts'
import type { Answer, ErrorEncoder, Protocol } from './protocol.ts'

const options = { usesJsonName: false }

export function createJsonProtocol(
  api: ApiDescription,
  operations: ReadonlySet<string>,
  limits: JsonLimits,
): Protocol {
  const prefix = api.targetPrefix ?? ''
  // Models spell the prefix with its namespace, newer SDKs send the service's shape name alone.
  const shortPrefix = prefix.slice(prefix.lastIndexOf('.') + 1)
  const { contentType } = api
  return {
    route({ method, headers }) {
      const target = headers['x-amz-target']
      if (method !== 'POST' || target === undefined) throw unknownOperation()
      const dot = target.lastIndexOf('.')
      const sentPrefix = target.slice(0, dot)
      const operation = target.slice(dot + 1)
      const isOurs = sentPrefix === prefix || sentPrefix === shortPrefix
      if (!isOurs || !operations.has(operation)) throw unknownOperation()
      return { operation, labels: null, form: null }
    },
    codec({ input, output }) {
      const read = compileJsonReader(input, options)
      const write = output.isUnitSchema() ? null : compileJsonWriter(output, options)
      return {
        decode: ({ body }) => read(parseJson(body, limits)),
        encode: (value): Answer => ({
          status: 200,
          contentType,
          headers: null,
          // Operations without an output answer with no body at all (recorded KMS answers).
          body: write === null ? '' : JSON.stringify(write(value ?? {})),
        }),
      }
    },
  }
}

export function createJsonErrorEncoder(contentType: string): ErrorEncoder {
  return ({ code, status, message, members, schema }) => {
    const body: Record<string, unknown> = { __type: code }
    if (message !== '') body[messageName(code, schema?.getMemberSchemas() ?? {})] = message
    if (schema !== null && Object.keys(members).length > 0) {
      Object.assign(body, compileJsonWriter(schema, options)(members) as object)
    }
    return { status, contentType, headers: null, body: JSON.stringify(body) }
  }
}

/** Models spell it both ways, and authorization's errors with a capital (recorded KMS answers). */
function messageName(code: string, members: object): string {
  if (Object.hasOwn(members, 'message')) return 'message'
  return Object.hasOwn(members, 'Message') || code === 'AccessDeniedException' ? 'Message' : 'message'
}

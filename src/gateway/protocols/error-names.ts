/**
 * Which name and status an error has on the wire. Errors of an API's model carry theirs in the SDK's error schemas; the
 * ones that every API can answer with (AWS General Reference, "Common error types") stand in the table here.
 */

import type { NormalizedSchema } from '@smithy/core/schema'
import type { AwsError } from '../../call/aws-error.ts'
import type { ProtocolName } from '../apis.ts'

export interface WireError {
  readonly code: string
  readonly status: number
  /** Empty: no message member at all (several of KMS's errors are like that). */
  readonly message: string
  readonly members: Readonly<Record<string, unknown>>
  /** Null for errors outside the model. */
  readonly schema: NormalizedSchema | null
}

/** An API's own errors by the SDK's name and, for Query, by the name on the wire as well. */
export type ErrorSchemas = ReadonlyMap<string, NormalizedSchema>

interface CommonError {
  readonly json: readonly [code: string, status: number]
  readonly rest: readonly [code: string, status: number]
  readonly query: readonly [code: string, status: number]
}

function row(code: string, json: number, rest: number, queryCode: string, query: number): CommonError {
  return { json: [code, json], rest: [code, rest], query: [queryCode, query] }
}

const commonErrors: Readonly<Record<string, CommonError>> = {
  MissingAuthenticationTokenException: row(
    'MissingAuthenticationTokenException',
    400,
    403,
    'MissingAuthenticationToken',
    403,
  ),
  IncompleteSignatureException: row('IncompleteSignatureException', 400, 403, 'IncompleteSignature', 403),
  UnrecognizedClientException: row('UnrecognizedClientException', 400, 403, 'InvalidClientTokenId', 403),
  ExpiredToken: row('ExpiredTokenException', 400, 403, 'ExpiredToken', 403),
  InvalidSignatureException: row('InvalidSignatureException', 400, 403, 'SignatureDoesNotMatch', 403),
  AccessDeniedException: row('AccessDeniedException', 400, 403, 'AccessDenied', 403),
  NotAuthorizedException: row('NotAuthorizedException', 400, 401, 'NotAuthorized', 401),
  UnknownOperationException: row('UnknownOperationException', 400, 404, 'InvalidAction', 400),
  SerializationException: row('SerializationException', 400, 400, 'MalformedInput', 400),
  ValidationException: row('ValidationException', 400, 400, 'ValidationError', 400),
  ThrottlingException: row('ThrottlingException', 400, 429, 'Throttling', 400),
  MalformedHttpRequestException: row('MalformedHttpRequestException', 400, 400, 'MalformedHttpRequest', 400),
  RequestEntityTooLargeException: row(
    'RequestEntityTooLargeException',
    413,
    413,
    'RequestEntityTooLarge',
    413,
  ),
  NotImplementedException: row('NotImplementedException', 501, 501, 'NotImplemented', 501),
  ServiceUnavailableException: row('ServiceUnavailableException', 503, 503, 'ServiceUnavailable', 503),
  InternalFailure: row('InternalFailure', 500, 500, 'InternalFailure', 500),
}

/** Rooms may call an error by its Query name: `AccessDenied`, `ValidationError`. */
const canonicalNames: ReadonlyMap<string, string> = new Map(
  Object.entries(commonErrors).flatMap(([name, { json, query }]) => [
    [query[0], name],
    [json[0], name],
    [name, name],
  ]),
)

const columns: Readonly<Record<ProtocolName, keyof CommonError>> = {
  json: 'json',
  'rest-json': 'rest',
  query: 'query',
}

export function wireError(error: AwsError, protocol: ProtocolName, schemas: ErrorSchemas): WireError {
  const { message, members } = error
  const schema = schemas.get(error.code)
  if (schema !== undefined) return { ...modelled(schema, protocol), message, members, schema }
  const name = canonicalNames.get(error.code)
  // A common error may be in this API's model under its full name (REST-JSON models AccessDeniedException).
  const byFullName = name === undefined || name === error.code ? undefined : schemas.get(name)
  if (byFullName !== undefined)
    return { ...modelled(byFullName, protocol), message, members, schema: byFullName }
  const common = name === undefined ? undefined : commonErrors[name]
  const [code, status] = common?.[columns[protocol]] ?? [error.code, 400]
  return { code, status, message, members, schema: null }
}

/** `[code, status]` of an error in the Query protocol. */
export function queryErrorTrait(
  schema: NormalizedSchema,
): readonly [code: string, status: number] | undefined {
  const { awsQueryError } = schema.getMergedTraits() as { awsQueryError?: readonly [string, number] }
  return awsQueryError
}

/**
 * JSON services answer 400 to every error of the client's making whatever the model's `httpError` says (recorded KMS
 * answers; the trait serves the Query twin of the same API), 500 to the server's.
 */
function modelled(schema: NormalizedSchema, protocol: ProtocolName): { code: string; status: number } {
  const traits = schema.getMergedTraits()
  const name = schema.getName() ?? ''
  const isServers = traits.error === 'server'
  const [queryCode, queryStatus] = queryErrorTrait(schema) ?? [name, undefined]
  const httpStatus = typeof traits.httpError === 'number' ? traits.httpError : isServers ? 500 : 400
  if (protocol === 'json') return { code: name, status: isServers ? Math.max(500, httpStatus) : 400 }
  if (protocol === 'query') return { code: queryCode, status: queryStatus ?? httpStatus }
  return { code: name, status: httpStatus }
}

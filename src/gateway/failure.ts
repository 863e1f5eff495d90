/** Anything that went wrong → an answer in the API's protocol. The one place where internal errors lose their detail. */

import { AwsError } from '../call/aws-error.ts'
import type { ApiDescription } from './apis.ts'
import { internalFailure, serviceUnavailable } from './errors.ts'
import { type ErrorSchemas, wireError } from './protocols/error-names.ts'
import { createJsonErrorEncoder } from './protocols/json-protocol.ts'
import type { Answer } from './protocols/protocol.ts'
import { createQueryErrorEncoder } from './protocols/query-protocol.ts'
import { encodeRestJsonError } from './protocols/rest-json-protocol.ts'

const noSchemas: ErrorSchemas = new Map()

/** Errors of our own parts that pass when the database is back (by name: the rooms that throw them are not ours to import). */
const passingErrors: ReadonlySet<string> = new Set(['TrailUnavailableError', 'StaleAuthorityError'])

/** How an API spells the two failures that are the server's, when its model has a name for them. */
const serverErrorNames = [
  'KMSInternalException',
  'InternalServerException',
  'ServiceFailureException',
] as const

/** The error as the caller may read it. */
export function callerError(error: unknown, schemas: ErrorSchemas): AwsError {
  if (error instanceof AwsError) return error
  const plain =
    error instanceof Error && passingErrors.has(error.name) ? serviceUnavailable() : internalFailure()
  // KMS's clients retry its own internal exception; elsewhere only the internal failure has a modelled name.
  const modelled = serverErrorNames.find((name) => schemas.has(name))
  if (modelled === undefined) return plain
  if (plain.code === 'ServiceUnavailableException' && modelled !== 'KMSInternalException') return plain
  return new AwsError(modelled, plain.message)
}

export function encodeFailure(
  error: AwsError,
  api: ApiDescription,
  schemas: ErrorSchemas | null,
  requestId: string,
): Answer & { readonly code: string } {
  const wire = wireError(error, api.protocol, schemas ?? noSchemas)
  return { ...encoderOf(api)(wire, requestId), code: wire.code }
}

function encoderOf(api: ApiDescription) {
  if (api.protocol === 'query') return createQueryErrorEncoder(api)
  return api.protocol === 'json' ? createJsonErrorEncoder(api.contentType) : encodeRestJsonError
}

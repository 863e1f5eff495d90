/** Which operation: routes, decodes, validates, and runs it inside the trail, so that refusals are recorded as well. */

import { AwsError } from '../call/aws-error.ts'
import type { Call } from '../call/call.ts'
import { type AnyOperation, missing, type Service } from '../call/operation.ts'
import type { Trail } from '../trail/trail.ts'
import type { ApiDescription } from './apis.ts'
import type { Api } from './catalog.ts'
import { type Violation, violationsMessage } from './constraints/violation.ts'
import { operationMissing } from './errors.ts'
import type { Incoming } from './incoming.ts'
import type { Answer, Route } from './protocols/protocol.ts'

export interface Dispatch {
  readonly trail: Trail
  readonly service: Service
  readonly description: ApiDescription
  readonly api: Api
  readonly route: Route
  readonly operation: AnyOperation<unknown>
}

/** @throws AwsError NotImplementedException for an operation that the API has and the service does not */
export function requireOperation({ operations, name }: Service, { operation }: Route): AnyOperation<unknown> {
  const found = Object.hasOwn(operations, operation) ? operations[operation] : missing
  if (found === undefined || found === missing) throw operationMissing(name, operation)
  return found
}

/** @throws what decoding, validation and the operation throw, after the call's event is durable */
export async function perform(
  { trail, service, description, api, route, operation }: Dispatch,
  call: Call,
  request: Incoming,
): Promise<Answer> {
  const { decode, validate, encode } = api.operation(route.operation)
  let input: unknown
  try {
    input = decode(request, route)
    const violations = validate(input)
    if (violations.length > 0) throw validationFailure(violations, description)
  } catch (error) {
    return trail.recorded(call, operation, null, () => Promise.reject(error))
  }
  const output = await trail.recorded(call, operation, input, () =>
    operation.handle(service.room, call, input),
  )
  return encode(output, call.requestId)
}

/**
 * REST-JSON services name the fields beside the message. They are the data services as well: what they would have sealed
 * goes back to who sent it, and not into the trail.
 */
function validationFailure(violations: readonly Violation[], { protocol }: ApiDescription): AwsError {
  const message = violationsMessage(violations.map(({ text }) => text))
  if (protocol !== 'rest-json') return new AwsError('ValidationException', message)
  const fields = violations.map(({ path, text }) => ({ name: path, message: text }))
  return new AwsError('ValidationException', message, {
    members: { reason: 'FIELD_VALIDATION_FAILED', fields },
    trailMessage: violationsMessage(violations.map(({ textWithoutValue }) => textWithoutValue)),
  })
}

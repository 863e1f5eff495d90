/** The gateway's own answers. Authentication failures have theirs in `signature/errors.ts`. */

import { AwsError } from '../call/aws-error.ts'

export function malformedHttpRequest(message: string): AwsError {
  return new AwsError('MalformedHttpRequestException', message)
}

export function serializationFailure(message: string): AwsError {
  return new AwsError('SerializationException', message)
}

export function requestTooLarge(bytesMax: number): AwsError {
  return new AwsError('RequestEntityTooLargeException', `Request size exceeded ${bytesMax} bytes.`)
}

export function unknownOperation(
  message = 'The requested operation is not recognized by the service.',
): AwsError {
  return new AwsError('UnknownOperationException', message)
}

export function unknownAction(action: string, version: string): AwsError {
  return new AwsError(
    'UnknownOperationException',
    `Could not find operation ${action} for version ${version}`,
  )
}

/** The API has the operation, this server does not: 501, so that no SDK retries it. */
export function operationMissing(service: string, operation: string): AwsError {
  return new AwsError('NotImplementedException', `Keyhold does not implement ${service}:${operation}.`)
}

export function serviceMissing(service: string, served: readonly string[]): AwsError {
  return new AwsError(
    'NotImplementedException',
    `Keyhold does not serve the service '${service}'. It serves: ${served.join(', ')}.`,
  )
}

export function serviceUnavailable(): AwsError {
  return new AwsError('ServiceUnavailableException', 'The service is temporarily unavailable. Try again.')
}

export function internalFailure(): AwsError {
  return new AwsError('InternalFailure', 'The request failed because of an internal error.')
}

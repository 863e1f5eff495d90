/** Tells an SDK's errors apart: names differ by service, by protocol and by emulator. */

import { ApiError, type ApiErrorKind } from '../api.ts'

export interface CallPlace {
  /** Calls go to an endpoint of the user's. */
  readonly isSelfHosted: boolean
  /** This service has already answered in this region, or the credentials were proven here. */
  readonly isProven: boolean
  /** Some service has answered there: the region knows the account. Absent: as `isProven`. */
  readonly isRegionKnown?: boolean
}

const denials = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'AuthorizationError',
  'AuthorizationErrorException',
  'Forbidden',
  'ForbiddenException',
  'NotAuthorized',
  'UnauthorizedException',
  'UnauthorizedOperation',
  'KMSAccessDeniedException',
])
const endedCredentials = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'RequestExpired',
  'RequestTimeTooSkewed',
  'RequestInTheFuture',
  'TokenRefreshRequired',
  'CredentialsProviderError',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'IncompleteSignature',
])
/** Ended credentials, or a region that does not know the account because it is not enabled. */
const unknownCallers = new Set([
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'InvalidAccessKeyId',
  'AuthFailure',
])
const throttles = new Set([
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'RequestThrottled',
  'RequestThrottledException',
  'RequestLimitExceeded',
  'TooManyRequestsException',
  'ProvisionedThroughputExceededException',
  'BandwidthLimitExceeded',
  'PriorRequestNotComplete',
  'EC2ThrottledException',
  'SlowDown',
])
const missingOperations = new Set([
  'UnknownOperation',
  'UnknownOperationException',
  'NotImplemented',
  'NotImplementedException',
  'InvalidAction',
  'UnknownAction',
])
const missingRegions = new Set(['OptInRequired', 'UnknownEndpoint', 'EndpointError'])
const missingResources = new Set([
  'NotFound',
  'NoSuchBucket',
  'NoSuchEntity',
  'QueueDoesNotExist',
  'AWS.SimpleQueueService.NonExistentQueue',
  'StateMachineDoesNotExist',
  'ResourceNotFound',
])

export function apiErrorOf(error: unknown, operation: string, place: CallPlace): ApiError {
  if (error instanceof ApiError) return error
  const { name, code, status } = describe(error)
  return new ApiError(kindOf(name, code, status, place), nameFor(name, code, status), operation, {
    cause: error,
  })
}

/** True also for a single attempt's error, before the SDK has given up. */
export function isThrottle(error: unknown): boolean {
  const { name, code, status } = describe(error)
  return status === 429 || throttles.has(name) || throttles.has(code)
}

function kindOf(name: string, code: string, status: number, place: CallPlace): ApiErrorKind {
  const is = (names: ReadonlySet<string>) => names.has(name) || names.has(code)
  if (is(throttles) || status === 429) return 'throttled'
  if (is(endedCredentials)) return 'credentials'
  if (is(unknownCallers)) {
    // A key that is taken away in mid-scan must not look like a region that is not enabled.
    const isKnown = place.isSelfHosted || place.isProven || place.isRegionKnown === true
    return isKnown ? 'credentials' : 'not-in-region'
  }
  if (is(denials)) return 'denied'
  if (is(missingOperations) || status === 501) return 'not-implemented'
  if (is(missingRegions)) return 'not-in-region'
  if (code === 'ENOTFOUND') return place.isSelfHosted || place.isProven ? 'unavailable' : 'not-in-region'
  if (is(missingResources) || name.endsWith('NotFoundException')) return 'not-found'
  // A path that the endpoint does not have: no AWS error, only the status. AWS itself would name it; between may stand a proxy.
  if (status === 404 && !isAwsName(name)) return place.isSelfHosted ? 'not-implemented' : 'unavailable'
  if (status >= 500 || status === 0) return 'unavailable'
  return status === 403 ? 'denied' : 'refused'
}

function isAwsName(name: string): boolean {
  return (
    /(?:Exception|Error|Fault)$/.test(name) &&
    !['SyntaxError', 'Error', 'TypeError', 'UnknownError'].includes(name)
  )
}

/** Something to print and to group by, whatever came. */
function nameFor(name: string, code: string, status: number): string {
  if (['Error', 'TypeError', 'SyntaxError', 'Unknown', 'UnknownError', ''].includes(name))
    return code || (status === 0 ? 'ConnectionFailed' : `HTTP${status}`)
  return name
}

function describe(error: unknown): { readonly name: string; readonly code: string; readonly status: number } {
  if (typeof error !== 'object' || error === null) return { name: '', code: '', status: 0 }
  const { name, code, Code, $metadata } = error as {
    readonly name?: unknown
    readonly code?: unknown
    readonly Code?: unknown
    readonly $metadata?: { readonly httpStatusCode?: number }
  }
  const text = [code, Code].find((value) => typeof value === 'string') ?? ''
  return {
    name: typeof name === 'string' ? name : '',
    code: String(text),
    status: $metadata?.httpStatusCode ?? 0,
  }
}

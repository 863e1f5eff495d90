/** Authentication failures in AWS's words. Their names and statuses by protocol are in `protocols/error-names.ts`. */

import { AwsError } from '../../call/aws-error.ts'

export function missingToken(isQueryProtocol: boolean): AwsError {
  const message = isQueryProtocol ? 'Request is missing Authentication Token' : 'Missing Authentication Token'
  return new AwsError('MissingAuthenticationTokenException', message)
}

export function incompleteSignature(message: string): AwsError {
  return new AwsError('IncompleteSignatureException', message)
}

/** An unknown, inactive or mismatched access key, or a token that is not its: they look alike. */
export function unrecognizedClient(): AwsError {
  return new AwsError('UnrecognizedClientException', 'The security token included in the request is invalid.')
}

export function expiredToken(): AwsError {
  return new AwsError('ExpiredToken', 'The security token included in the request is expired')
}

export function invalidSignature(message: string): AwsError {
  return new AwsError('InvalidSignatureException', message)
}

export function signatureMismatch(): AwsError {
  return invalidSignature(
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  )
}

export function hostNotSigned(): AwsError {
  return invalidSignature("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")
}

export function notSigned(header: string): AwsError {
  return invalidSignature(`'${header}' must be a 'SignedHeader' in the AWS Authorization.`)
}

export function wrongRegion(region: string): AwsError {
  return invalidSignature(`Credential should be scoped to a valid Region, not '${region}'.`)
}

export function wrongTerminator(terminator: string): AwsError {
  return invalidSignature(
    `Credential should be scoped with a valid terminator: 'aws4_request', not '${terminator}'.`,
  )
}

export function wrongScopeDate(scopeDate: string, date: string, timestamp: string): AwsError {
  return invalidSignature(
    `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${scopeDate}' != '${date}', from '${timestamp}'.`,
  )
}

export function malformedDate(text: string): AwsError {
  return incompleteSignature(
    `Date must be in ISO-8601 'basic format'. Got '${text}'. See http://en.wikipedia.org/wiki/ISO_8601`,
  )
}

/** `Signature expired: 20260101T000000Z is now earlier than 20260101T001000Z (20260101T001500Z - 5 min.)` */
export function signatureExpired(timestamp: string, nowMs: number, minutes: number): AwsError {
  const limit = basicIso(nowMs - minutes * 60_000)
  return invalidSignature(
    `Signature expired: ${timestamp} is now earlier than ${limit} (${basicIso(nowMs)} - ${minutes} min.)`,
  )
}

export function signatureNotYetCurrent(timestamp: string, nowMs: number, minutes: number): AwsError {
  const limit = basicIso(nowMs + minutes * 60_000)
  return invalidSignature(
    `Signature not yet current: ${timestamp} is still later than ${limit} (${basicIso(nowMs)} + ${minutes} min.)`,
  )
}

/** `20260102T030405Z` */
export function basicIso(ms: number): string {
  return new Date(ms).toISOString().replace(/[-:]|\.\d{3}/g, '')
}

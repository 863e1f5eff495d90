/**
 * Every error of the service a caller may read. Messages stand in the trail as well, so none quotes what a customer
 * wrote: ids, field names and states only. DataZone's errors have a message and nothing else (API reference, "Errors").
 */

import { AwsError } from '../../call/aws-error.ts'
import type { KeyUnavailableReason } from '../../envelope/envelope.ts'
import { keyStateText } from '../../resources/key-state-text.ts'

export function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message)
}

export function resourceMissing(resourceType: string, resourceId: string): AwsError {
  return new AwsError('ResourceNotFoundException', `${resourceType} ${resourceId} does not exist.`)
}

/** For things named by what a customer wrote, which is not repeated. */
export function namedMissing(resourceType: string, domainId: string): AwsError {
  return new AwsError('ResourceNotFoundException', `${resourceType} does not exist in domain ${domainId}.`)
}

export function conflict(message: string): AwsError {
  return new AwsError('ConflictException', message)
}

export function domainNotAvailable(domainId: string, status: string): AwsError {
  return conflict(`Domain ${domainId} is ${status}. It must be AVAILABLE.`)
}

export function domainNotEmpty(domainId: string): AwsError {
  return conflict(`Domain ${domainId} has projects. Delete them first, or set skipDeletionCheck.`)
}

/** DeleteProject knows no ConflictException. */
export function projectNotEmpty(projectId: string): AwsError {
  return invalid(`Project ${projectId} has assets. Delete them first, or set skipDeletionCheck.`)
}

export function projectNotActive(projectId: string): AwsError {
  return invalid(`Project ${projectId} is being deleted.`)
}

export function changedMeanwhile(what: string): AwsError {
  return conflict(`The ${what} is being changed by other requests. Try again.`)
}

export function tokenReused(): AwsError {
  return conflict('The client token was already used with a different request.')
}

export function quotaExceeded(limit: string): AwsError {
  return new AwsError('ServiceQuotaExceededException', `The request exceeds the quota: ${limit}.`)
}

/** Operations that know no ServiceQuotaExceededException. */
export function tooMany(limit: string): AwsError {
  return invalid(`The request exceeds the quota: ${limit}.`)
}

export function pageTokenInvalid(): AwsError {
  return invalid('The nextToken is not one of this request.')
}

/** The domain's customer managed key cannot be used, so nothing of the domain can. */
export class KeyUnavailableError extends AwsError {
  constructor(reason: KeyUnavailableReason) {
    const keyState = keyStateText(reason, 'domain', 'Amazon DataZone')
    super('AccessDeniedException', `Access to ${reason.resourceArn} is denied: ${keyState}`)
  }
}

export function keyRefused(reason: string): AwsError {
  return invalid(`kmsKeyIdentifier: ${reason}`)
}

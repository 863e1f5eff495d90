/**
 * Every error of the service a caller may read. Messages stand in the trail as well, so none quotes what a customer
 * wrote. Statuses by exception: validation 400, quota 402, access 403,
 * not found 404, conflict 409 (Amazon Q Business API reference, "Common errors").
 */

import { AwsError } from '../../call/aws-error.ts'
import type { KeyUnavailableReason } from '../../envelope/envelope.ts'
import { keyStateText } from '../../resources/key-state-text.ts'

export function fieldInvalid(field: string, message: string): AwsError {
  return new AwsError('ValidationException', message, {
    members: { reason: 'FIELD_VALIDATION_FAILED', fields: [{ name: field, message }] },
  })
}

export function resourceMissing(resourceType: string, resourceId: string): AwsError {
  return new AwsError('ResourceNotFoundException', `${resourceType} not found for id: ${resourceId}`, {
    members: { resourceId, resourceType },
  })
}

/** Without the group's name: messages of errors stand in the trail, where nothing may that a customer wrote. */
export function groupMissing(indexId: string): AwsError {
  return new AwsError('ResourceNotFoundException', `Group not found in index: ${indexId}`, {
    members: { resourceId: indexId, resourceType: 'Group' },
  })
}

export function conflict(resourceType: string, resourceId: string, message: string): AwsError {
  return new AwsError('ConflictException', message, { members: { resourceId, resourceType } })
}

export function notActive(resourceType: string, resourceId: string, status: string): AwsError {
  return conflict(
    resourceType,
    resourceId,
    `${resourceType} ${resourceId} is ${status}. Wait until it is ACTIVE.`,
  )
}

export function tokenReused(resourceType: string, resourceId: string): AwsError {
  return conflict(resourceType, resourceId, 'The client token was already used with a different request.')
}

export function quotaExceeded(resourceType: string, resourceId: string, limit: string): AwsError {
  return new AwsError('ServiceQuotaExceededException', `The request exceeds the quota: ${limit}.`, {
    members: { resourceId, resourceType },
  })
}

export function pageTokenInvalid(): AwsError {
  return fieldInvalid('nextToken', 'The nextToken is not one of this request.')
}

/** The application's customer managed key cannot be used, so nothing of the application can. */
export class KeyUnavailableError extends AwsError {
  /** What is wrong with the key, for `error.errorMessage` of GetApplication. */
  readonly keyState: string

  constructor(reason: KeyUnavailableReason) {
    const keyState = keyStateText(reason, 'application', 'Amazon Q Business')
    super('AccessDeniedException', `Access to ${reason.resourceArn} is denied: ${keyState}`)
    this.keyState = keyState
  }
}

export function keyRefused(reason: string): AwsError {
  return fieldInvalid('encryptionConfiguration.kmsKeyId', reason)
}

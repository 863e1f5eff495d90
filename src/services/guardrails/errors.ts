/**
 * Every error of guardrails a caller may read. Messages stand in the trail as well, so none quotes what a customer wrote:
 * ids, member names and positions only. All but denials, missing things and throttling are HTTP 400 on this API.
 */

import { AwsError } from '../../call/aws-error.ts'
import type { KeyUnavailableReason } from '../../envelope/envelope.ts'
import { keyStateText } from '../../resources/key-state-text.ts'

/** @param member path of the member: `topicPolicyConfig.topicsConfig[2].name`. */
export function memberInvalid(member: string, message: string): AwsError {
  return new AwsError('ValidationException', `${member}: ${message}`)
}

export function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message)
}

export function guardrailMissing(identifier: string): AwsError {
  return new AwsError('ResourceNotFoundException', `Guardrail ${identifier} does not exist.`)
}

export function versionMissing(guardrailId: string, version: string): AwsError {
  return new AwsError(
    'ResourceNotFoundException',
    `Version ${version} of guardrail ${guardrailId} does not exist.`,
  )
}

export function resourceMissing(arn: string): AwsError {
  return new AwsError('ResourceNotFoundException', `Resource ${arn} does not exist.`)
}

export function conflict(message: string): AwsError {
  return new AwsError('ConflictException', message)
}

export function nameTaken(): AwsError {
  return conflict('Another guardrail in this account and Region has this name.')
}

export function updating(guardrailId: string): AwsError {
  return conflict(`Guardrail ${guardrailId} is UPDATING. Wait until it is READY.`)
}

export function versionsUnderOldKey(guardrailId: string): AwsError {
  return conflict(
    `Versions of guardrail ${guardrailId} are still under its former KMS key. Make that key usable, or delete them.`,
  )
}

export function changedMeanwhile(): AwsError {
  return conflict('Another request changed the guardrail first. Try again.')
}

export function tokenReused(): AwsError {
  return conflict('The client request token was already used with a different request.')
}

export function quotaExceeded(limit: string): AwsError {
  return new AwsError('ServiceQuotaExceededException', `The request exceeds the quota: ${limit}.`)
}

/** Of TagResource, which knows no ServiceQuotaExceededException. */
export function tooManyTags(resourceName: string, max: number): AwsError {
  return new AwsError('TooManyTagsException', `A guardrail has at most ${max} tags.`, {
    members: { resourceName },
  })
}

export function pageTokenInvalid(): AwsError {
  return invalid('The nextToken is not one of this request.')
}

/** The guardrail's customer managed key cannot be used, so nothing of the guardrail can. */
export class KeyUnavailableError extends AwsError {
  constructor(reason: KeyUnavailableReason) {
    const keyState = keyStateText(reason, 'guardrail', 'Amazon Bedrock')
    super('AccessDeniedException', `Access to ${reason.resourceArn} is denied: ${keyState}`)
  }
}

export function keyRefused(reason: string): AwsError {
  return memberInvalid('kmsKeyId', reason)
}

/** @param reason a sentence that holds nothing of the content. */
export function assessmentUnavailable(reason: string): AwsError {
  return new AwsError('ServiceUnavailableException', reason)
}

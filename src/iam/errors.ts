/** IAM's and STS's answers to what cannot be done, with AWS's codes and wording. */

import { AwsError } from '../call/aws-error.ts'
import type { OwnerKind } from './owners.ts'
import { PolicySyntaxError } from './policy-json.ts'

export function noSuchOwner(kind: OwnerKind, name: string): AwsError {
  return noSuchEntity(`The ${kind} with name ${name} cannot be found.`)
}

export function noSuchInlinePolicy(kind: OwnerKind, policyName: string): AwsError {
  return noSuchEntity(`The ${kind} policy with name ${policyName} cannot be found.`)
}

export function noSuchPolicy(arn: string): AwsError {
  return noSuchEntity(`Policy ${arn} was not found.`)
}

export function notAttachable(arn: string): AwsError {
  return noSuchEntity(`Policy ${arn} does not exist or is not attachable.`)
}

export function noSuchVersion(arn: string, versionId: string): AwsError {
  return noSuchEntity(`Policy ${arn} version ${versionId} does not exist or is not attachable.`)
}

export function noSuchAccessKey(accessKeyId: string): AwsError {
  return noSuchEntity(`The Access Key with id ${accessKeyId} cannot be found.`)
}

export function noSuchEntity(message: string): AwsError {
  return new AwsError('NoSuchEntityException', message)
}

export function alreadyExists(message: string): AwsError {
  return new AwsError('EntityAlreadyExistsException', message)
}

export function quotaExceeded(quota: string, max: number): AwsError {
  return limitExceeded(`Cannot exceed quota for ${quota}: ${max}`)
}

export function limitExceeded(message: string): AwsError {
  return new AwsError('LimitExceededException', message)
}

export function deleteConflict(message: string): AwsError {
  return new AwsError('DeleteConflictException', message)
}

export function validationError(message: string): AwsError {
  return new AwsError('ValidationError', message)
}

export function invalidInput(message: string): AwsError {
  return new AwsError('InvalidInputException', message)
}

export function invalidParameterValue(message: string): AwsError {
  return new AwsError('InvalidParameterValue', message)
}

/** The credentials are good but not for this API. */
export function invalidClientToken(): AwsError {
  return new AwsError('InvalidClientTokenId', 'The security token included in the request is invalid.')
}

/** Runs a policy parser and answers its complaint as the caller's mistake. */
export function policyOrError<T>(parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    if (error instanceof PolicySyntaxError)
      throw new AwsError('MalformedPolicyDocumentException', error.message)
    throw error
  }
}

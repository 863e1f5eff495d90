/**
 * What KMS answers when it refuses. Wording as observed from AWS where it is known; reviewed here and nowhere else.
 * An empty message is AWS's own choice: a decryption must not say what was wrong.
 */

import { AwsError } from '../call/aws-error.ts'
import type { Principal } from '../call/principal.ts'
import { principalName } from '../call/principal.ts'
import type { DenialReason } from '../iam/iam.ts'
import { accessDenied, accessDeniedMessage } from '../iam/iam.ts'

// --- requests -----------------------------------------------------------------------------------------------------

export function validation(message: string): AwsError {
  return new AwsError('ValidationException', message)
}

/** One violated model constraint in AWS's wording; for members that only some requests need. */
export function constraint(item: string): AwsError {
  return validation(`1 validation error detected: ${item}`)
}

export function missingMember(path: string): AwsError {
  return constraint(`Value null at '${path}' failed to satisfy constraint: Member must not be null`)
}

export function unsupported(message: string): AwsError {
  return new AwsError('UnsupportedOperationException', message)
}

export function dryRunSucceeded(): AwsError {
  return new AwsError(
    'DryRunOperationException',
    'The request would have succeeded, but the DryRun option is set.',
  )
}

/** "You have exceeded the rate …": the caller waits and tries again, as SDKs do by themselves. */
export function throttled(): AwsError {
  return new AwsError(
    'ThrottlingException',
    'You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls.',
  )
}

export function invalidMarker(): AwsError {
  return new AwsError('InvalidMarkerException', 'The marker is not valid.')
}

export function limitExceeded(message: string): AwsError {
  return new AwsError('LimitExceededException', message)
}

// --- identifiers --------------------------------------------------------------------------------------------------

export function notFound(message: string): AwsError {
  return new AwsError('NotFoundException', message)
}

export function invalidKeyId(keyIdentifier: string): AwsError {
  return notFound(`Invalid keyId '${keyIdentifier}'`)
}

export function keyNotFound(keyArn: string): AwsError {
  return notFound(`Key '${keyArn}' does not exist`)
}

export function aliasNotFound(aliasArn: string): AwsError {
  return notFound(`Alias ${aliasArn} is not found.`)
}

export function foreignRegion(region: string): AwsError {
  return notFound(`Invalid arn ${region}`)
}

export function invalidArn(message: string): AwsError {
  return new AwsError('InvalidArnException', message)
}

export function aliasNotSupported(): AwsError {
  return invalidArn('Key Aliases are not supported for this operation.')
}

// --- keys and what they can do ------------------------------------------------------------------------------------

export function disabled(keyArn: string): AwsError {
  return new AwsError('DisabledException', `${keyArn} is disabled.`)
}

export function invalidState(keyArn: string, state: string): AwsError {
  return new AwsError('KMSInvalidStateException', `${keyArn} is ${state}.`)
}

export function invalidKeyUsage(keyArn: string, keyUsage: string, operation: string): AwsError {
  return new AwsError(
    'InvalidKeyUsageException',
    `${keyArn} key usage is ${keyUsage} which is not valid for ${operation}.`,
  )
}

export function incompatibleAlgorithm(algorithm: string, keySpec: string): AwsError {
  return new AwsError(
    'InvalidKeyUsageException',
    `Algorithm ${algorithm} is incompatible with key spec ${keySpec}.`,
  )
}

export function incorrectKey(): AwsError {
  return new AwsError(
    'IncorrectKeyException',
    'The key ID in the request does not identify a CMK that can perform this operation.',
  )
}

export function invalidCiphertext(): AwsError {
  return new AwsError('InvalidCiphertextException', '')
}

export function plaintextTooLong(algorithm: string, keySpec: string, bytesMax: number): AwsError {
  return validation(
    `Algorithm ${algorithm} and key spec ${keySpec} cannot encrypt data larger than ${bytesMax} bytes.`,
  )
}

export function contextOfAsymmetricKey(keySpec: string): AwsError {
  return validation(`An encryption context cannot be used with key spec ${keySpec}.`)
}

export function invalidDigestLength(algorithm: string): AwsError {
  return validation(`Digest is invalid length for algorithm ${algorithm}.`)
}

export function incompatibleMessageType(messageType: string, algorithm: string): AwsError {
  return validation(`MessageType ${messageType} is incompatible with algorithm ${algorithm}.`)
}

export function invalidSignature(): AwsError {
  return new AwsError('KMSInvalidSignatureException', '')
}

export function invalidMac(): AwsError {
  return new AwsError('KMSInvalidMacException', '')
}

/** What is wrong with a peer's public key is not said. */
export function invalidPublicKey(): AwsError {
  return validation('')
}

export function noPublicKey(keyArn: string, keySpec: string): AwsError {
  return unsupported(`${keyArn} key spec is ${keySpec} which has no public key.`)
}

// --- custom key stores --------------------------------------------------------------------------------------------

export function customKeyStoreNotFound(named: string): AwsError {
  return new AwsError('CustomKeyStoreNotFoundException', `The custom key store ${named} does not exist.`)
}

// --- rotation, imported key material, multi-Region keys -------------------------------------------------------------

export function unfitOrigin(keyArn: string, origin: string): AwsError {
  return unsupported(`${keyArn} origin is ${origin} which is not valid for this operation.`)
}

export function rotationsSpent(keyArn: string): AwsError {
  return limitExceeded(
    'The on-demand rotations limit has been reached for the given keyId. ' +
      `No more on-demand rotations can be performed for this key: ${keyArn}`,
  )
}

export function rotationAtHand(keyArn: string): AwsError {
  return new AwsError(
    'ConflictException',
    `Automatic rotation of ${keyArn} is in progress or due within 20 minutes.`,
  )
}

export function nothingToRotateTo(keyArn: string): AwsError {
  return new AwsError(
    'KMSInvalidStateException',
    `No available key material pending rotation for the key: ${keyArn}.`,
  )
}

export function otherMaterialPending(keyArn: string, newId: string, pendingId: string): AwsError {
  return new AwsError(
    'KMSInvalidStateException',
    `New key material (id: ${newId}) cannot be imported into KMS key ${keyArn}, ` +
      `because another key material (id: ${pendingId}) is pending rotation.`,
  )
}

export function invalidEncryptedKeySize(): AwsError {
  return validation('Invalid encrypted key size.')
}

export function incorrectKeyMaterial(): AwsError {
  return new AwsError(
    'IncorrectKeyMaterialException',
    'The key material in the request is not the key material that this KMS key expects.',
  )
}

export function invalidImportToken(): AwsError {
  return new AwsError('InvalidImportTokenException', 'The import token is not valid for this KMS key.')
}

export function expiredImportToken(): AwsError {
  return new AwsError('ExpiredImportTokenException', 'The import token has expired.')
}

export function materialNotFound(keyArn: string, materialId: string): AwsError {
  return notFound(`Key material ${materialId} is not associated with the key ${keyArn}.`)
}

export function notPrimary(keyArn: string): AwsError {
  return unsupported(`${keyArn} is not a multi-region primary key.`)
}

export function relatedKeyExists(keyArn: string): AwsError {
  return new AwsError('AlreadyExistsException', `${keyArn} already exists.`)
}

export function cloudHsmClusterNotFound(clusterId: string): AwsError {
  return new AwsError('CloudHsmClusterNotFoundException', `The CloudHSM cluster ${clusterId} does not exist.`)
}

// --- key policies, tags, aliases, grants --------------------------------------------------------------------------

export function malformedPolicy(message: string): AwsError {
  return new AwsError('MalformedPolicyDocumentException', message)
}

export function policyLockout(): AwsError {
  return malformedPolicy('The new key policy will not allow you to update the key policy in the future.')
}

export function invalidPolicyPrincipal(): AwsError {
  return malformedPolicy('Policy contains a statement with one or more invalid principals.')
}

export function invalidPolicyArn(): AwsError {
  return invalidArn('An ARN in the specified key policy is invalid.')
}

/** @param conditionKey as the policy spells it */
export function attestationUnsupported(conditionKey: string): AwsError {
  return unsupported(
    `The condition key ${conditionKey} is not supported: requests with a Recipient are refused, attested or not.`,
  )
}

export function tagError(message: string): AwsError {
  return new AwsError('TagException', message)
}

export function aliasPrefixMissing(): AwsError {
  return validation(
    'Alias must start with the prefix "alias/". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html',
  )
}

export function aliasInvalidCharacters(aliasName: string): AwsError {
  return validation(`${aliasName} contains invalid characters for an alias`)
}

export function aliasExists(aliasArn: string): AwsError {
  return new AwsError('AlreadyExistsException', `An alias with the name ${aliasArn} already exists`)
}

/** `alias/aws/…` belongs to AWS managed keys. */
export function aliasReserved(): AwsError {
  return new AwsError('NotAuthorizedException', '')
}

export function aliasUsageDiffers(aliasName: string, current: string, wanted: string): AwsError {
  return validation(
    `Alias ${aliasName} cannot be changed from a CMK with key usage ${current} to a CMK with key usage ${wanted}. ` +
      'The key usage of the current CMK and the new CMK must be the same.',
  )
}

export function invalidGrantToken(): AwsError {
  return new AwsError('InvalidGrantTokenException', 'The grant token is not valid.')
}

export function invalidGrantId(): AwsError {
  return new AwsError('InvalidGrantIdException', 'The grant ID is not valid.')
}

export function grantNotFound(grantId: string): AwsError {
  return notFound(`Grant ID ${grantId} not found`)
}

export function invalidGrantPrincipal(principal: string): AwsError {
  return invalidArn(`ARN does not refer to a valid principal: ${principal}`)
}

// --- denials ------------------------------------------------------------------------------------------------------

/** As IAM words it, or without a word about a key that the caller may not know anything of. */
export type KeyDenialReason =
  | DenialReason
  /** A key of another account, or one that does not exist: the answer is the same. */
  | 'foreign key'
  /** The key was named by a ciphertext only. */
  | 'key of ciphertext'

const outOfReach =
  'because the resource does not exist in this Region, no resource-based policies allow access, ' +
  'or a resource-based policy explicitly denies access'

/** @param action `kms:Decrypt` */
export function keyAccessDenied(
  principal: Principal,
  action: string,
  resource: string,
  reason: KeyDenialReason,
): AwsError {
  return accessDenied('kms', keyDenialMessage(principal, action, resource, reason))
}

function keyDenialMessage(
  principal: Principal,
  action: string,
  resource: string,
  reason: KeyDenialReason,
): string {
  if (reason !== 'foreign key' && reason !== 'key of ciphertext') {
    return accessDeniedMessage({ principal, action, resource, reason })
  }
  const hidden = reason === 'foreign key' ? 'this resource' : 'the resource associated with this ciphertext'
  return `User: ${principalName(principal)} is not authorized to perform: ${action} on ${hidden} ${outOfReach}`
}

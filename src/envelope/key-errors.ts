import { AwsError } from '../call/aws-error.ts'
import type { KeyDescription } from '../kms/kms.ts'
import type { ScopeDeclaration } from './envelope.ts'

/**
 * KMS's answers that mean: the key cannot be used now, by decision of its owner. Others (throttling, an internal failure, a
 * damaged ciphertext) say nothing about the key and pass through.
 */
const unavailableCodes: ReadonlySet<string> = new Set([
  'AccessDeniedException',
  'DisabledException',
  'KMSInvalidStateException',
  'NotFoundException',
  'KeyUnavailableException',
  'InvalidKeyUsageException',
  'InvalidGrantTokenException',
])

/** KMS's answers that mean: this key identifier is no key that could be taken. */
const refusedCodes: ReadonlySet<string> = new Set([
  'NotFoundException',
  'InvalidArnException',
  'ValidationException',
  'DisabledException',
  'KMSInvalidStateException',
  'InvalidKeyUsageException',
  'UnsupportedOperationException',
  'LimitExceededException',
])

export function isKeyUnavailable(error: unknown): error is AwsError {
  return error instanceof AwsError && unavailableCodes.has(error.code)
}

/**
 * Runs KMS calls of a scope that exists; the service's own access-denied error when the key is out of reach. Errors that
 * `passes` takes stay as KMS tells them.
 */
export async function orUnavailable<T>(
  scope: { declaration: ScopeDeclaration; resourceArn: string; kmsKeyArn: string | null },
  work: () => Promise<T>,
  passes: (error: AwsError) => boolean = () => false,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (scope.kmsKeyArn === null || !isKeyUnavailable(error) || passes(error)) throw error
    throw scope.declaration.keyUnavailable({
      resourceArn: scope.resourceArn,
      kmsKeyArn: scope.kmsKeyArn,
      code: error.code,
    })
  }
}

/**
 * Runs KMS calls that choose the key of a new resource with the caller's permissions. A key that cannot be taken is the
 * caller's mistake, told with KMS's own words (they were meant for this caller); a permission that is missing is a denial.
 */
export async function orRefused<T>(
  scope: { declaration: ScopeDeclaration; resourceArn: string },
  keyIdentifier: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    if (refusedCodes.has(error.code)) throw scope.declaration.keyRefused(error.message)
    if (!isKeyUnavailable(error)) throw error
    throw scope.declaration.keyUnavailable({
      resourceArn: scope.resourceArn,
      kmsKeyArn: keyIdentifier,
      code: error.code,
    })
  }
}

/** @throws the declaration's keyRefused unless the key can protect a scope. */
export function requireSuitableKey(declaration: ScopeDeclaration, key: KeyDescription): void {
  if (key.keySpec !== 'SYMMETRIC_DEFAULT' || key.keyUsage !== 'ENCRYPT_DECRYPT') {
    throw declaration.keyRefused(`${key.keyArn} is not a symmetric encryption KMS key.`)
  }
  if (declaration.customerKey === 'required' && key.keyManager !== 'CUSTOMER') {
    throw declaration.keyRefused(`${key.keyArn} is not a customer managed key.`)
  }
  if (key.keyState === 'Disabled') throw declaration.keyRefused(`${key.keyArn} is disabled.`)
  if (key.keyState === 'PendingDeletion') throw declaration.keyRefused(`${key.keyArn} is pending deletion.`)
  if (key.keyState !== 'Enabled') throw declaration.keyRefused(`${key.keyArn} is in state ${key.keyState}.`)
}

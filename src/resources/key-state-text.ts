import type { KeyUnavailableReason } from '../envelope/envelope.ts'

/**
 * What is wrong with the key of a resource, for the service's access-denied error.
 * @param resource what is under the key, in a word: `application`. @param service the service's full name.
 */
export function keyStateText(
  { code, kmsKeyArn }: KeyUnavailableReason,
  resource: string,
  service: string,
): string {
  switch (code) {
    case 'DisabledException':
      return `the KMS key ${kmsKeyArn} is disabled. Enable it to use the ${resource} again.`
    case 'KMSInvalidStateException':
      return `the KMS key ${kmsKeyArn} is pending deletion or not usable in its state. Cancel the deletion to use the ${resource} again.`
    case 'NotFoundException':
      return `the KMS key ${kmsKeyArn} does not exist any more.`
    default:
      return `${service} may not use the KMS key ${kmsKeyArn}: its grant was revoked or a policy denies it.`
  }
}

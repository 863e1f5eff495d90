import { AwsError } from '../call/aws-error.ts'
import { type Principal, principalName } from '../call/principal.ts'
import type { DenialReason } from './decide.ts'

export interface Denial {
  readonly principal: Principal
  readonly action: string
  readonly resource: string
  /** Null: the sentence ends after the resource, as STS's does. */
  readonly reason: DenialReason | null
}

/** AWS's sentence (IAM User Guide, "Troubleshoot access denied error messages"). Names the session, not its role. */
export function accessDeniedMessage({ principal, action, resource, reason }: Denial): string {
  const sentence = `User: ${principalName(principal)} is not authorized to perform: ${action} on resource: ${resource}`
  if (reason === null) return sentence
  if (reason.startsWith('explicit')) return `${sentence} with an ${reason}`
  return `${sentence} because ${reason} allows the ${action} action`
}

/** IAM and STS answer `AccessDenied`, every other service `AccessDeniedException`. */
export function accessDenied(service: string, message: string): AwsError {
  const code = service === 'iam' || service === 'sts' ? 'AccessDenied' : 'AccessDeniedException'
  return new AwsError(code, message, { trailCode: 'AccessDenied' })
}

/** Who calls. Made by the gateway from a verified signature, or by a service for its own work. */

export type Principal = RootPrincipal | UserPrincipal | AssumedRolePrincipal | ServicePrincipal

export interface RootPrincipal {
  readonly kind: 'root'
  readonly accountId: string
  /** `arn:aws:iam::<account>:root` */
  readonly arn: string
  readonly accessKeyId: string
}

export interface UserPrincipal {
  readonly kind: 'user'
  readonly accountId: string
  /** `arn:aws:iam::<account>:user<path><name>` */
  readonly arn: string
  /** `AIDA…` */
  readonly userId: string
  readonly userName: string
  readonly accessKeyId: string
  readonly tags: Readonly<Record<string, string>>
  /** Set for GetSessionToken credentials. */
  readonly sessionIssuedAt?: number
}

export interface AssumedRolePrincipal {
  readonly kind: 'assumed-role'
  readonly accountId: string
  /** `arn:aws:sts::<account>:assumed-role/<role>/<session>` (without the role's path). */
  readonly arn: string
  /** `arn:aws:iam::<account>:role<path><name>` */
  readonly roleArn: string
  /** `AROA…` */
  readonly roleId: string
  readonly roleName: string
  readonly sessionName: string
  readonly accessKeyId: string
  /** Milliseconds since the epoch. */
  readonly sessionIssuedAt: number
  /** Session policies given to AssumeRole, JSON texts or ARNs of managed policies: they only limit. */
  readonly sessionPolicies: readonly string[]
  /** Role tags and session tags, session tags winning. */
  readonly tags: Readonly<Record<string, string>>
  /** Keys of session tags that a role assumed by this session inherits. */
  readonly transitiveTagKeys?: readonly string[]
  /** Who stands behind the session, as set by AssumeRole: it stays along a chain of roles. */
  readonly sourceIdentity?: string | null
}

/** An AWS service acting as itself (under a grant or a key policy statement), not with a caller's permissions. */
export interface ServicePrincipal {
  readonly kind: 'service'
  /** The grantee's name: `qbusiness.eu-central-1.amazonaws.com`. */
  readonly servicePrincipal: string
  /** As the trail names it: `qbusiness.amazonaws.com`. */
  readonly invokedBy: string
  /** Account that owns the resource the service works for. */
  readonly accountId: string
  /** `aws:SourceArn`: the resource the service works for. */
  readonly sourceArn: string
}

/** The ARN or service name that error messages and policies know a principal by. */
export function principalName(principal: Principal): string {
  return principal.kind === 'service' ? principal.servicePrincipal : principal.arn
}

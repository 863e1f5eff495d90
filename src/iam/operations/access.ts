/** Who may do what to which user or role: the step every IAM operation takes first. */

import type { Call } from '../../call/call.ts'
import { tagContext } from '../condition-context.ts'
import { invalidClientToken, noSuchOwner, validationError } from '../errors.ts'
import type { ConditionContext } from '../iam.ts'
import { findOwner, type Owner, type OwnerKind, ownerArn, type Tag } from '../owners.ts'
import type { IamRoom } from '../room.ts'

/**
 * @throws AwsError AccessDenied, or InvalidClientTokenId for GetSessionToken credentials, with which IAM cannot be called
 *   (STS API reference, "GetSessionToken").
 */
export async function authorizeIam(
  iam: IamRoom,
  call: Call,
  operation: string,
  resource: string,
  context?: ConditionContext,
): Promise<void> {
  if (call.principal.kind !== 'assumed-role' && isTemporary(call)) throw invalidClientToken()
  await iam.authorize(call, { action: `iam:${operation}`, resource, context })
}

export function isTemporary({ principal }: Call): boolean {
  return principal.kind !== 'service' && principal.accessKeyId.startsWith('ASIA')
}

/**
 * The user or role of that name. Whoever may not act on it does not learn whether it exists: the permission is checked
 * first, on the ARN it would have.
 *
 * @throws AwsError AccessDenied, NoSuchEntity
 */
export async function requireOwner(
  iam: IamRoom,
  call: Call,
  operation: string,
  kind: OwnerKind,
  name: string,
  context?: ConditionContext,
): Promise<Owner> {
  const accountId = call.principal.accountId
  const owner = await findOwner(iam.storage.database, kind, accountId, name)
  const arn = owner?.arn ?? ownerArn(kind, accountId, '/', name)
  await authorizeIam(iam, call, operation, arn, { ...resourceTagContext(owner?.tags ?? []), ...context })
  if (owner === null) throw noSuchOwner(kind, name)
  return owner
}

export function resourceTagContext(tags: readonly Tag[]): ConditionContext {
  return { ...tagContext('aws:ResourceTag', tags), ...tagContext('iam:ResourceTag', tags) }
}

/** Condition keys of a request that brings tags or names tag keys. */
export function requestTagContext(tags: readonly { Key?: string; Value?: string }[]): ConditionContext {
  if (tags.length === 0) return {}
  return { ...tagContext('aws:RequestTag', tags), 'aws:TagKeys': tags.map(({ Key }) => Key ?? '') }
}

/** The name in the request, else the calling user's own. */
export function userNameOrCaller(call: Call, userName: string | undefined): string {
  if (userName !== undefined) return userName
  if (call.principal.kind === 'user') return call.principal.userName
  throw validationError('Must specify userName when calling with non-User credentials')
}

/** `userIdentity` of a record (CloudTrail User Guide, "CloudTrail userIdentity element"). */

import type { Call } from '../call/call.ts'
import { copyInOnePiece, onePiece } from '../call/one-piece.ts'
import type { AssumedRolePrincipal, Principal, UserPrincipal } from '../call/principal.ts'
import { eventTimeText } from './event-time.ts'

export type UserIdentity = Readonly<Record<string, unknown>>

/** The caller as its own account sees it. With `call.via` it carries `invokedBy`: the service that calls for it. */
export function userIdentity(call: Call): UserIdentity {
  const identity = identityOf(call.principal)
  return call.via === undefined ? identity : { ...identity, invokedBy: serviceName(call.via.service) }
}

/** The caller as the owner of a resource in another account sees it: who it is, without names or credentials. */
export function foreignIdentity(call: Call): UserIdentity {
  const { principal } = call
  if (principal.kind === 'service') return identityOf(principal)
  const identity = { type: 'AWSAccount', principalId: principalId(principal), accountId: principal.accountId }
  return call.via === undefined ? identity : { ...identity, invokedBy: serviceName(call.via.service) }
}

/** The service whose name replaces source address and user agent, or null when the caller came by itself. */
export function invokingService(call: Call): string | null {
  if (call.principal.kind === 'service') return call.principal.invokedBy
  return call.via === undefined ? null : serviceName(call.via.service)
}

/** What LookupEvents' `Username` finds: the user's name, the role session's name or `root`. Null for services. */
export function userNameOf(principal: Principal): string | null {
  switch (principal.kind) {
    case 'root':
      return 'root'
    case 'user':
      return principal.userName
    case 'assumed-role':
      return principal.sessionName
    case 'service':
      return null
  }
}

/** `kms` → `kms.amazonaws.com` */
export function serviceName(service: string): string {
  return onePiece(`${service}.amazonaws.com`)
}

// A principal is one object for as long as its credentials are cached, and most calls come from few principals.
const identities = new WeakMap<Principal, UserIdentity>()

function identityOf(principal: Principal): UserIdentity {
  const known = identities.get(principal)
  if (known !== undefined) return known
  const identity = newIdentity(principal)
  identities.set(principal, identity)
  return identity
}

function newIdentity(principal: Principal): UserIdentity {
  switch (principal.kind) {
    case 'root':
      return {
        type: 'Root',
        principalId: principal.accountId,
        arn: principal.arn,
        accountId: principal.accountId,
        accessKeyId: copyInOnePiece(principal.accessKeyId),
      }
    case 'user':
      return iamUser(principal)
    case 'assumed-role':
      return assumedRole(principal)
    case 'service':
      return { type: 'AWSService', invokedBy: principal.invokedBy }
  }
}

function iamUser(principal: UserPrincipal): UserIdentity {
  const identity = {
    type: 'IAMUser',
    principalId: principal.userId,
    arn: principal.arn,
    accountId: principal.accountId,
    accessKeyId: copyInOnePiece(principal.accessKeyId),
    userName: principal.userName,
  }
  if (principal.sessionIssuedAt === undefined) return identity
  return { ...identity, sessionContext: { attributes: sessionAttributes(principal.sessionIssuedAt) } }
}

function assumedRole(principal: AssumedRolePrincipal): UserIdentity {
  return {
    type: 'AssumedRole',
    principalId: principalId(principal),
    arn: principal.arn,
    accountId: principal.accountId,
    accessKeyId: copyInOnePiece(principal.accessKeyId),
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: principal.roleId,
        arn: principal.roleArn,
        accountId: principal.accountId,
        userName: principal.roleName,
      },
      attributes: sessionAttributes(principal.sessionIssuedAt),
    },
  }
}

function sessionAttributes(issuedAt: number): UserIdentity {
  return { creationDate: eventTimeText(issuedAt), mfaAuthenticated: 'false' }
}

function principalId(principal: Exclude<Principal, { kind: 'service' }>): string {
  switch (principal.kind) {
    case 'root':
      return principal.accountId
    case 'user':
      return principal.userId
    case 'assumed-role':
      return copyInOnePiece(`${principal.roleId}:${principal.sessionName}`)
  }
}

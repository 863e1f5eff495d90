/**
 * May this caller do this to this key? Key policy, identity policies and grants together (KMS Developer Guide, "AWS KMS
 * key access and permissions"; IAM User Guide, "Cross-account policy evaluation logic").
 */

import type { Call } from '../call/call.ts'
import type { Decision, EvaluationRequest, IdentityDecision } from '../iam/iam.ts'
import { decide, evaluate } from '../iam/iam.ts'
import {
  type ConditionKeys,
  callConditionKeys,
  encryptionContextConditionKeys,
  identityOnlyConditionKeys,
  keyConditionKeys,
} from './condition-keys.ts'
import type { EncryptionContext } from './encryption-context.ts'
import { type KeyDenialReason, keyAccessDenied } from './errors.ts'
import { findGrant, type Grant, type GrantNeed, granteeNames } from './grants.ts'
import { type KeyActionName, keyActions } from './key-actions.ts'
import type { Kms } from './kms.ts'
import type { KmsKey } from './kms-key.ts'

export interface KeyRequest {
  readonly action: KeyActionName
  readonly key: KmsKey
  /** The alias name by which the request named the key. */
  readonly requestAlias?: string | null
  /** What the operation's own members say, e.g. `kms:EncryptionAlgorithm`. */
  readonly conditionKeys?: ConditionKeys
  /** For symmetric cryptographic operations, and for CreateGrant the pairs of the new grant's constraints. */
  readonly encryptionContext?: EncryptionContext
  /** For CreateGrant: what a parent grant has to cover. */
  readonly parent?: Pick<GrantNeed, 'operations' | 'accepts'>
  /** The key is known from a ciphertext alone; a denial must not tell more about it. */
  readonly fromCiphertext?: boolean
}

/** Why a call was allowed. */
export interface Authorization {
  readonly path: 'key policy' | 'identity policy' | 'grant'
  readonly grant: Grant | null
}

/** How the decision came about, for the operator's `explain`. */
export interface AuthorizationNote {
  readonly action: string
  readonly resource: string
  readonly allowed: boolean
  readonly path: Authorization['path'] | null
  readonly grantId: string | null
  readonly reason: KeyDenialReason | null
  readonly keyPolicy: Decision
  readonly identity: IdentityDecision | null
}

/**
 * @returns the path that allowed; the caller of CreateGrant must know whether it was a grant.
 * @throws AccessDeniedException
 */
export async function authorizeKey(kms: Kms, call: Call, request: KeyRequest): Promise<Authorization> {
  const action = `kms:${request.action}`
  const asked = evaluationRequest(call, request, action)
  const keyPolicy = evaluate([request.key.policy], asked)
  const identity = await decideIdentity(kms, request.key, asked)
  const outcome = await decideAll(kms, call, request, keyPolicy, identity)
  const allowed = typeof outcome !== 'string'
  addNote(call, {
    action,
    resource: request.key.arn,
    allowed,
    path: allowed ? outcome.path : null,
    grantId: allowed ? (outcome.grant?.id ?? null) : null,
    reason: allowed ? null : outcome,
    keyPolicy,
    identity,
  })
  if (!allowed) throw keyAccessDenied(call.principal, action, request.key.arn, outcome)
  return outcome
}

function evaluationRequest(call: Call, request: KeyRequest, action: string): EvaluationRequest {
  const context = callConditionKeys(call)
  Object.assign(context, keyConditionKeys(request.key), request.conditionKeys)
  if (request.encryptionContext !== undefined) {
    Object.assign(context, encryptionContextConditionKeys(request.encryptionContext))
  }
  if (request.requestAlias) context['kms:RequestAlias'] = request.requestAlias
  return { principal: call.principal, action, resource: request.key.arn, context }
}

/** Null for a service, which has no identity policies. */
async function decideIdentity(
  kms: Kms,
  key: KmsKey,
  asked: EvaluationRequest,
): Promise<IdentityDecision | null> {
  if (asked.principal.kind === 'service') return null
  const policies = await kms.iam.identityPolicies(asked.principal)
  if (key.aliasNames.length === 0 && key.tags.length === 0) return decide(policies, asked)
  return decide(policies, { ...asked, context: { ...asked.context, ...identityOnlyConditionKeys(key) } })
}

async function decideAll(
  kms: Kms,
  call: Call,
  request: KeyRequest,
  keyPolicy: Decision,
  identity: IdentityDecision | null,
): Promise<Authorization | KeyDenialReason> {
  const { principal } = call
  const own = principal.kind === 'service' || principal.accountId === request.key.accountId
  if (keyPolicy.effect === 'Deny') return hidden(own, request, 'explicit deny in a resource-based policy')
  if (identity?.effect === 'Deny' && identity.reason !== null) return identity.reason
  if (!own && !keyActions[request.action].crossAccount) return 'foreign key'
  const agrees = identityAgrees(call, identity)
  const path = own ? pathInAccount(keyPolicy, identity, agrees) : pathAcrossAccounts(keyPolicy, agrees)
  if (path !== null) return { path, grant: null }
  const grant = await findAllowingGrant(kms, call, request, identity, agrees)
  if (grant !== null) return { path: 'grant', grant }
  // The key policy left it to the account's policies, or a boundary or session policy was silent.
  if (own && keyPolicy.effect === 'Allow') return silentPolicy(keyPolicy, identity)
  return hidden(own, request, 'no resource-based policy')
}

/** The root user of an account needs no policy of its own (KMS Developer Guide, "Default key policy"). */
function identityAgrees(call: Call, identity: IdentityDecision | null): boolean {
  if (identity === null) return false
  return identity.withinLimits && (identity.identityAllows || call.principal.kind === 'root')
}

/**
 * Naming the caller in the key policy is enough; naming the account hands the decision to its identity policies. A silent
 * boundary or session policy limits everything but an Allow for the very user or session.
 */
function pathInAccount(
  keyPolicy: Decision,
  identity: IdentityDecision | null,
  agrees: boolean,
): 'key policy' | 'identity policy' | null {
  if (keyPolicy.allowedExactly) return 'key policy'
  if (keyPolicy.allowedDirectly && (identity === null || identity.withinLimits)) return 'key policy'
  return keyPolicy.allowedByDelegation && agrees ? 'identity policy' : null
}

/** The key's account and the caller's account must both allow. */
function pathAcrossAccounts(keyPolicy: Decision, agrees: boolean): 'identity policy' | null {
  return keyPolicy.effect === 'Allow' && agrees ? 'identity policy' : null
}

async function findAllowingGrant(
  kms: Kms,
  call: Call,
  request: KeyRequest,
  identity: IdentityDecision | null,
  agrees: boolean,
): Promise<Grant | null> {
  if (!keyActions[request.action].grantable) return null
  const { principal } = call
  const need: GrantNeed = {
    operations: request.parent?.operations ?? [request.action],
    encryptionContext: request.action === 'DescribeKey' ? null : (request.encryptionContext ?? {}),
    sourceArn: principal.kind === 'service' ? principal.sourceArn : null,
    accepts: request.parent?.accepts,
  }
  const names = granteeNames(principal)
  // A grant to the very user or session is not limited by a silent boundary, as with a key policy.
  const unlimited = identity === null || identity.withinLimits
  const direct = unlimited ? names.direct : names.direct.slice(0, 1)
  const grant = await findGrant(kms, request.key, direct, need)
  if (grant !== null || names.account === null || !agrees) return grant
  return findGrant(kms, request.key, [names.account], need)
}

/** Which of the caller's own policies did not speak up, where the key policy alone was not enough. */
function silentPolicy(keyPolicy: Decision, identity: IdentityDecision | null): KeyDenialReason {
  if (!keyPolicy.allowedDirectly) return identity?.reason ?? 'no resource-based policy'
  return identity?.boundary?.effect === 'None' ? 'no permissions boundary' : 'no session policy'
}

/** What the key policy decided is not told to other accounts, nor to those who hold a ciphertext only. */
function hidden(own: boolean, request: KeyRequest, reason: KeyDenialReason): KeyDenialReason {
  if (request.fromCiphertext === true) return 'key of ciphertext'
  return own ? reason : 'foreign key'
}

/** A call that touches two keys, or an alias and a key, has several. */
function addNote(call: Call, note: AuthorizationNote): void {
  const { authorization } = call.notes
  if (authorization === undefined) call.notes.authorization = note
  else if (Array.isArray(authorization)) authorization.push(note)
  else call.notes.authorization = [authorization, note]
}

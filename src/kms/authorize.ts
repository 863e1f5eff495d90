/**
 * May this caller do this to this key? Key policy, identity policies and grants together (KMS Developer Guide, "AWS KMS
 * key access and permissions"; IAM User Guide, "Cross-account policy evaluation logic").
 */

import type { Call } from '../call/call.ts'
import type { Decision, EvaluationRequest, IdentityDecision } from '../iam/iam.ts'
import { decide, evaluate, evaluationRequest } from '../iam/iam.ts'
import {
  type ConditionKeys,
  callConditionKeys,
  encryptionContextConditionKeys,
  identityOnlyConditionKeys,
  keyConditionKeys,
} from './condition-keys.ts'
import type { EncryptionContext } from './encryption-context.ts'
import { type KeyDenialReason, keyAccessDenied } from './errors.ts'
import { findTokenGrants } from './grant-token.ts'
import { findGrant, type Grant, type GrantNeed, grantAllows, granteeNames } from './grants.ts'
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
  readonly grantTokens?: readonly string[] | undefined
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
  const { principal } = call
  const { key } = request
  const asked = evaluationRequest(principal, action, key.arn, () => conditionKeysOf(call, request))
  const keyPolicy = evaluate([key.policy], asked)
  // A service has no identity policies.
  const identity =
    principal.kind === 'service'
      ? null
      : decide(await kms.iam.identityPolicies(principal), askedOfIdentity(key, asked))
  const outcome =
    decideByPolicies(call, request, keyPolicy, identity) ??
    (await decideByGrant(kms, call, request, keyPolicy, identity))
  const allowed = typeof outcome !== 'string'
  addNote(call, {
    action,
    resource: key.arn,
    allowed,
    path: allowed ? outcome.path : null,
    grantId: allowed ? (outcome.grant?.id ?? null) : null,
    reason: allowed ? null : outcome,
    keyPolicy,
    identity,
  })
  if (!allowed) throw keyAccessDenied(principal, action, key.arn, outcome)
  return outcome
}

function conditionKeysOf(call: Call, request: KeyRequest): ConditionKeys {
  const keys = callConditionKeys(call)
  Object.assign(keys, keyConditionKeys(request.key), request.conditionKeys)
  if (request.encryptionContext !== undefined) {
    Object.assign(keys, encryptionContextConditionKeys(request.encryptionContext))
  }
  if (request.requestAlias) keys['kms:RequestAlias'] = request.requestAlias
  return keys
}

function askedOfIdentity(key: KmsKey, asked: EvaluationRequest): EvaluationRequest {
  if (key.aliasNames.length === 0 && key.tags.length === 0) return asked
  return evaluationRequest(asked.principal, asked.action, asked.resource, () => ({
    ...asked.context,
    ...identityOnlyConditionKeys(key),
  }))
}

/** Null when the policies neither allow nor deny: a grant may allow yet. */
function decideByPolicies(
  call: Call,
  request: KeyRequest,
  keyPolicy: Decision,
  identity: IdentityDecision | null,
): Authorization | KeyDenialReason | null {
  const own = isOwn(call, request)
  if (keyPolicy.effect === 'Deny') return hidden(own, request, 'explicit deny in a resource-based policy')
  if (identity?.effect === 'Deny' && identity.reason !== null) {
    // That a foreign key exists is not told either: the answer for one that does not is the same.
    return own ? identity.reason : hidden(own, request, identity.reason)
  }
  if (!own && !keyActions[request.action].crossAccount) return 'foreign key'
  const agrees = identityAgrees(call, identity)
  const path = own ? pathInAccount(keyPolicy, identity, agrees) : pathAcrossAccounts(keyPolicy, agrees)
  return path === null ? null : { path, grant: null }
}

async function decideByGrant(
  kms: Kms,
  call: Call,
  request: KeyRequest,
  keyPolicy: Decision,
  identity: IdentityDecision | null,
): Promise<Authorization | KeyDenialReason> {
  const grant = await findAllowingGrant(kms, call, request, identity, identityAgrees(call, identity))
  if (grant !== null) return { path: 'grant', grant }
  const own = isOwn(call, request)
  // The key policy left it to the account's policies, or a boundary or session policy was silent.
  if (own && keyPolicy.effect === 'Allow') return silentPolicy(keyPolicy, identity)
  return hidden(own, request, 'no resource-based policy')
}

function isOwn({ principal }: Call, { key }: KeyRequest): boolean {
  return principal.kind === 'service' || principal.accountId === key.accountId
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
  const grantees = names.account === null || !agrees ? direct : [...direct, names.account]
  const grant =
    (await findGrant(kms, request.key, direct, need)) ??
    (grantees === direct ? null : await findGrant(kms, request.key, grantees.slice(-1), need))
  if (grant !== null || request.grantTokens === undefined) return grant
  const named = await findTokenGrants(kms, request.grantTokens, request.key.arn)
  return named.find((each) => grantAllows(each, grantees, need)) ?? null
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

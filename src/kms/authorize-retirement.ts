/**
 * Who may retire a grant: its retiring principal; its grantee, when the grant holds RetireGrant; the account that made it,
 * and those to whom that account (or a retiring account) hands the right by kms:RetireGrant in an identity policy. An Allow
 * on the key counts for nothing here; a Deny always counts (KMS Developer Guide, "Retiring and revoking grants").
 */

import type { Call } from '../call/call.ts'
import type { Principal } from '../call/principal.ts'
import { decide, evaluate } from '../iam/iam.ts'
import { callConditionKeys, identityOnlyConditionKeys, keyConditionKeys } from './condition-keys.ts'
import { keyAccessDenied } from './errors.ts'
import { constraintType } from './grant-constraints.ts'
import { accountRoot, type Grant, granteeNames } from './grants.ts'
import type { Kms } from './kms.ts'
import type { KmsKey } from './kms-key.ts'

const action = 'kms:RetireGrant'

/** @throws AccessDeniedException */
export async function authorizeRetirement(kms: Kms, call: Call, key: KmsKey, grant: Grant): Promise<void> {
  const { principal } = call
  const type = constraintType(grant.constraints)
  const context = {
    ...callConditionKeys(call),
    ...keyConditionKeys(key),
    ...(type === null ? {} : { 'kms:GrantConstraintType': type }),
  }
  const asked = { principal, action, resource: key.arn, context }
  const keyPolicy = evaluate([key.policy], asked)
  call.notes.authorization = { action, resource: key.arn, grantId: grant.id, keyPolicy }
  if (keyPolicy.effect === 'Deny') {
    throw keyAccessDenied(principal, action, key.arn, 'explicit deny in a resource-based policy')
  }
  if (principal.kind === 'service') {
    if (mayRetireItself(principal, grant)) return
    throw keyAccessDenied(principal, action, key.arn, 'no resource-based policy')
  }
  const policies = await kms.iam.identityPolicies(principal)
  const identity = decide(policies, {
    ...asked,
    context: { ...context, ...identityOnlyConditionKeys(key) },
  })
  call.notes.authorization = { action, resource: key.arn, grantId: grant.id, keyPolicy, identity }
  if (identity.effect === 'Deny' && identity.reason !== null) {
    throw keyAccessDenied(principal, action, key.arn, identity.reason)
  }
  if (mayRetireItself(principal, grant)) return
  if (identity.effect === 'Allow' && mayDelegate(principal.accountId, grant)) return
  throw keyAccessDenied(principal, action, key.arn, identity.reason ?? 'no resource-based policy')
}

/** By the grant itself, without a policy. */
function mayRetireItself(principal: Principal, grant: Grant): boolean {
  const { direct } = granteeNames(principal)
  if (grant.retiringPrincipal !== null && direct.includes(grant.retiringPrincipal)) return true
  if (direct.includes(grant.granteePrincipal) && grant.operations.includes('RetireGrant')) return true
  return principal.kind === 'root' && grant.issuingAccount === principal.arn
}

/** Accounts hold the right as a whole and give it on to their users. */
function mayDelegate(accountId: string, grant: Grant): boolean {
  const root = accountRoot(accountId)
  if (grant.issuingAccount === root || grant.retiringPrincipal === root) return true
  return grant.granteePrincipal === root && grant.operations.includes('RetireGrant')
}

import type { Decision } from './evaluate.ts'
import { evaluate } from './evaluate.ts'
import type { EvaluationRequest } from './evaluation-request.ts'
import type { IdentityPolicies } from './iam.ts'

/** What the caller's own policies say, and which of AWS's sentences tells it. */
export interface IdentityDecision {
  readonly effect: 'Allow' | 'Deny' | 'None'
  /** An identity policy allows; says nothing of the limits. */
  readonly identityAllows: boolean
  /** The permissions boundary and the session policies, where there are any, allow. They only limit, they never give. */
  readonly withinLimits: boolean
  /** Null when the effect is Allow. */
  readonly reason: DenialReason | null
  readonly identity: Decision
  readonly boundary: Decision | null
  readonly session: Decision | null
}

export type DenialReason =
  | 'explicit deny in an identity-based policy'
  | 'explicit deny in a permissions boundary'
  | 'explicit deny in a session policy'
  | 'explicit deny in a resource-based policy'
  | 'no identity-based policy'
  | 'no permissions boundary'
  | 'no session policy'
  | 'no resource-based policy'

/**
 * The identity side of a decision: an explicit Deny anywhere wins; an Allow needs an identity policy that allows, a
 * boundary that allows if there is one, and session policies of which one allows if there are any.
 *
 * Callers with a resource policy of their own combine it so (IAM User Guide, "Policy evaluation logic"): a Deny on either
 * side ends it; a direct Allow of a same-account resource policy replaces `identityAllows`, not `withinLimits` (unless it
 * names the caller exactly); delegation and other accounts need `effect` Allow.
 */
export function decide(policies: IdentityPolicies, request: EvaluationRequest): IdentityDecision {
  const identity = evaluate(policies.identity, request)
  const boundary = policies.boundary === null ? null : evaluate([policies.boundary], request)
  const session = policies.session.length === 0 ? null : evaluate(policies.session, request)
  const identityAllows = identity.effect === 'Allow'
  const withinLimits = (boundary?.effect ?? 'Allow') === 'Allow' && (session?.effect ?? 'Allow') === 'Allow'
  const reason = denialReason(identity, boundary, session)
  const effect = reason === null ? 'Allow' : reason.startsWith('explicit') ? 'Deny' : 'None'
  return { effect, identityAllows, withinLimits, reason, identity, boundary, session }
}

function denialReason(
  identity: Decision,
  boundary: Decision | null,
  session: Decision | null,
): DenialReason | null {
  if (identity.effect === 'Deny') return 'explicit deny in an identity-based policy'
  if (boundary?.effect === 'Deny') return 'explicit deny in a permissions boundary'
  if (session?.effect === 'Deny') return 'explicit deny in a session policy'
  if (identity.effect === 'None') return 'no identity-based policy'
  if (boundary?.effect === 'None') return 'no permissions boundary'
  return session?.effect === 'None' ? 'no session policy' : null
}

/** A resource's policy and the caller's own policies taken together. */
export interface CombinedDecision {
  readonly allowed: boolean
  /** Null when allowed. */
  readonly reason: DenialReason | null
}

/**
 * For resources whose own policy must allow (KMS keys, roles): an identity policy alone never suffices. In the same
 * account a direct Allow is enough, within the caller's limits, and an Allow for the account's root leaves the decision to
 * the identity policies. Across accounts both sides must allow (IAM User Guide, "Cross-account policy evaluation logic").
 */
export function decideTogether(
  resource: Decision,
  identity: IdentityDecision,
  where: 'same account' | 'other account',
): CombinedDecision {
  if (identity.effect === 'Deny') return { allowed: false, reason: identity.reason }
  if (resource.effect === 'Deny')
    return { allowed: false, reason: 'explicit deny in a resource-based policy' }
  if (resource.effect === 'None') return { allowed: false, reason: 'no resource-based policy' }
  if (identity.effect === 'Allow') return { allowed: true, reason: null }
  if (where === 'other account' || !resource.allowedDirectly)
    return { allowed: false, reason: identity.reason }
  if (resource.allowedExactly || identity.withinLimits) return { allowed: true, reason: null }
  return {
    allowed: false,
    reason: identity.boundary?.effect === 'None' ? 'no permissions boundary' : 'no session policy',
  }
}

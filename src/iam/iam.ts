/**
 * Iam's door: who calls, and may they. Principals and their credentials, policy documents, and the one evaluation engine
 * for identity policies, key policies and grants. It knows nothing of KMS keys; key policies reach it as documents.
 */

import type { Call } from '../call/call.ts'
import type { Principal } from '../call/principal.ts'
import type { PolicyDocument } from './policy-document.ts'

export interface Iam {
  /**
   * The principal and secret behind an access key id (and session token for `ASIA…` keys).
   * Null when unknown, inactive, or its user is gone; `'expired'` for a session past its time. Cached by the authority.
   */
  findCredentials(accessKeyId: string, sessionToken: string | null): Promise<Credentials | null | 'expired'>
  /** The policies that identity brings along: its own, its boundary, its session policies. Cached by the authority. */
  identityPolicies(principal: Principal): Promise<IdentityPolicies>
  /**
   * May `call.principal` do `action` on `resource`, by its identity policies alone (for services without resource
   * policies)? Throws AWS's AccessDenied wording; records the trace in `call.notes.authorization`.
   * An account's root may do everything in its account. A service principal may do nothing here.
   */
  authorize(call: Call, request: ActionRequest): Promise<void>
  /** Whether a principal named in a policy exists: root of any account, user, role, session of a role, service. */
  principalExists(arn: string): Promise<boolean>
  /**
   * A policy's text with the users and roles that it names replaced by their unique ids, for storing: it then means
   * these, and not later ones of the same name. `evaluate` knows both. Call it with a policy that parses.
   */
  bindPrincipals(policyText: string): Promise<string>
  /** The inverse, for showing: ARNs again; the unique id stays where the principal is gone. */
  showPrincipals(policyText: string): Promise<string>
  /**
   * The same for one name: the unique id of the user or role that an ARN names now, `AROA…:session` for a role's session.
   * Other names, and those of principals that do not exist, come back as they are.
   */
  bindPrincipal(name: string): Promise<string>
  /** The inverse: its ARN; the unique id where the principal is gone. */
  showPrincipal(name: string): Promise<string>
  /** All accounts of this server, the first one made first. */
  accounts(): Promise<readonly string[]>
}

export interface ActionRequest {
  /** `qbusiness:CreateApplication` */
  readonly action: string
  /** ARN, or `*` where the action knows no resource. */
  readonly resource: string
  /** Condition keys beyond the global ones that the call itself gives, e.g. `aws:RequestTag/x`. */
  readonly context?: ConditionContext
}

export interface Credentials {
  readonly principal: Principal
  readonly secretAccessKey: string
}

/** Condition keys are compared case-insensitively; the map holds them in their documented spelling. */
export type ConditionContext = Readonly<Record<string, string | readonly string[] | undefined>>

export interface IdentityPolicies {
  readonly identity: readonly NamedPolicy[]
  /** Null when there is no boundary. */
  readonly boundary: NamedPolicy | null
  /** Of one session: together they limit, what none of them allows is not allowed. Empty when there are none. */
  readonly session: readonly NamedPolicy[]
}

export interface NamedPolicy {
  /** As a person would look for it: `inline policy Admin of user alice`, an ARN, `key policy`. */
  readonly name: string
  readonly document: PolicyDocument
}

export { accessDenied, accessDeniedMessage } from './access-denied.ts'
export { globalConditionContext } from './condition-context.ts'
export type { CombinedDecision, DenialReason, IdentityDecision } from './decide.ts'
export { decide, decideTogether } from './decide.ts'
export type { Decision, StatementTrace } from './evaluate.ts'
export { evaluate } from './evaluate.ts'
export type { EvaluationRequest } from './evaluation-request.ts'
export { evaluationRequest } from './evaluation-request.ts'
/** A parsed policy: normalised so that evaluation has nothing to check any more. See policy-document.ts. */
export type { PolicyDocument, Statement } from './policy-document.ts'
export { PolicySyntaxError, parsePolicyDocument } from './policy-document.ts'

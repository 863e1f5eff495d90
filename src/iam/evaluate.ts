/** The evaluation engine: policies and a request in, a decision with its trace out. Pure. */

import { matchesArnPattern, matchesWildcard, type Pattern } from './arn-pattern.ts'
import { conditionHolds, describeCondition } from './condition.ts'
import type { EvaluationRequest } from './evaluation-request.ts'
import type { NamedPolicy } from './iam.ts'
import type { Condition, PolicyDocument, Statement } from './policy-document.ts'
import { expandVariables } from './policy-variables.ts'
import { type PrincipalMatch, principalMatch } from './principal-match.ts'

/** What a set of policies says of a request, taken together. */
export interface Decision {
  readonly effect: 'Allow' | 'Deny' | 'None'
  /**
   * An Allow names the caller itself: its user, its role, its session, its service, everyone (`*`), or it stands in an
   * identity policy. False when only the account root was named (see below), and always when the effect is Deny.
   */
  readonly allowedDirectly: boolean
  /**
   * An Allow names the caller's account root or account id. For a KMS key that hands the decision to the account's
   * identity policies: they must allow as well (KMS Developer Guide, "Allows access to the AWS account and enables IAM
   * policies"). The account's root user itself is named directly by its own ARN.
   */
  readonly allowedByDelegation: boolean
  /**
   * An Allow names the calling user's or session's own ARN. In the same account the silence of a permissions boundary
   * or session policy does not limit such an Allow, while it does limit one by role ARN or `*` (IAM User Guide,
   * "Policy evaluation logic"). Implies `allowedDirectly`.
   */
  readonly allowedExactly: boolean
  /** The statement that decided: the first matching Deny, else the first matching Allow. */
  readonly decidedBy: { readonly policy: string; readonly sid: string | null; readonly index: number } | null
  /** One row for each statement. Made when it is first read, so a decision that nobody explains costs nothing more. */
  readonly trace: readonly StatementTrace[]
}

export interface StatementTrace {
  readonly policy: string
  readonly index: number
  readonly sid: string | null
  readonly effect: 'Allow' | 'Deny'
  readonly matched: boolean
  /** How the principal element matched; null in identity policies and when it did not. */
  readonly principal: PrincipalMatch
  /** Why it did not match: `action`, `resource`, `principal` or the condition, e.g. `StringEquals kms:ViaService: was absent`. */
  readonly why: string | null
}

/**
 * Explicit Deny wins over Allow; nothing matching is `None`. Order of policies and statements does not matter for the effect.
 * `principalMatch` is used for statements that have a principal element (resource policies): see principal-match.ts.
 */
export function evaluate(policies: readonly NamedPolicy[], request: EvaluationRequest): Decision {
  const action = request.action.toLowerCase()
  let denied: Decision['decidedBy'] = null
  let allowed: Decision['decidedBy'] = null
  let directly = false
  let byDelegation = false
  let exactly = false
  for (const { name, document } of policies) {
    let index = -1
    for (const statement of document.statements) {
      index++
      if (mismatch(document, statement, request, action) !== null) continue
      const decidedBy = { policy: name, sid: statement.sid, index }
      if (statement.effect === 'Deny') {
        denied ??= decidedBy
        continue
      }
      allowed ??= decidedBy
      const match = principalMatch(statement, request.principal)
      if (match === 'delegated') byDelegation = true
      else directly = true
      if (match === 'exact') exactly = true
    }
  }
  if (denied !== null) return new ExplainedDecision('Deny', denied, noWay, policies, request)
  const ways = { directly, byDelegation, exactly }
  return new ExplainedDecision(allowed ? 'Allow' : 'None', allowed, ways, policies, request)
}

/** How an Allow covers the caller: see `Decision`. */
interface Ways {
  readonly directly: boolean
  readonly byDelegation: boolean
  readonly exactly: boolean
}

const noWay: Ways = { directly: false, byDelegation: false, exactly: false }

// A class for its accessor: one in an object literal is defined anew for each object, which takes 20 times as long.
class ExplainedDecision implements Decision {
  readonly effect: Decision['effect']
  readonly allowedDirectly: boolean
  readonly allowedByDelegation: boolean
  readonly allowedExactly: boolean
  readonly decidedBy: Decision['decidedBy']
  readonly #policies: readonly NamedPolicy[]
  readonly #request: EvaluationRequest

  constructor(
    effect: Decision['effect'],
    decidedBy: Decision['decidedBy'],
    ways: Ways,
    policies: readonly NamedPolicy[],
    request: EvaluationRequest,
  ) {
    this.effect = effect
    this.allowedDirectly = ways.directly
    this.allowedByDelegation = ways.byDelegation
    this.allowedExactly = ways.exactly
    this.decidedBy = decidedBy
    this.#policies = policies
    this.#request = request
  }

  get trace(): readonly StatementTrace[] {
    return explain(this.#policies, this.#request)
  }

  toJSON(): Decision {
    return { ...this, trace: this.trace }
  }
}

type Mismatch = 'action' | 'principal' | 'resource' | Condition

/** What keeps a statement from applying; null when it applies. The cheapest and most telling checks come first. */
function mismatch(
  document: PolicyDocument,
  statement: Statement,
  request: EvaluationRequest,
  action: string,
): Mismatch | null {
  if (!coversAction(statement, action)) return 'action'
  if (principalMatch(statement, request.principal) === 'none') return 'principal'
  if (!coversResource(document, statement, request)) return 'resource'
  for (const condition of statement.conditions) {
    if (!conditionHolds(condition, statement.effect, document.version, request.context)) return condition
  }
  return null
}

function coversAction(statement: Statement, action: string): boolean {
  const { actions, notActions } = statement
  if (actions !== null) return coveredByAny(actions, action)
  return notActions !== null && !coveredByAny(notActions, action)
}

function coveredByAny(patterns: readonly string[], action: string): boolean {
  for (const pattern of patterns) if (matchesWildcard(pattern, action)) return true
  return false
}

function coversResource(document: PolicyDocument, statement: Statement, request: EvaluationRequest): boolean {
  const { resources, notResources } = statement
  if (resources !== null) {
    for (const text of resources) {
      if (text === '*') return true
      const pattern = resourcePattern(text, document, request)
      if (pattern !== null && matchesArnPattern(pattern, request.resource)) return true
    }
    return false
  }
  if (notResources === null) return false
  for (const text of notResources) {
    const pattern = resourcePattern(text, document, request)
    // A variable without a value leaves the exception unknown: an Allow then does not apply, a Deny does.
    if (pattern === null ? statement.effect === 'Allow' : matchesArnPattern(pattern, request.resource))
      return false
  }
  return true
}

/** The context is left alone where there is no variable. */
function resourcePattern(
  text: string,
  { version }: PolicyDocument,
  request: EvaluationRequest,
): Pattern | null {
  return text.includes('${') ? expandVariables(text, version, request.context) : { text, literal: null }
}

function explain(policies: readonly NamedPolicy[], request: EvaluationRequest): readonly StatementTrace[] {
  const action = request.action.toLowerCase()
  return policies.flatMap(({ name, document }) =>
    document.statements.map((statement, index) => {
      const miss = mismatch(document, statement, request, action)
      return {
        policy: name,
        index,
        sid: statement.sid,
        effect: statement.effect,
        matched: miss === null,
        principal: principalMatch(statement, request.principal),
        why:
          miss === null || typeof miss === 'string'
            ? miss
            : describeCondition(miss, document.version, request.context),
      }
    }),
  )
}

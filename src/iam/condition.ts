import type { Pattern } from './arn-pattern.ts'
import { contextValues } from './condition-context.ts'
import { type ConditionOperator, findOperator } from './condition-operators.ts'
import type { ConditionContext } from './iam.ts'
import type { Condition, PolicyDocument, Statement } from './policy-document.ts'
import { expandVariables } from './policy-variables.ts'

type Version = PolicyDocument['version']

/**
 * Whether one condition holds (IAM User Guide, "Multivalued context keys"):
 * - an absent key fails a positive operator and satisfies a negated one, `…IfExists` and `ForAllValues`; it fails `ForAnyValue`;
 * - without a set prefix a positive operator needs one value that matches, a negated one needs that none matches;
 * - `ForAnyValue` wants one value of the request that satisfies the operator, `ForAllValues` wants all to.
 *
 * A stated value whose variable is unknown matches nothing. A negated operator would then hold because of what is not
 * known, which is right for a Deny and wrong for an Allow: there it does not hold.
 */
export function conditionHolds(
  condition: Condition,
  effect: Statement['effect'],
  version: Version,
  context: ConditionContext,
): boolean {
  const found = contextValues(context, condition.key)
  const actual = found === undefined ? [] : typeof found === 'string' ? [found] : found
  if (condition.operator === 'Null') return condition.values.includes(String(actual.length === 0))
  const operator = findOperator(condition.operator)
  if (operator === null) return false
  if (actual.length === 0) {
    if (condition.ifExists || condition.set === 'ForAllValues') return true
    return operator.negated && condition.set === null
  }
  const stated = condition.values.map((value) => expandVariables(value, version, context))
  if (operator.negated && effect === 'Allow' && stated.includes(null)) return false
  const matches = (value: string) => matchesAny(operator, value, stated)
  if (condition.set === 'ForAllValues') return actual.every((value) => matches(value) !== operator.negated)
  if (condition.set === 'ForAnyValue') return actual.some((value) => matches(value) !== operator.negated)
  return actual.some(matches) !== operator.negated
}

function matchesAny(
  operator: ConditionOperator,
  value: string,
  stated: readonly (Pattern | null)[],
): boolean {
  return stated.some((pattern) => pattern !== null && operator.matches(value, pattern))
}

const shownCharsMax = 200

/** For the trace of a condition that did not hold: `StringEquals kms:ViaService: was absent`. */
export function describeCondition(condition: Condition, version: Version, context: ConditionContext): string {
  const set = condition.set === null ? '' : `${condition.set}:`
  const name = `${set}${condition.operator}${condition.ifExists ? 'IfExists' : ''} ${condition.key}`
  const found = contextValues(context, condition.key)
  if (found === undefined) return `${name}: was absent`
  const unknown = condition.values.find((value) => expandVariables(value, version, context) === null)
  const hint = unknown === undefined ? '' : `, and ${unknown} has no value in this request`
  return `${name}: was ${JSON.stringify(found).slice(0, shownCharsMax)}${hint}`
}

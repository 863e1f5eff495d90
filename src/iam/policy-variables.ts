import type { Pattern } from './arn-pattern.ts'
import { contextValues } from './condition-context.ts'
import type { ConditionContext } from './iam.ts'
import type { PolicyDocument } from './policy-document.ts'

/**
 * Fills in `${aws:username}`, `${aws:PrincipalTag/team, 'none'}`, `${*}`, `${?}` and `${$}` (IAM User Guide, "IAM policy
 * elements: Variables and tags"). Only documents of version 2012-10-17 have variables. What a variable brings in is
 * literal: a tag value `*` does not become a wildcard.
 *
 * Null when a variable has no single value in this request and no default.
 */
export function expandVariables(
  text: string,
  version: PolicyDocument['version'],
  context: ConditionContext,
): Pattern | null {
  if (version !== '2012-10-17' || !text.includes('${')) return { text, literal: null }
  let expanded = ''
  const literalRanges: [start: number, end: number][] = []
  let at = 0
  while (at < text.length) {
    const open = text.indexOf('${', at)
    const close = open === -1 ? -1 : text.indexOf('}', open)
    if (close === -1) {
      expanded += text.slice(at)
      break
    }
    const value = variableValue(text.slice(open + 2, close), context)
    if (value === null) return null
    expanded += text.slice(at, open)
    literalRanges.push([expanded.length, expanded.length + value.length])
    expanded += value
    at = close + 1
  }
  const literal = new Uint8Array(expanded.length)
  for (const [start, end] of literalRanges) literal.fill(1, start, end)
  return { text: expanded, literal }
}

function variableValue(inside: string, context: ConditionContext): string | null {
  if (inside === '*' || inside === '?' || inside === '$') return inside
  const comma = inside.indexOf(',')
  const key = (comma === -1 ? inside : inside.slice(0, comma)).trim()
  const values = contextValues(context, key)
  if (typeof values === 'string') return values
  const fallback = comma === -1 ? '' : inside.slice(comma + 1).trim()
  return fallback.length >= 2 && fallback.startsWith("'") && fallback.endsWith("'")
    ? fallback.slice(1, -1)
    : null
}

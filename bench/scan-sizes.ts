/** How large the account of the scan's bench is. */

export const guardrailCount = 30_000
export const guardrailsPerPage = 1000
export const logGroupCount = 20_000
export const logGroupsPerPage = 50
export const keyCount = 500
export const aliasesPerPage = 100
export const latencyMs = 5

export const resourceCount = guardrailCount + logGroupCount

/** The fewest calls that can tell: every page once, every guardrail once, every key that is named once, the caller once. */
export function fewestCalls(): Readonly<Record<string, number>> {
  const named = new Set(
    Array.from({ length: keyCount * 10 }, (_, n) => n).flatMap((n) => (n % 10 === 0 ? [] : [n % keyCount])),
  )
  return {
    'sts:GetCallerIdentity': 1,
    'bedrock:ListGuardrails': Math.ceil(guardrailCount / guardrailsPerPage),
    'bedrock:GetGuardrail': guardrailCount,
    'logs:DescribeLogGroups': Math.ceil(logGroupCount / logGroupsPerPage),
    'kms:ListAliases': Math.ceil(keyCount / aliasesPerPage),
    'kms:DescribeKey': named.size,
  }
}

/** One line a change: `12:03:04 FAIL→PASS bedrock-guardrail-cmk guardrail/abc by user/alice UpdateGuardrail`. */

import { visible } from '../reports/text.ts'
import type { ToldChange } from './attribution.ts'

export function tellChange({ at, from, to, finding, changedBy }: ToldChange): string {
  const when = new Date(changedBy?.at ?? at).toISOString().slice(11, 19)
  const what = `${when} ${from}→${to} ${finding.ruleId} ${shortName(finding.resourceUid)}`
  if (changedBy === null) return visible(what)
  const action = changedBy.event.slice(changedBy.event.indexOf(':') + 1)
  return visible(`${what} by ${shortName(changedBy.principal)} ${action}`)
}

/** An ARN's own part. */
function shortName(arn: string): string {
  return arn.startsWith('arn:') ? arn.split(':').slice(5).join(':') : arn
}

import { formatArn, parseArn, partition } from '../../call/arn.ts'
import type { Place } from '../../resources/place.ts'

export function guardrailArn({ region, accountId }: Place, guardrailId: string): string {
  return formatArn('bedrock', region, accountId, `guardrail/${guardrailId}`)
}

export interface NamedGuardrail extends Place {
  readonly guardrailId: string
}

/**
 * A guardrail's ARN; null when the text is none. One of another partition is none: policies are written for the one that
 * this server names things by.
 */
export function parseGuardrailArn(text: string): NamedGuardrail | null {
  const arn = parseArn(text)
  const guardrailId = /^guardrail\/([a-z0-9]+)$/.exec(arn?.resource ?? '')?.[1]
  if (arn === null || guardrailId === undefined) return null
  if (arn.partition !== partition || arn.service !== 'bedrock') return null
  return { region: arn.region, accountId: arn.accountId, guardrailId }
}

import type { PlannedJob } from '../../resources/jobs.ts'
import type { NamedGuardrail } from './arns.ts'

export type JobKind = 'guardrails:change-key' | 'guardrails:delete-scope' | 'guardrails:sweep'

/** What is left under the former key is moved under the present one. */
export function keyChange({ accountId, region, guardrailId }: NamedGuardrail): PlannedJob<JobKind> {
  return {
    kind: 'guardrails:change-key',
    id: `${accountId}/${region}/${guardrailId}`,
    payload: { accountId, region, guardrailId },
  }
}

export function scopeDeletion(scopeId: string): PlannedJob<JobKind> {
  return { kind: 'guardrails:delete-scope', id: scopeId, payload: { scopeId } }
}

export const sweep: PlannedJob<JobKind> = { kind: 'guardrails:sweep', id: 'tokens', payload: {} }

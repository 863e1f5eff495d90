import type { GuardrailStatus } from '@aws-sdk/client-bedrock'
import type { Scope } from '../../envelope/envelope.ts'
import type { Guardrail } from './find-guardrail.ts'
import { statusOf } from './wire-enums.ts'

/** A version that a key change has not reached yet is UPDATING. */
export function shownStatus(guardrail: Guardrail, scope: Scope, status: string): GuardrailStatus {
  return scope === guardrail.oldScope ? 'UPDATING' : statusOf(status)
}

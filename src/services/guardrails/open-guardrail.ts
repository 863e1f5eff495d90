import type { Call } from '../../call/call.ts'
import type { GuardrailDefinition } from './definition.ts'
import { enterGuardrail, getVersion } from './find-guardrail.ts'
import type { GuardrailsRoom } from './room.ts'

export interface OpenGuardrail {
  readonly definition: GuardrailDefinition
  readonly id: string
  readonly arn: string
  readonly version: string
}

/**
 * Opens a guardrail to apply it: authorizes `bedrock:<the call's operation>` on its ARN and, under a customer managed key,
 * asks for the caller's own kms:Decrypt. The call's notes then name the guardrail.
 * @param identifier id or ARN. @param version `DRAFT` or a number.
 * @throws AccessDeniedException (IAM, the caller's or the service's way to the key), ResourceNotFoundException
 */
export async function openGuardrail(
  room: GuardrailsRoom,
  call: Call,
  identifier: string,
  version: string,
): Promise<OpenGuardrail> {
  const guardrail = await enterGuardrail(room, call, identifier)
  const { record } = await getVersion(room, guardrail, version, call)
  return { definition: record.body.definition, id: guardrail.id, arn: guardrail.arn, version }
}

import type { BedrockRuntime } from '@aws-sdk/client-bedrock-runtime'
import type { OperationTable } from '../../call/operation.ts'
import { missingRuntimeOperations } from './missing-operations.ts'
import { applyGuardrail } from './operations/apply-guardrail.ts'
import type { GuardrailsRoom } from './room.ts'

/** Of the API `bedrock-runtime`: what uses guardrails. */
export const bedrockRuntimeOperations = {
  ApplyGuardrail: applyGuardrail,
  ...missingRuntimeOperations,
} satisfies OperationTable<GuardrailsRoom, BedrockRuntime>

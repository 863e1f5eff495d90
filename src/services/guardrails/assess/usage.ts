import type { GuardrailUsage } from '@aws-sdk/client-bedrock-runtime'

/** Characters of a text unit (Amazon Bedrock pricing, "Guardrails"). */
const unitCharacters = 1000

export function unitsOf(characters: number): number {
  return Math.ceil(characters / unitCharacters)
}

export const noUsage = {
  topicPolicyUnits: 0,
  contentPolicyUnits: 0,
  wordPolicyUnits: 0,
  sensitiveInformationPolicyUnits: 0,
  sensitiveInformationPolicyFreeUnits: 0,
  contextualGroundingPolicyUnits: 0,
  contentPolicyImageUnits: 0,
} as const satisfies GuardrailUsage

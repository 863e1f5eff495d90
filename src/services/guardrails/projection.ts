import type { GuardrailDefinition } from './definition.ts'

/** Members of a request that hold what a customer wrote: the trail shows that they were there. */
export const definitionMembers = [
  'name',
  'description',
  'topicPolicyConfig',
  'contentPolicyConfig',
  'wordPolicyConfig',
  'sensitiveInformationPolicyConfig',
  'contextualGroundingPolicyConfig',
  'automatedReasoningPolicyConfig',
  'crossRegionConfig',
  'blockedInputMessaging',
  'blockedOutputsMessaging',
] as const satisfies readonly (keyof GuardrailDefinition)[]

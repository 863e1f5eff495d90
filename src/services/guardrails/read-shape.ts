import type { GetGuardrailResponse } from '@aws-sdk/client-bedrock'
import type { GuardrailDefinition } from './definition.ts'

/** What GetGuardrail answers of a definition: the same items under names without "Config". */
export type GuardrailReading = Pick<
  GetGuardrailResponse,
  | 'name'
  | 'description'
  | 'topicPolicy'
  | 'contentPolicy'
  | 'wordPolicy'
  | 'sensitiveInformationPolicy'
  | 'contextualGroundingPolicy'
  | 'automatedReasoningPolicy'
  | 'crossRegionDetails'
  | 'blockedInputMessaging'
  | 'blockedOutputsMessaging'
>

/** A stored definition as it is read. `writeShape` is its inverse. */
export function readShape(definition: GuardrailDefinition): GuardrailReading {
  const {
    topicPolicyConfig: topics,
    contentPolicyConfig: content,
    wordPolicyConfig: words,
    sensitiveInformationPolicyConfig: sensitive,
    contextualGroundingPolicyConfig: grounding,
    automatedReasoningPolicyConfig: reasoning,
    crossRegionConfig: crossRegion,
  } = definition
  return {
    name: definition.name,
    description: definition.description,
    topicPolicy: topics && { topics: topics.topicsConfig, tier: topics.tierConfig },
    contentPolicy: content && { filters: content.filtersConfig, tier: content.tierConfig },
    wordPolicy: words && { words: words.wordsConfig, managedWordLists: words.managedWordListsConfig },
    sensitiveInformationPolicy: sensitive && {
      piiEntities: sensitive.piiEntitiesConfig,
      regexes: sensitive.regexesConfig,
    },
    contextualGroundingPolicy: grounding && {
      filters: grounding.filtersConfig,
      tier: grounding.tierConfig,
    },
    automatedReasoningPolicy: reasoning && { ...reasoning },
    crossRegionDetails: crossRegion && profileDetails(crossRegion.guardrailProfileIdentifier ?? ''),
    blockedInputMessaging: definition.blockedInputMessaging,
    blockedOutputsMessaging: definition.blockedOutputsMessaging,
  }
}

/** What UpdateGuardrail takes to bring about what GetGuardrail has answered. */
export function writeShape(reading: GuardrailReading): GuardrailDefinition {
  const {
    topicPolicy,
    contentPolicy,
    wordPolicy,
    sensitiveInformationPolicy: sensitive,
    contextualGroundingPolicy: grounding,
    automatedReasoningPolicy: reasoning,
  } = reading
  const profile = reading.crossRegionDetails?.guardrailProfileArn
  return {
    name: reading.name,
    description: reading.description,
    topicPolicyConfig: topicPolicy && {
      topicsConfig: topicPolicy.topics?.map((topic) => ({ ...topic, type: topic.type ?? 'DENY' })),
      tierConfig: topicPolicy.tier,
    },
    contentPolicyConfig: contentPolicy && {
      filtersConfig: contentPolicy.filters,
      tierConfig: contentPolicy.tier,
    },
    wordPolicyConfig: wordPolicy && {
      wordsConfig: wordPolicy.words,
      managedWordListsConfig: wordPolicy.managedWordLists,
    },
    sensitiveInformationPolicyConfig: sensitive && {
      piiEntitiesConfig: sensitive.piiEntities,
      regexesConfig: sensitive.regexes,
    },
    contextualGroundingPolicyConfig: grounding && {
      filtersConfig: grounding.filters,
      tierConfig: grounding.tier,
    },
    automatedReasoningPolicyConfig: reasoning && { ...reasoning },
    crossRegionConfig: profile === undefined ? undefined : { guardrailProfileIdentifier: profile },
    blockedInputMessaging: reading.blockedInputMessaging,
    blockedOutputsMessaging: reading.blockedOutputsMessaging,
  }
}

/** A profile's ARN with the id that it ends in. */
export function profileDetails(guardrailProfileArn: string): GuardrailReading['crossRegionDetails'] {
  const guardrailProfileId = guardrailProfileArn.slice(guardrailProfileArn.indexOf('/') + 1)
  return { guardrailProfileId, guardrailProfileArn }
}

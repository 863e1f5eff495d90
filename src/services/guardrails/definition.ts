import type { CreateGuardrailRequest } from '@aws-sdk/client-bedrock'
import { formatArn } from '../../call/arn.ts'
import type { Place } from '../../resources/place.ts'

/**
 * What a guardrail is, as its customer wrote it: the shape that CreateGuardrail and UpdateGuardrail take, and the one that
 * rests sealed. Members that were not given are absent. An item's absent `…Action` means BLOCK (for PII entities and
 * regexes: its `action`), an absent `…Enabled` means true, absent modalities mean TEXT.
 */
export type GuardrailDefinition = Readonly<
  Pick<
    CreateGuardrailRequest,
    | 'name'
    | 'description'
    | 'topicPolicyConfig'
    | 'contentPolicyConfig'
    | 'wordPolicyConfig'
    | 'sensitiveInformationPolicyConfig'
    | 'contextualGroundingPolicyConfig'
    | 'automatedReasoningPolicyConfig'
    | 'crossRegionConfig'
    | 'blockedInputMessaging'
    | 'blockedOutputsMessaging'
  >
>

/** The definition in a request, with the defaults that AWS shows: the tier CLASSIC, a guardrail profile by its ARN. */
export function definitionOf(request: GuardrailDefinition, place: Place): GuardrailDefinition {
  const { topicPolicyConfig: topics, contentPolicyConfig: content, crossRegionConfig: crossRegion } = request
  const classic = { tierName: 'CLASSIC' } as const
  return {
    name: request.name,
    description: request.description,
    topicPolicyConfig: topics && { ...topics, tierConfig: topics.tierConfig ?? classic },
    contentPolicyConfig: content && { ...content, tierConfig: content.tierConfig ?? classic },
    wordPolicyConfig: request.wordPolicyConfig,
    sensitiveInformationPolicyConfig: request.sensitiveInformationPolicyConfig,
    contextualGroundingPolicyConfig: request.contextualGroundingPolicyConfig,
    automatedReasoningPolicyConfig: request.automatedReasoningPolicyConfig,
    crossRegionConfig: crossRegion && {
      guardrailProfileIdentifier: profileArn(crossRegion.guardrailProfileIdentifier ?? '', place),
    },
    blockedInputMessaging: request.blockedInputMessaging,
    blockedOutputsMessaging: request.blockedOutputsMessaging,
  }
}

/** `us.guardrail.v1:0`, or the ARN that ends in it. */
function profileArn(identifier: string, { region, accountId }: Place): string {
  if (identifier.startsWith('arn:')) return identifier
  return formatArn('bedrock', region, accountId, `guardrail-profile/${identifier}`)
}

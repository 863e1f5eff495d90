/**
 * UpdateGuardrail replaces the whole working draft: a policy that is not sent is deleted ("UpdateGuardrail", Amazon Bedrock API
 * reference). So everything is read, renamed from the shapes of reading into those of writing, sent, and compared afterwards.
 */

import type { GetGuardrailResponse, GuardrailStatus, UpdateGuardrailRequest } from '@aws-sdk/client-bedrock'
import { bedrock } from '../../services.ts'
import type { Change, FixContext, StepDraft } from '../fix.ts'
import { bedrockKey } from '../key-needs.ts'
import { readWhole } from '../resend.ts'
import { refuseUnmapped } from '../unmapped.ts'
import { type Current, type Input, updateFix } from '../update.ts'
import { hashOf } from '../values.ts'
import { guardrailUsers } from './guardrail-users.ts'

export const guardrailFix: Change = updateFix({
  service: 'bedrock',
  operation: 'UpdateGuardrail',
  reads: ['bedrock:GetGuardrail', 'bedrock-agent:ListAgents', 'bedrock-agent:GetAgent'],
  key: bedrockKey,
  read: readGuardrail,
  withKey: (input, keyArn) => ({ ...input, kmsKeyId: keyArn }),
  followUps,
  moreWrites: ['bedrock:CreateGuardrailVersion'],
  preconditions: [
    'Whoever applies the guardrail (ApplyGuardrail, Converse, agents) needs kms:Decrypt on the key: without it their calls fail from this moment on.',
    'AWS does not document that an update without kmsKeyId returns a guardrail to the default key: undoing restores every policy, and the key where there was one.',
  ],
  dataEffect: 'none',
})

async function readGuardrail({ api, resource }: FixContext): Promise<Current> {
  const { GetGuardrailCommand } = await import('@aws-sdk/client-bedrock')
  const command = new GetGuardrailCommand({ guardrailIdentifier: resource.uid })
  const guardrail = await readWhole(api, {
    service: bedrock,
    operation: 'GetGuardrail',
    command,
    send: (client) => client.send(command),
  })
  return {
    input: writeShape(resource.uid, guardrail),
    state: stateOf(guardrail.status),
    preconditions: await guardrailUsers(api, guardrail),
  }
}

function stateOf(status: GuardrailStatus | undefined): Current['state'] {
  if (status === 'FAILED') return 'failed'
  return status === 'READY' ? 'settled' : 'pending'
}

const ignored = [
  ...['guardrailId', 'guardrailArn', 'version', 'status', 'createdAt', 'updatedAt'],
  ...['statusReasons', 'failureRecommendations', '$metadata'],
]
const sent = ['name', 'description', 'blockedInputMessaging', 'blockedOutputsMessaging', 'kmsKeyArn']
const policies = [
  ...['topicPolicy', 'contentPolicy', 'wordPolicy', 'sensitiveInformationPolicy'],
  ...['contextualGroundingPolicy', 'automatedReasoningPolicy', 'crossRegionDetails'],
]

/** What GetGuardrail says, as UpdateGuardrail takes it. @throws {NotPlanned} UNMAPPED_MEMBER. */
export function writeShape(guardrailIdentifier: string, guardrail: GetGuardrailResponse): Input {
  refuseUnmapped(guardrail, [...sent, ...policies, ...ignored])
  const profile = crossRegionOf(guardrail)
  const request: UpdateGuardrailRequest = {
    guardrailIdentifier,
    name: guardrail.name,
    description: guardrail.description,
    blockedInputMessaging: guardrail.blockedInputMessaging,
    blockedOutputsMessaging: guardrail.blockedOutputsMessaging,
    topicPolicyConfig: topicsOf(guardrail),
    contentPolicyConfig: contentOf(guardrail),
    wordPolicyConfig: wordsOf(guardrail),
    sensitiveInformationPolicyConfig: sensitiveOf(guardrail),
    contextualGroundingPolicyConfig: groundingOf(guardrail),
    automatedReasoningPolicyConfig: reasoningOf(guardrail),
    crossRegionConfig: profile === undefined ? undefined : { guardrailProfileIdentifier: profile },
    kmsKeyId: guardrail.kmsKeyArn,
  }
  return { ...request }
}

const directions = ['inputAction', 'outputAction', 'inputEnabled', 'outputEnabled']

function topicsOf({ topicPolicy }: GetGuardrailResponse): UpdateGuardrailRequest['topicPolicyConfig'] {
  refuseUnmapped(topicPolicy, ['topics', 'tier'], 'topicPolicy.')
  const topics = topicPolicy?.topics?.map((topic) => {
    refuseUnmapped(topic, ['name', 'definition', 'examples', 'type', ...directions], 'topicPolicy.topics.')
    // Reading may leave the type out; writing requires it, and there is one.
    return { ...topic, examples: listed(topic.examples), type: topic.type ?? ('DENY' as const) }
  })
  const topicsConfig = listed(topics)
  return topicsConfig && { topicsConfig, tierConfig: tierOf(topicPolicy?.tier, 'topicPolicy.tier.') }
}

function contentOf({ contentPolicy }: GetGuardrailResponse): UpdateGuardrailRequest['contentPolicyConfig'] {
  refuseUnmapped(contentPolicy, ['filters', 'tier'], 'contentPolicy.')
  const known = ['type', 'inputStrength', 'outputStrength', 'inputModalities', 'outputModalities']
  const filters = contentPolicy?.filters?.map((filter) => {
    refuseUnmapped(filter, [...known, ...directions], 'contentPolicy.filters.')
    const { inputModalities, outputModalities } = filter
    return { ...filter, inputModalities: listed(inputModalities), outputModalities: listed(outputModalities) }
  })
  const filtersConfig = listed(filters)
  return filtersConfig && { filtersConfig, tierConfig: tierOf(contentPolicy?.tier, 'contentPolicy.tier.') }
}

function wordsOf({ wordPolicy }: GetGuardrailResponse): UpdateGuardrailRequest['wordPolicyConfig'] {
  refuseUnmapped(wordPolicy, ['words', 'managedWordLists'], 'wordPolicy.')
  for (const word of wordPolicy?.words ?? [])
    refuseUnmapped(word, ['text', ...directions], 'wordPolicy.words.')
  for (const list of wordPolicy?.managedWordLists ?? []) {
    refuseUnmapped(list, ['type', ...directions], 'wordPolicy.managedWordLists.')
  }
  return present({
    wordsConfig: listed(wordPolicy?.words),
    managedWordListsConfig: listed(wordPolicy?.managedWordLists),
  })
}

function sensitiveOf({
  sensitiveInformationPolicy: policy,
}: GetGuardrailResponse): UpdateGuardrailRequest['sensitiveInformationPolicyConfig'] {
  const where = 'sensitiveInformationPolicy.'
  refuseUnmapped(policy, ['piiEntities', 'regexes'], where)
  for (const entity of policy?.piiEntities ?? []) {
    refuseUnmapped(entity, ['type', 'action', ...directions], `${where}piiEntities.`)
  }
  for (const regex of policy?.regexes ?? []) {
    refuseUnmapped(regex, ['name', 'description', 'pattern', 'action', ...directions], `${where}regexes.`)
  }
  return present({
    piiEntitiesConfig: listed(policy?.piiEntities),
    regexesConfig: listed(policy?.regexes),
  })
}

function groundingOf({
  contextualGroundingPolicy: policy,
}: GetGuardrailResponse): UpdateGuardrailRequest['contextualGroundingPolicyConfig'] {
  const where = 'contextualGroundingPolicy.'
  refuseUnmapped(policy, ['filters', 'tier'], where)
  for (const filter of policy?.filters ?? []) {
    refuseUnmapped(filter, ['type', 'threshold', 'action', 'enabled'], `${where}filters.`)
  }
  const filtersConfig = listed(policy?.filters)
  return filtersConfig && { filtersConfig, tierConfig: tierOf(policy?.tier, `${where}tier.`) }
}

function reasoningOf({
  automatedReasoningPolicy: policy,
}: GetGuardrailResponse): UpdateGuardrailRequest['automatedReasoningPolicyConfig'] {
  refuseUnmapped(policy, ['policies', 'confidenceThreshold'], 'automatedReasoningPolicy.')
  const policies = listed(policy?.policies)
  return policies && { policies, confidenceThreshold: policy?.confidenceThreshold }
}

function crossRegionOf({ crossRegionDetails: details }: GetGuardrailResponse): string | undefined {
  refuseUnmapped(details, ['guardrailProfileId', 'guardrailProfileArn'], 'crossRegionDetails.')
  return details?.guardrailProfileArn ?? details?.guardrailProfileId
}

function tierOf<Tier>(tier: { tierName: Tier } | undefined, where: string): { tierName: Tier } | undefined {
  refuseUnmapped(tier, ['tierName'], where)
  return tier && { tierName: tier.tierName }
}

/** Lists of the write shapes have one item at least. */
function listed<Item>(items: readonly Item[] | undefined): Item[] | undefined {
  return items === undefined || items.length === 0 ? undefined : [...items]
}

function present<T extends object>(policy: T): T | undefined {
  return Object.values(policy).every((member) => member === undefined) ? undefined : policy
}

/** Only the draft was changed: who calls a number needs a new one. */
function followUps({ resource, planId }: FixContext): readonly StepDraft[] {
  const input = {
    guardrailIdentifier: resource.uid,
    description: 'Under a customer managed key',
    clientRequestToken: hashOf([planId, resource.uid, 'CreateGuardrailVersion']),
  }
  return [
    {
      mode: 'NEW-VERSION',
      preconditions: ['Callers of an older number stay on it until they are moved to the new one.'],
      calls: [{ service: 'bedrock', operation: 'CreateGuardrailVersion', input }],
      inverse: null,
      irreversible: false,
      cost: 'none',
      dataEffect: 'none',
      confirm: 'yes',
      optional: true,
      snapshot: '',
      before: {},
      after: { version: 'the next number' },
    },
  ]
}

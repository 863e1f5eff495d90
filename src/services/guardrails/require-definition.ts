import { compilePattern, PatternError } from './assess/regexes/compile-pattern.ts'
import type { GuardrailDefinition } from './definition.ts'
import { invalid, memberInvalid } from './errors.ts'
import type { GuardrailsRoom } from './room.ts'

/**
 * What the API model does not say about a definition ("Components of a guardrail" in the Amazon Bedrock user guide and the
 * API reference): checks across members. The model's own constraints have been checked before.
 * @throws ValidationException
 */
export function requireDefinition(room: GuardrailsRoom, definition: GuardrailDefinition): void {
  requireSomePolicy(definition)
  requireContentFilters(definition)
  requireGrounding(definition)
  requireRegexes(definition)
  requireNoDuplicates(definition)
  requireProfile(definition)
  const bytes = Buffer.byteLength(JSON.stringify(definition))
  if (bytes > room.settings.definitionBytesMax) {
    throw invalid(`The guardrail exceeds ${room.settings.definitionBytesMax} bytes.`)
  }
}

function requireSomePolicy(definition: GuardrailDefinition): void {
  const { wordPolicyConfig: words, sensitiveInformationPolicyConfig: sensitive } = definition
  if (words && !words.wordsConfig?.length && !words.managedWordListsConfig?.length) {
    throw memberInvalid('wordPolicyConfig', 'give wordsConfig or managedWordListsConfig.')
  }
  if (sensitive && !sensitive.piiEntitiesConfig?.length && !sensitive.regexesConfig?.length) {
    throw memberInvalid('sensitiveInformationPolicyConfig', 'give piiEntitiesConfig or regexesConfig.')
  }
  const policies = [
    definition.topicPolicyConfig,
    definition.contentPolicyConfig,
    words,
    sensitive,
    definition.contextualGroundingPolicyConfig,
    definition.automatedReasoningPolicyConfig,
  ]
  if (policies.every((policy) => policy === undefined)) {
    throw invalid('A guardrail must have at least one policy.')
  }
}

function requireContentFilters({ contentPolicyConfig }: GuardrailDefinition): void {
  for (const [i, { type, outputStrength }] of (contentPolicyConfig?.filtersConfig ?? []).entries()) {
    if (type === 'PROMPT_ATTACK' && outputStrength !== 'NONE') {
      throw memberInvalid(
        `contentPolicyConfig.filtersConfig[${i}].outputStrength`,
        'the filter PROMPT_ATTACK applies to input only: its output strength must be NONE.',
      )
    }
  }
}

function requireGrounding({ contextualGroundingPolicyConfig }: GuardrailDefinition): void {
  for (const [i, { threshold }] of (contextualGroundingPolicyConfig?.filtersConfig ?? []).entries()) {
    if (threshold !== undefined && threshold >= 0 && threshold <= 0.99) continue
    throw memberInvalid(
      `contextualGroundingPolicyConfig.filtersConfig[${i}].threshold`,
      'must be between 0 and 0.99.',
    )
  }
}

/** By the engine that will run them: it takes linear time on any text, so it knows no look-around and no back references. */
function requireRegexes({ sensitiveInformationPolicyConfig }: GuardrailDefinition): void {
  for (const [i, { pattern }] of (sensitiveInformationPolicyConfig?.regexesConfig ?? []).entries()) {
    try {
      compilePattern(pattern ?? '')
    } catch (error) {
      if (!(error instanceof PatternError)) throw error
      throw memberInvalid(`sensitiveInformationPolicyConfig.regexesConfig[${i}].pattern`, error.message)
    }
  }
}

function requireNoDuplicates(definition: GuardrailDefinition): void {
  const { wordPolicyConfig: words, sensitiveInformationPolicyConfig: sensitive } = definition
  const lists: readonly (readonly [string, string, readonly (string | undefined)[] | undefined])[] = [
    ['topicPolicyConfig.topicsConfig', 'name', definition.topicPolicyConfig?.topicsConfig?.map(nameOf)],
    ['contentPolicyConfig.filtersConfig', 'type', definition.contentPolicyConfig?.filtersConfig?.map(typeOf)],
    ['wordPolicyConfig.wordsConfig', 'text', words?.wordsConfig?.map(({ text }) => text)],
    ['wordPolicyConfig.managedWordListsConfig', 'type', words?.managedWordListsConfig?.map(typeOf)],
    ['sensitiveInformationPolicyConfig.piiEntitiesConfig', 'type', sensitive?.piiEntitiesConfig?.map(typeOf)],
    ['sensitiveInformationPolicyConfig.regexesConfig', 'name', sensitive?.regexesConfig?.map(nameOf)],
    [
      'contextualGroundingPolicyConfig.filtersConfig',
      'type',
      definition.contextualGroundingPolicyConfig?.filtersConfig?.map(typeOf),
    ],
    ['automatedReasoningPolicyConfig.policies', 'value', definition.automatedReasoningPolicyConfig?.policies],
  ]
  for (const [member, what, values = []] of lists) {
    const seen = new Set<string | undefined>()
    for (const [i, value] of values.entries()) {
      if (seen.has(value)) throw memberInvalid(`${member}[${i}]`, `repeats the ${what} of an item before it.`)
      seen.add(value)
    }
  }
}

function nameOf({ name }: { readonly name: string | undefined }): string | undefined {
  return name
}

function typeOf({ type }: { readonly type: string | undefined }): string | undefined {
  return type
}

/** "Safeguard tiers for guardrails policies", "Automated Reasoning checks": both work across Regions only. */
function requireProfile(definition: GuardrailDefinition): void {
  if (definition.crossRegionConfig !== undefined) return
  for (const member of [
    'topicPolicyConfig',
    'contentPolicyConfig',
    'contextualGroundingPolicyConfig',
  ] as const) {
    if (definition[member]?.tierConfig?.tierName === 'STANDARD') {
      throw memberInvalid(`${member}.tierConfig`, 'the tier STANDARD requires crossRegionConfig.')
    }
  }
  if (definition.automatedReasoningPolicyConfig !== undefined) {
    throw memberInvalid('automatedReasoningPolicyConfig', 'requires crossRegionConfig.')
  }
}

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { GuardrailContentFilterConfig, GuardrailRegexConfig } from '@aws-sdk/client-bedrock'
import fc from 'fast-check'
import { definitionOf, type GuardrailDefinition } from './definition.ts'
import { definitions, minimal } from './fixtures/definitions.ts'
import { requireDefinition } from './require-definition.ts'
import type { GuardrailsRoom } from './room.ts'
import { defaultSettings } from './settings.ts'

const place = { region: 'eu-central-1', accountId: '111122223333' }
const room = { settings: defaultSettings } as GuardrailsRoom
const check = (given: GuardrailDefinition) => requireDefinition(room, definitionOf(given, place))

test('every generated definition is taken', () => {
  fc.assert(fc.property(definitions, check), { numRuns: 200 })
})

const bare: GuardrailDefinition = {
  name: 'bare',
  blockedInputMessaging: 'No.',
  blockedOutputsMessaging: 'Not that.',
}
const filter = (
  type: GuardrailContentFilterConfig['type'],
  outputStrength: 'HIGH' | 'NONE' = 'NONE',
): GuardrailContentFilterConfig => ({ type, inputStrength: 'HIGH', outputStrength })
const regex = (name: string, pattern: string): GuardrailRegexConfig => ({ name, pattern, action: 'BLOCK' })
const topic = { name: 'tax', definition: 'Tax advice.', type: 'DENY' } as const

const cases: readonly (readonly [string, Partial<GuardrailDefinition>, RegExp])[] = [
  ['no policy at all', {}, /^A guardrail must have at least one policy\.$/],
  ['a word policy without words', { wordPolicyConfig: {} }, /^wordPolicyConfig: give/],
  ['an empty list of regexes', { sensitiveInformationPolicyConfig: {} }, /give piiEntitiesConfig or/],
  [
    'PROMPT_ATTACK on output',
    { contentPolicyConfig: { filtersConfig: [filter('HATE'), filter('PROMPT_ATTACK', 'HIGH')] } },
    /^contentPolicyConfig\.filtersConfig\[1\]\.outputStrength: .*PROMPT_ATTACK.* must be NONE\.$/,
  ],
  [
    'a filter twice',
    { contentPolicyConfig: { filtersConfig: [filter('HATE'), filter('HATE')] } },
    /^contentPolicyConfig\.filtersConfig\[1\]: repeats the type/,
  ],
  [
    'a topic twice',
    { topicPolicyConfig: { topicsConfig: [topic, topic] } },
    /^topicPolicyConfig\.topicsConfig\[1\]: repeats the name/,
  ],
  [
    'a word twice',
    { wordPolicyConfig: { wordsConfig: [{ text: 'a' }, { text: 'b' }, { text: 'a' }] } },
    /^wordPolicyConfig\.wordsConfig\[2\]: repeats the text/,
  ],
  [
    'a managed list twice',
    { wordPolicyConfig: { managedWordListsConfig: [{ type: 'PROFANITY' }, { type: 'PROFANITY' }] } },
    /managedWordListsConfig\[1\]: repeats/,
  ],
  [
    'a PII type twice',
    {
      sensitiveInformationPolicyConfig: {
        piiEntitiesConfig: [
          { type: 'EMAIL', action: 'BLOCK' },
          { type: 'EMAIL', action: 'ANONYMIZE' },
        ],
      },
    },
    /piiEntitiesConfig\[1\]: repeats the type/,
  ],
  [
    'a regex name twice',
    { sensitiveInformationPolicyConfig: { regexesConfig: [regex('x', 'a'), regex('x', 'b')] } },
    /regexesConfig\[1\]: repeats the name/,
  ],
  [
    'look-ahead',
    { sensitiveInformationPolicyConfig: { regexesConfig: [regex('x', 'a(?=b)')] } },
    /^sensitiveInformationPolicyConfig\.regexesConfig\[0\]\.pattern: Look-around/,
  ],
  [
    'look-behind',
    { sensitiveInformationPolicyConfig: { regexesConfig: [regex('x', '(?<!a)b')] } },
    /Look-around/,
  ],
  [
    'a back reference',
    { sensitiveInformationPolicyConfig: { regexesConfig: [regex('x', String.raw`(a)\1`)] } },
    /regexesConfig\[0\]\.pattern: /,
  ],
  [
    'no regular expression',
    { sensitiveInformationPolicyConfig: { regexesConfig: [regex('x', '(')] } },
    /regexesConfig\[0\]\.pattern: /,
  ],
  [
    'a threshold of 1',
    { contextualGroundingPolicyConfig: { filtersConfig: [{ type: 'GROUNDING', threshold: 1 }] } },
    /^contextualGroundingPolicyConfig\.filtersConfig\[0\]\.threshold: must be between 0 and 0\.99\.$/,
  ],
  [
    'a grounding filter twice',
    {
      contextualGroundingPolicyConfig: {
        filtersConfig: [
          { type: 'GROUNDING', threshold: 0.5 },
          { type: 'GROUNDING', threshold: 0.5 },
        ],
      },
    },
    /filtersConfig\[1\]: repeats the type/,
  ],
  [
    'the standard tier in one Region',
    { topicPolicyConfig: { topicsConfig: [topic], tierConfig: { tierName: 'STANDARD' } } },
    /^topicPolicyConfig\.tierConfig: the tier STANDARD requires crossRegionConfig\.$/,
  ],
  [
    'automated reasoning in one Region',
    { automatedReasoningPolicyConfig: { policies: ['arn:aws:bedrock:x'] } },
    /^automatedReasoningPolicyConfig: requires crossRegionConfig\.$/,
  ],
]

for (const [name, policies, message] of cases) {
  test(`a definition with ${name} is refused`, () => {
    assert.throws(() => check({ ...bare, ...policies }), { code: 'ValidationException', message })
  })
}

test('a definition beyond the size of a record is refused', () => {
  const wordsConfig = Array.from({ length: 10_000 }, (_, i) => ({ text: '\u0001'.repeat(90) + i }))
  assert.throws(() => check({ ...minimal, wordPolicyConfig: { wordsConfig } }), {
    message: 'The guardrail exceeds 3500000 bytes.',
  })
  const plain = Array.from({ length: 10_000 }, (_, i) => ({ text: 'ä'.repeat(90) + i }))
  check({ ...minimal, wordPolicyConfig: { wordsConfig: plain } })
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { GetGuardrailResponse } from '@aws-sdk/client-bedrock'
import { plain } from '../values.ts'
import { writeShape } from './guardrail.ts'

const least = {
  name: 'g',
  guardrailId: 'abc',
  guardrailArn: 'arn',
  version: 'DRAFT',
  status: 'READY',
  createdAt: new Date(0),
  updatedAt: new Date(0),
  blockedInputMessaging: 'no',
  blockedOutputsMessaging: 'nor',
} as const satisfies GetGuardrailResponse

const written = {
  guardrailIdentifier: 'arn',
  name: 'g',
  blockedInputMessaging: 'no',
  blockedOutputsMessaging: 'nor',
}

test('the write shape of a guardrail without policies is its name and messages', () => {
  assert.deepEqual(plain(writeShape('arn', least)), written)
})

test('empty lists are left out, and policies whose lists are all empty', () => {
  const guardrail: GetGuardrailResponse = {
    ...least,
    topicPolicy: { topics: [{ name: 't', definition: 'd', examples: [] }] },
    contentPolicy: { filters: [] },
    wordPolicy: { words: [], managedWordLists: [{ type: 'PROFANITY' }] },
    sensitiveInformationPolicy: { piiEntities: [], regexes: [] },
    contextualGroundingPolicy: { filters: [] },
    automatedReasoningPolicy: { policies: [] },
  }
  assert.deepEqual(plain(writeShape('arn', guardrail)), {
    ...written,
    topicPolicyConfig: { topicsConfig: [{ name: 't', definition: 'd', type: 'DENY' }] },
    wordPolicyConfig: { managedWordListsConfig: [{ type: 'PROFANITY' }] },
  })
})

test('the profile of cross-region inference is sent as its ARN', () => {
  const crossRegionDetails = { guardrailProfileId: 'us.guardrail.v1:0', guardrailProfileArn: 'arn:profile' }
  assert.deepEqual(plain(writeShape('arn', { ...least, crossRegionDetails })), {
    ...written,
    crossRegionConfig: { guardrailProfileIdentifier: 'arn:profile' },
  })
})

const grown: Readonly<Record<string, object>> = {
  audioPolicy: { audioPolicy: {} },
  'topicPolicy.mood': { topicPolicy: { topics: [], mood: 1 } },
  'topicPolicy.topics.weight': { topicPolicy: { topics: [{ name: 't', definition: 'd', weight: 1 }] } },
  'topicPolicy.tier.region': {
    topicPolicy: { topics: [{ name: 't', definition: 'd' }], tier: { tierName: 'CLASSIC', region: 1 } },
  },
  'contentPolicy.filters.weight': { contentPolicy: { filters: [{ type: 'HATE', weight: 1 }] } },
  'wordPolicy.words.stem': { wordPolicy: { words: [{ text: 'w', stem: true }] } },
  'wordPolicy.managedWordLists.language': {
    wordPolicy: { managedWordLists: [{ type: 'PROFANITY', language: 'en' }] },
  },
  'sensitiveInformationPolicy.piiEntities.mask': {
    sensitiveInformationPolicy: { piiEntities: [{ type: 'EMAIL', mask: 'x' }] },
  },
  'sensitiveInformationPolicy.regexes.flags': {
    sensitiveInformationPolicy: { regexes: [{ name: 'r', pattern: 'x', flags: 'i' }] },
  },
  'contextualGroundingPolicy.filters.model': {
    contextualGroundingPolicy: { filters: [{ type: 'GROUNDING', threshold: 0, model: 'm' }] },
  },
  'automatedReasoningPolicy.mode': { automatedReasoningPolicy: { policies: [], mode: 'x' } },
  'crossRegionDetails.fallback': { crossRegionDetails: { guardrailProfileArn: 'a', fallback: 'b' } },
}

for (const [path, members] of Object.entries(grown)) {
  test(`a member that nobody decided about is not lost but refused: ${path}`, () => {
    assert.throws(() => writeShape('arn', { ...least, ...members }), {
      name: 'NotPlanned',
      code: 'UNMAPPED_MEMBER',
      message: new RegExp(path.replaceAll('.', '\\.')),
    })
  })
}

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { GuardrailContentBlock } from '@aws-sdk/client-bedrock-runtime'
import fc from 'fast-check'
import type { AwsError } from '../../../call/aws-error.ts'
import type { GuardrailDefinition } from '../definition.ts'
import { type AssessRequest, assess } from './assess.ts'
import { type Classifier, ClassifierUnavailableError, type Confidence } from './classify/classifier.ts'
import { createLocalClassifier } from './classify/local/local-classifier.ts'
import { detectors } from './pii/pii.ts'

const applied = {
  guardrailId: 'abc123',
  guardrailVersion: '1',
  guardrailArn: 'arn:aws:bedrock:::guardrail/abc123',
}

function judge(
  policies: Partial<GuardrailDefinition>,
  text: string | GuardrailContentBlock[],
  request: Partial<AssessRequest> = {},
  classifier = saying('NONE'),
) {
  const definition: GuardrailDefinition = {
    name: 'test',
    blockedInputMessaging: 'No input.',
    blockedOutputsMessaging: 'No output.',
    ...policies,
  }
  const content = typeof text === 'string' ? [{ text: { text } }] : text
  return assess(definition, { source: 'INPUT', content, applied, ...request }, classifier, () => 5)
}

/** Is equally sure of everything. */
function saying(confidence: Confidence): Classifier {
  return {
    classify: async ({ filters, topics }) => ({
      filters: new Map(filters.map((filter) => [filter, confidence])),
      topics: new Set(confidence === 'NONE' ? [] : topics.keys()),
    }),
    ground: async () => ({ grounding: 0.4, relevance: 0.9 }),
  }
}

const email = { type: 'EMAIL', action: 'ANONYMIZE' } as const
const pii = (
  ...piiEntitiesConfig: NonNullable<
    NonNullable<GuardrailDefinition['sensitiveInformationPolicyConfig']>['piiEntitiesConfig']
  >
) => ({ sensitiveInformationPolicyConfig: { piiEntitiesConfig } })

test('nothing found: no action, no outputs, one assessment with metrics and the guardrail', async () => {
  const answer = await judge(pii(email), 'Hello')
  const usage = {
    topicPolicyUnits: 0,
    contentPolicyUnits: 0,
    wordPolicyUnits: 0,
    sensitiveInformationPolicyUnits: 1,
    sensitiveInformationPolicyFreeUnits: 0,
    contextualGroundingPolicyUnits: 0,
    contentPolicyImageUnits: 0,
  }
  const guardrailCoverage = { textCharacters: { guarded: 5, total: 5 } }
  assert.deepEqual(answer, {
    action: 'NONE',
    actionReason: 'No action.',
    outputs: [],
    assessments: [
      {
        invocationMetrics: { guardrailProcessingLatency: 0, usage, guardrailCoverage },
        appliedGuardrailDetails: { ...applied, guardrailOrigin: ['REQUEST'], guardrailOwnership: 'SELF' },
      },
    ],
    usage,
    guardrailCoverage,
  })
})

test('masking keeps everything but the match, which the assessment holds', async () => {
  const answer = await judge(
    pii(email, { type: 'PHONE', action: 'ANONYMIZE' }),
    'Mail ann@example.com or call +442079460958.',
  )
  assert.equal(answer.action, 'GUARDRAIL_INTERVENED')
  assert.equal(answer.actionReason, 'Guardrail masked.')
  assert.deepEqual(answer.outputs, [{ text: 'Mail {EMAIL} or call {PHONE}.' }])
  assert.deepEqual(answer.assessments?.[0]?.sensitiveInformationPolicy, {
    piiEntities: [
      { type: 'EMAIL', match: 'ann@example.com', action: 'ANONYMIZED', detected: true },
      { type: 'PHONE', match: '+442079460958', action: 'ANONYMIZED', detected: true },
    ],
    regexes: [],
  })
})

test('blocking wins over masking, with the message of the direction as the one output', async () => {
  const policies = {
    ...pii(email, { type: 'PHONE', action: 'ANONYMIZE' }),
    wordPolicyConfig: { wordsConfig: [{ text: 'nightjar' }] },
  }
  const text = 'Mail ann@example.com about Nightjar'
  const input = await judge(policies, text)
  assert.deepEqual([input.actionReason, input.outputs], ['Guardrail blocked.', [{ text: 'No input.' }]])
  assert.deepEqual(input.assessments?.[0]?.wordPolicy?.customWords, [
    { match: 'Nightjar', action: 'BLOCKED', detected: true },
  ])
  assert.equal(input.assessments?.[0]?.sensitiveInformationPolicy?.piiEntities?.[0]?.action, 'ANONYMIZED')
  const output = await judge(policies, text, { source: 'OUTPUT' })
  assert.deepEqual(output.outputs, [{ text: 'No output.' }])
})

test('actions and switches of each direction', async () => {
  const entity = { type: 'EMAIL', action: 'BLOCK', inputAction: 'NONE', outputAction: 'ANONYMIZE' } as const
  const input = await judge(pii(entity), 'a@b.io')
  assert.equal(input.action, 'NONE')
  assert.deepEqual(input.assessments?.[0]?.sensitiveInformationPolicy?.piiEntities, [
    { type: 'EMAIL', match: 'a@b.io', action: 'NONE', detected: true },
  ])
  const output = await judge(pii(entity), 'a@b.io', { source: 'OUTPUT' })
  assert.deepEqual(output.outputs, [{ text: '{EMAIL}' }])
  const off = await judge(pii({ ...entity, inputEnabled: false }), 'a@b.io')
  assert.equal(off.assessments?.[0]?.sensitiveInformationPolicy, undefined)
  assert.equal(off.usage?.sensitiveInformationPolicyUnits, 0)

  const words = {
    wordPolicyConfig: {
      wordsConfig: [
        { text: 'alpha', inputAction: 'NONE' as const },
        { text: 'beta', outputEnabled: false },
      ],
      managedWordListsConfig: [{ type: 'PROFANITY' as const, outputAction: 'NONE' as const }],
    },
  }
  assert.equal((await judge(words, 'alpha')).action, 'NONE')
  assert.equal((await judge(words, 'beta')).action, 'GUARDRAIL_INTERVENED')
  assert.equal((await judge(words, 'beta', { source: 'OUTPUT' })).action, 'NONE')
  const profane = await judge(words, 'oh shit', { source: 'OUTPUT' })
  assert.equal(profane.action, 'NONE')
  assert.deepEqual(profane.assessments?.[0]?.wordPolicy?.managedWordLists, [
    { match: 'shit', type: 'PROFANITY', action: 'NONE', detected: true },
  ])
})

const strengths = {
  LOW: ['HIGH'],
  MEDIUM: ['HIGH', 'MEDIUM'],
  HIGH: ['HIGH', 'MEDIUM', 'LOW'],
  NONE: [],
} as const
for (const [strength, blocked] of Object.entries(strengths)) {
  test(`a content filter of strength ${strength} blocks ${blocked.join(', ') || 'nothing'}`, async () => {
    const inputStrength = strength as keyof typeof strengths
    const contentPolicyConfig = {
      filtersConfig: [{ type: 'HATE', inputStrength, outputStrength: 'NONE' } as const],
    }
    for (const confidence of ['NONE', 'LOW', 'MEDIUM', 'HIGH'] as const) {
      const answer = await judge({ contentPolicyConfig }, 'x', { outputScope: 'FULL' }, saying(confidence))
      const blocks = blocked.some((one) => one === confidence)
      assert.equal(answer.action, blocks ? 'GUARDRAIL_INTERVENED' : 'NONE', confidence)
      const filter = {
        type: 'HATE',
        confidence,
        filterStrength: strength,
        action: blocks ? 'BLOCKED' : 'NONE',
        detected: blocks,
      }
      assert.deepEqual(
        answer.assessments?.[0]?.contentPolicy?.filters,
        strength === 'NONE' ? undefined : [filter],
      )
    }
  })
}

test('FULL reports what was looked for in vain: topics, filters, PII, grounding; not words and regexes', async () => {
  const policies: Partial<GuardrailDefinition> = {
    topicPolicyConfig: { topicsConfig: [{ name: 'T', definition: 'd', type: 'DENY' }] },
    contentPolicyConfig: { filtersConfig: [{ type: 'HATE', inputStrength: 'HIGH', outputStrength: 'HIGH' }] },
    wordPolicyConfig: { wordsConfig: [{ text: 'nightjar' }] },
    sensitiveInformationPolicyConfig: {
      piiEntitiesConfig: [email],
      regexesConfig: [{ name: 'r', pattern: 'x{5}', action: 'BLOCK' }],
    },
    contextualGroundingPolicyConfig: { filtersConfig: [{ type: 'GROUNDING', threshold: 0.3 }] },
  }
  const content = [
    { text: { text: 'source', qualifiers: ['grounding_source' as const] } },
    { text: { text: 'query', qualifiers: ['query' as const] } },
    { text: { text: 'answer' } },
  ]
  const full = await judge(policies, content, { source: 'OUTPUT', outputScope: 'FULL' })
  const { invocationMetrics: _, appliedGuardrailDetails: __, ...rest } = full.assessments?.[0] ?? {}
  assert.deepEqual(rest, {
    topicPolicy: { topics: [{ name: 'T', type: 'DENY', action: 'NONE', detected: false }] },
    contentPolicy: {
      filters: [
        { type: 'HATE', confidence: 'NONE', filterStrength: 'HIGH', action: 'NONE', detected: false },
      ],
    },
    sensitiveInformationPolicy: {
      piiEntities: [{ type: 'EMAIL', match: '', action: 'NONE', detected: false }],
      regexes: [],
    },
    contextualGroundingPolicy: {
      filters: [{ type: 'GROUNDING', threshold: 0.3, score: 0.4, action: 'NONE', detected: false }],
    },
  })
  const brief = await judge(policies, content, { source: 'OUTPUT' })
  assert.deepEqual(Object.keys(brief.assessments?.[0] ?? {}), [
    'invocationMetrics',
    'appliedGuardrailDetails',
  ])
})

test('topics: BLOCK by default, NONE only reports', async () => {
  const topic = { name: 'T', definition: 'd', type: 'DENY' } as const
  const blocked = await judge({ topicPolicyConfig: { topicsConfig: [topic] } }, 'x', {}, saying('LOW'))
  assert.deepEqual(blocked.assessments?.[0]?.topicPolicy?.topics, [
    { name: 'T', type: 'DENY', action: 'BLOCKED', detected: true },
  ])
  const reported = await judge(
    { topicPolicyConfig: { topicsConfig: [{ ...topic, inputAction: 'NONE' }] } },
    'x',
    {},
    saying('LOW'),
  )
  assert.equal(reported.action, 'NONE')
  assert.equal(reported.assessments?.[0]?.topicPolicy?.topics?.[0]?.action, 'NONE')
})

test('grounding blocks below the threshold, for answers only, with NONE it reports', async () => {
  const filtersConfig = [
    { type: 'GROUNDING', threshold: 0.5 },
    { type: 'RELEVANCE', threshold: 0.95, action: 'NONE' },
  ] as const
  const policies = { contextualGroundingPolicyConfig: { filtersConfig: [...filtersConfig] } }
  const content: GuardrailContentBlock[] = [
    { text: { text: 's'.repeat(1500), qualifiers: ['grounding_source'] } },
    { text: { text: 'q', qualifiers: ['query'] } },
    { text: { text: 'a', qualifiers: ['guard_content'] } },
  ]
  const answer = await judge(policies, content, { source: 'OUTPUT' })
  assert.deepEqual(answer.outputs, [{ text: 'No output.' }])
  assert.deepEqual(answer.assessments?.[0]?.contextualGroundingPolicy?.filters, [
    { type: 'GROUNDING', threshold: 0.5, score: 0.4, action: 'BLOCKED', detected: true },
    { type: 'RELEVANCE', threshold: 0.95, score: 0.9, action: 'NONE', detected: true },
  ])
  assert.equal(answer.usage?.contextualGroundingPolicyUnits, 2)
  assert.deepEqual(answer.guardrailCoverage?.textCharacters, { guarded: 1, total: 1502 })
  assert.equal((await judge(policies, content)).action, 'NONE')
  assert.equal((await judge(policies, content.slice(1), { source: 'OUTPUT' })).action, 'NONE')
  const long = [...content, { text: { text: 'x'.repeat(5000) } }]
  await assert.rejects(judge(policies, long, { source: 'OUTPUT' }), { code: 'ValidationException' })
})

test('sources and queries are not judged, and outputs stand for the judged texts in order', async () => {
  const answer = await judge(pii(email), [
    { text: { text: 'a@b.io', qualifiers: ['grounding_source'] } },
    { text: { text: 'first a@b.io' } },
    { text: { text: 'second', qualifiers: ['guard_content'] } },
  ])
  assert.deepEqual(answer.outputs, [{ text: 'first {EMAIL}' }, { text: 'second' }])
})

test('units: one for each thousand characters begun, free ones for regular expressions', async () => {
  const policies: Partial<GuardrailDefinition> = {
    sensitiveInformationPolicyConfig: {
      regexesConfig: [{ name: 'id', pattern: 'ID\\d+', action: 'ANONYMIZE' }],
    },
    wordPolicyConfig: { wordsConfig: [{ text: 'nightjar' }] },
  }
  const answer = await judge(policies, `ID7 ${'😀'.repeat(997)}`)
  assert.equal(answer.usage?.sensitiveInformationPolicyFreeUnits, 2)
  assert.equal(answer.usage?.sensitiveInformationPolicyUnits, 0)
  assert.equal(answer.usage?.wordPolicyUnits, 2)
  assert.deepEqual(answer.assessments?.[0]?.sensitiveInformationPolicy?.regexes, [
    { name: 'id', match: 'ID7', regex: 'ID\\d+', action: 'ANONYMIZED', detected: true },
  ])
  assert.equal(answer.outputs?.[0]?.text?.startsWith('{id} 😀'), true)
})

test('kinds that claim the same characters: the surest one has them', async () => {
  const entities = Object.keys(detectors).map((type) => ({
    type: type as keyof typeof detectors,
    action: 'ANONYMIZE' as const,
  }))
  for (const [text, expected] of [
    ['john.smith@example.com', '{EMAIL}'],
    ['https://example.com/john', '{URL}'],
    ['4111 1111 1111 1111', '{CREDIT_DEBIT_CARD_NUMBER}'],
    ['SSN 536-90-4399', 'SSN {US_SOCIAL_SECURITY_NUMBER}'],
    ['I am John Smith', 'I am {NAME}'],
    ['ITIN 912-70-1234', 'ITIN {US_INDIVIDUAL_TAX_IDENTIFICATION_NUMBER}'],
    ['IBAN GB82 WEST 1234 5698 7654 32', 'IBAN {INTERNATIONAL_BANK_ACCOUNT_NUMBER}'],
  ] as const) {
    const answer = await judge(pii(...entities), text)
    assert.equal(answer.outputs?.[0]?.text, expected)
  }
})

test('images: unassessed and counted when no filter asks for them, refused when one does', async () => {
  const image = { image: { format: 'png' as const, source: { bytes: new Uint8Array([1]) } } }
  const answer = await judge(pii(email), [image, { text: { text: 'x' } }])
  assert.deepEqual(answer.guardrailCoverage?.images, { guarded: 0, total: 1 })
  const filter = {
    type: 'HATE',
    inputStrength: 'LOW',
    outputStrength: 'LOW',
    inputModalities: ['TEXT', 'IMAGE'],
  } as const
  const contentPolicyConfig = { filtersConfig: [{ ...filter, inputModalities: [...filter.inputModalities] }] }
  await assert.rejects(judge({ contentPolicyConfig }, [image]), { code: 'ValidationException' })
  assert.equal((await judge({ contentPolicyConfig }, [image], { source: 'OUTPUT' })).action, 'NONE')
})

test('what cannot be judged does not pass', async () => {
  const refusals: [Promise<unknown>, string][] = [
    [judge({ automatedReasoningPolicyConfig: { policies: ['arn:x'] } }, 'x'), 'ValidationException'],
    [judge(pii(email), []), 'ValidationException'],
    [judge(pii(email), 'x'.repeat(100_001)), 'ValidationException'],
    [
      judge(
        pii(email),
        Array.from({ length: 1001 }, () => ({ text: { text: 'x' } })),
      ),
      'ValidationException',
    ],
    [
      judge(
        { topicPolicyConfig: { topicsConfig: [{ name: 'T', definition: 'd', type: 'DENY' }] } },
        'secret',
        {},
        {
          ...saying('NONE'),
          classify: () =>
            Promise.reject(new ClassifierUnavailableError('The classifier endpoint took too long.')),
        },
      ),
      'ServiceUnavailableException',
    ],
  ]
  for (const [answer, code] of refusals) {
    await assert.rejects(
      answer,
      (error: AwsError) => error.code === code && !error.message.includes('secret'),
    )
  }
})

test('any text: blocked means one output, masked means the text with its matches replaced', async () => {
  const classifier = createLocalClassifier()
  const actions = fc.constantFrom('BLOCK' as const, 'ANONYMIZE' as const, 'NONE' as const)
  const entities = fc.array(
    fc.record({
      type: fc.constantFrom(...(Object.keys(detectors) as (keyof typeof detectors)[])),
      action: actions,
    }),
    { minLength: 1, maxLength: 8 },
  )
  const text = fc
    .array(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom(
          'ann@example.com',
          '4111 1111 1111 1111',
          '+442079460958',
          'John Smith',
          'PIN 1234',
          'ID77',
          'https://a.io/x',
        ),
      ),
    )
    .map((parts) => parts.join(' '))
  await fc.assert(
    fc.asyncProperty(text, entities, actions, async (original, configs, action) => {
      const piiEntitiesConfig = [...new Map(configs.map((config) => [config.type, config])).values()]
      const regexesConfig = [{ name: 'id', pattern: 'ID\\d+|[0-9]{4} [0-9]{4}', action }]
      const policies: Partial<GuardrailDefinition> = {
        sensitiveInformationPolicyConfig: { piiEntitiesConfig, regexesConfig },
        contentPolicyConfig: {
          filtersConfig: [{ type: 'HATE', inputStrength: 'LOW', outputStrength: 'LOW' }],
        },
      }
      const { outputs = [], actionReason, assessments } = await judge(policies, original, {}, classifier)
      const found = assessments?.[0]?.sensitiveInformationPolicy
      const all = [...(found?.piiEntities ?? []), ...(found?.regexes ?? [])]
      for (const { match } of all) assert.ok(match && original.includes(match))
      if (actionReason === 'Guardrail blocked.') assert.deepEqual(outputs, [{ text: 'No input.' }])
      else if (actionReason === 'No action.') assert.deepEqual(outputs, [])
      else assert.ok(isMasked(original, outputs[0]?.text ?? ''))
    }),
    { numRuns: 60 },
  )
})

/** Whether what is left between replacements stands in the original, in order. */
function isMasked(original: string, masked: string): boolean {
  let from = 0
  const [first = '', ...rest] = masked.split(/\{(?:[A-Z_]+|id)\}/)
  if (!original.startsWith(first)) return false
  from = first.length
  for (const piece of rest) {
    const at = original.indexOf(piece, from)
    if (at < 0) return false
    from = at + piece.length
  }
  return rest.length > 0
}

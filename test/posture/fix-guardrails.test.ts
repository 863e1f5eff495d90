/**
 * Guardrails through fix and back, against a service that takes the write shape only and forgets whatever is not sent: no
 * policy field may be lost, whatever the guardrail looks like.
 */

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { bedrockGuardrailCmk } from '../../src/posture/rules/bedrock-guardrail-cmk.ts'
import { error, type FakeAws, type FakeInput, startFakeAws } from '../support/fake-aws.ts'
import { applyWith, fakeKms, planWith, recordFile } from '../support/fix.ts'
import { suiteScope } from '../support/servers.ts'

type Json = Record<string, unknown>

const arn = 'arn:aws:bedrock:us-east-1:111122223333:guardrail/abc'

const text = fc.string({ minLength: 1, maxLength: 12 })
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
const directions = {
  inputAction: maybe(fc.constantFrom('BLOCK', 'NONE')),
  outputAction: maybe(fc.constantFrom('BLOCK', 'NONE')),
  inputEnabled: maybe(fc.boolean()),
  outputEnabled: maybe(fc.boolean()),
}
const list = <T>(item: fc.Arbitrary<T>) => fc.array(item, { maxLength: 3 })
const tier = maybe(fc.record({ tierName: fc.constantFrom('CLASSIC', 'STANDARD') }))
const strength = fc.constantFrom('NONE', 'LOW', 'MEDIUM', 'HIGH')
const modalities = maybe(fc.subarray(['TEXT', 'IMAGE']))

/** As GetGuardrail answers. */
const guardrails: fc.Arbitrary<Json> = fc.record({
  name: text,
  description: maybe(text),
  blockedInputMessaging: text,
  blockedOutputsMessaging: text,
  topicPolicy: maybe(
    fc.record({
      topics: list(
        fc.record({
          name: text,
          definition: text,
          examples: maybe(list(text)),
          type: maybe(fc.constant('DENY')),
          ...directions,
        }),
      ),
      tier,
    }),
  ),
  contentPolicy: maybe(
    fc.record({
      filters: maybe(
        list(
          fc.record({
            type: fc.constantFrom('HATE', 'INSULTS', 'PROMPT_ATTACK'),
            inputStrength: strength,
            outputStrength: strength,
            inputModalities: modalities,
            outputModalities: modalities,
            ...directions,
          }),
        ),
      ),
      tier,
    }),
  ),
  wordPolicy: maybe(
    fc.record({
      words: maybe(list(fc.record({ text, ...directions }))),
      managedWordLists: maybe(list(fc.record({ type: fc.constant('PROFANITY'), ...directions }))),
    }),
  ),
  sensitiveInformationPolicy: maybe(
    fc.record({
      piiEntities: maybe(
        list(
          fc.record({
            type: fc.constantFrom('EMAIL', 'PHONE'),
            action: fc.constantFrom('BLOCK', 'ANONYMIZE', 'NONE'),
            ...directions,
          }),
        ),
      ),
      regexes: maybe(
        list(
          fc.record({
            name: text,
            description: maybe(text),
            pattern: text,
            action: fc.constant('BLOCK'),
            ...directions,
          }),
        ),
      ),
    }),
  ),
  contextualGroundingPolicy: maybe(
    fc.record({
      filters: list(
        fc.record({
          type: fc.constantFrom('GROUNDING', 'RELEVANCE'),
          threshold: fc.integer({ min: 0, max: 99 }).map((percent) => percent / 100),
          action: maybe(fc.constantFrom('BLOCK', 'NONE')),
          enabled: maybe(fc.boolean()),
        }),
      ),
      tier,
    }),
  ),
  automatedReasoningPolicy: maybe(
    fc.record({ policies: list(text), confidenceThreshold: maybe(fc.constantFrom(0, 0.5, 1)) }),
  ),
  crossRegionDetails: maybe(
    fc.constant({ guardrailProfileId: 'us.guardrail.v1:0', guardrailProfileArn: 'arn:profile' }),
  ),
})

/** What a service stores for a write shape, as it reads it afterwards. Knows no read-shape name. */
function readShape(input: Json): Json {
  const { guardrailIdentifier: _, ...rest } = input
  const lists: Readonly<Record<string, readonly [name: string, members: Readonly<Record<string, string>>]>> =
    {
      topicPolicyConfig: ['topicPolicy', { topicsConfig: 'topics', tierConfig: 'tier' }],
      contentPolicyConfig: ['contentPolicy', { filtersConfig: 'filters', tierConfig: 'tier' }],
      wordPolicyConfig: ['wordPolicy', { wordsConfig: 'words', managedWordListsConfig: 'managedWordLists' }],
      sensitiveInformationPolicyConfig: [
        'sensitiveInformationPolicy',
        { piiEntitiesConfig: 'piiEntities', regexesConfig: 'regexes' },
      ],
      contextualGroundingPolicyConfig: [
        'contextualGroundingPolicy',
        { filtersConfig: 'filters', tierConfig: 'tier' },
      ],
      automatedReasoningPolicyConfig: [
        'automatedReasoningPolicy',
        { policies: 'policies', confidenceThreshold: 'confidenceThreshold' },
      ],
      crossRegionConfig: ['crossRegionDetails', { guardrailProfileIdentifier: 'guardrailProfileArn' }],
    }
  const plainNames = ['name', 'description', 'blockedInputMessaging', 'blockedOutputsMessaging']
  const read: Json = {}
  for (const [name, value] of Object.entries(rest)) {
    const known = lists[name]
    if (name === 'kmsKeyId') read.kmsKeyArn = value
    else if (plainNames.includes(name)) read[name] = value
    else if (known === undefined) throw error('ValidationException')
    else read[known[0]] = renamed(value as Json, known[1])
  }
  return read
}

function renamed(value: Json, names: Readonly<Record<string, string>>): Json {
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const known = names[name]
      if (known === undefined) throw error('ValidationException')
      if (Array.isArray(member) && member.length === 0) throw error('ValidationException')
      return [known, member]
    }),
  )
}

/** Nothing is lost: what reads as nothing (an empty list, a tier of no topics) may be written as nothing. */
function meaning(guardrail: Json): unknown {
  const { kmsKeyArn: _key, ...rest } = guardrail
  const {
    topicPolicy,
    contentPolicy,
    contextualGroundingPolicy,
    automatedReasoningPolicy,
    crossRegionDetails,
  } = rest as Record<string, Json>
  const has = (policy: Json | undefined, name: string) =>
    ((policy?.[name] as unknown[] | undefined) ?? []).length > 0
  const whole = {
    ...rest,
    topicPolicy: has(topicPolicy, 'topics')
      ? {
          ...topicPolicy,
          topics: ((topicPolicy?.topics ?? []) as Json[]).map((topic) => ({ ...topic, type: 'DENY' })),
        }
      : undefined,
    contentPolicy: has(contentPolicy, 'filters') ? contentPolicy : undefined,
    contextualGroundingPolicy: has(contextualGroundingPolicy, 'filters')
      ? contextualGroundingPolicy
      : undefined,
    automatedReasoningPolicy: has(automatedReasoningPolicy, 'policies')
      ? automatedReasoningPolicy
      : undefined,
    crossRegionDetails: crossRegionDetails?.guardrailProfileArn,
  }
  return withoutEmpty(JSON.parse(JSON.stringify(whole)))
}

function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value)
    .map(([name, member]) => [name, withoutEmpty(member)] as const)
    .filter(
      ([, member]) => !(typeof member === 'object' && member !== null && Object.keys(member).length === 0),
    )
  return Object.fromEntries(members)
}

interface Service {
  guardrail: Json
  /** How often it says UPDATING after a change. */
  slow: number
  onUpdate: (read: Json, input: Json) => Json
}

async function start(scope: {
  after(close: () => unknown): void
}): Promise<{ fake: FakeAws; service: Service }> {
  const service: Service = { guardrail: {}, slow: 0, onUpdate: (read) => read }
  let updating = 0
  const fixed = {
    guardrailId: 'abc',
    guardrailArn: arn,
    version: 'DRAFT',
    createdAt: new Date(0),
    updatedAt: new Date(0),
  }
  const fake = await startFakeAws(scope, {
    ...fakeKms().handlers,
    'bedrock-agent:ListAgents': { agentSummaries: [{ agentId: 'A' }, { agentId: 'B' }] },
    'bedrock-agent:GetAgent': ({ agentId }: FakeInput) => ({
      agent: {
        agentId,
        agentName: `agent ${agentId}`,
        agentResourceRoleArn: `arn:aws:iam::111122223333:role/${agentId}`,
        ...(agentId === 'A' && {
          guardrailConfiguration: { guardrailIdentifier: 'abc', guardrailVersion: '1' },
        }),
      },
    }),
    'bedrock:ListGuardrails': () => ({
      guardrails: [{ id: 'abc', arn, name: String(service.guardrail.name) }],
    }),
    'bedrock:GetGuardrail': () => ({
      ...service.guardrail,
      ...fixed,
      status: updating-- > 0 ? 'UPDATING' : 'READY',
    }),
    'bedrock:UpdateGuardrail': (input: FakeInput) => {
      service.guardrail = service.onUpdate(readShape({ ...input }), { ...input })
      updating = service.slow
      return fixed
    },
    'bedrock:CreateGuardrailVersion': { guardrailId: 'abc', version: '1' },
  })
  return { fake, service }
}

const rules = [bedrockGuardrailCmk]
const simple: Json = {
  name: 'g',
  blockedInputMessaging: 'no',
  blockedOutputsMessaging: 'nor',
  wordPolicy: { words: [{ text: 'w' }] },
}

describe('the guardrail round trip', () => {
  const scope = suiteScope()

  test('no policy field of any guardrail is lost', async () => {
    const { fake, service } = await start(scope)
    await fc.assert(
      fc.asyncProperty(guardrails, async (given) => {
        const guardrail: Json = JSON.parse(JSON.stringify(given))
        service.guardrail = guardrail
        const plan = await planWith(scope, fake, rules)
        const { states, outcomes } = await applyWith(scope, fake, rules, plan)
        assert.equal(states.at(-1), 's1 fixed', outcomes.get('s1')?.detail ?? '')
        assert.deepEqual(meaning(service.guardrail), meaning(guardrail))
        assert.match(String(service.guardrail.kmsKeyArn), /^arn:aws:kms:/)
      }),
      { numRuns: 40 },
    )
  })

  test('it waits until the guardrail is ready', async (context) => {
    const { fake, service } = await start(context)
    service.guardrail = simple
    service.slow = 3
    const plan = await planWith(context, fake, rules)
    assert.deepEqual((await applyWith(context, fake, rules, plan)).states, ['k1 applied', 's1 fixed'])
  })

  test('the plan names the roles of agents that apply the guardrail', async (context) => {
    const { fake, service } = await start(context)
    service.guardrail = simple
    const { steps } = await planWith(context, fake, rules)
    const texts = steps.flatMap(({ preconditions }) => preconditions).join('\n')
    assert.match(texts, /agent A applies it with arn:aws:iam::111122223333:role\/A/)
    assert.doesNotMatch(texts, /role\/B/)
  })

  test('a policy that the service drops is put back at once, with the old key', async (context) => {
    const { fake, service } = await start(context)
    service.guardrail = { ...simple, kmsKeyArn: 'alias/aws/old' }
    service.onUpdate = (read, input) => {
      if (input.kmsKeyId === 'alias/aws/old') return read
      const { wordPolicy: _dropped, ...rest } = read
      return rest
    }
    const plan = await planWith(context, fake, rules)
    const { states, outcomes } = await applyWith(context, fake, rules, plan)
    assert.deepEqual(states, ['k1 applied', 's1 restored'])
    assert.match(outcomes.get('s1')?.detail ?? '', /wordPolicyConfig/)
    assert.deepEqual(meaning(service.guardrail), meaning(simple))
    assert.equal(service.guardrail.kmsKeyArn, 'alias/aws/old')
  })

  test('a guardrail that somebody changed since the plan is left alone', async (context) => {
    const { fake, service } = await start(context)
    service.guardrail = simple
    const plan = await planWith(context, fake, rules)
    service.guardrail = { ...simple, description: 'new' }
    const { states } = await applyWith(context, fake, rules, plan)
    assert.deepEqual(states, ['k1 applied', 's1 drifted'])
    assert.equal(fake.count('bedrock:UpdateGuardrail'), 0)
  })

  test('calls in the plan that are not what would be planned are not sent', async (context) => {
    const { fake, service } = await start(context)
    service.guardrail = simple
    const plan = await planWith(context, fake, rules)
    const steps = plan.steps.map((step) => ({
      ...step,
      calls: step.calls.map((call) =>
        call.operation === 'UpdateGuardrail' ? { ...call, input: { ...call.input, name: 'other' } } : call,
      ),
    }))
    const { states } = await applyWith(context, fake, rules, { ...plan, steps })
    assert.deepEqual(states, ['k1 applied', 's1 drifted'])
  })

  test('one that is changing is not planned', async (context) => {
    const { fake, service } = await start(context)
    service.guardrail = simple
    const plan = await planWith(context, fake, rules)
    const findings = Object.values(plan.targets).map(({ finding }) => finding)
    fake.set({ 'bedrock:GetGuardrail': { ...simple, guardrailArn: arn, status: 'UPDATING' } })
    const again = await planWith(context, fake, rules, { findings })
    assert.deepEqual(again.steps, [])
    assert.equal(again.left[0]?.code, 'CHANGED')
  })

  test('an offer is sent with a token that makes it once', async (context) => {
    const { fake, service } = await start(context)
    service.guardrail = simple
    const plan = await planWith(context, fake, rules)
    const record = recordFile(context)
    await applyWith(context, fake, rules, plan, { confirmed: ['k1', 's1', 's2'], record })
    const call = fake.calls.find(({ operation }) => operation === 'bedrock:CreateGuardrailVersion')
    assert.match(String(call?.input.clientRequestToken), /^[0-9a-f]{64}$/)
  })
})

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Bedrock } from '@aws-sdk/client-bedrock'
import { BedrockRuntime } from '@aws-sdk/client-bedrock-runtime'
import { missing } from '../call/operation.ts'
import { apis } from './apis.ts'
import { loadApi } from './catalog.ts'
import { credentials, type Fixture, region, send, signedHeadersFor, startFixture } from './gateway.fixture.ts'
import { defaultLimits } from './limits.ts'

describe('APIs that share a signing name', () => {
  let fixture: Fixture
  let bedrock: Bedrock
  let runtime: BedrockRuntime
  before(async () => {
    fixture = await startFixture({
      bedrock: {
        GetGuardrail: (_call, input: { guardrailIdentifier: string }) => ({
          name: input.guardrailIdentifier,
          version: 'DRAFT',
        }),
        CreateGuardrail: () => ({}),
        ListGuardrails: missing,
      },
      'bedrock-runtime': {
        ApplyGuardrail: (_call, input: { guardrailIdentifier: string; guardrailVersion: string }) => ({
          action: 'NONE',
          outputs: [{ text: `${input.guardrailIdentifier} ${input.guardrailVersion}` }],
          assessments: [],
        }),
      },
    })
    const settings = { endpoint: fixture.url, region, credentials }
    bedrock = new Bedrock(settings)
    runtime = new BedrockRuntime(settings)
  })
  after(() => fixture.close())

  test('method and path decide, and each call is one of the signing name', async () => {
    const { name } = await bedrock.getGuardrail({ guardrailIdentifier: 'abc' })
    assert.equal(name, 'abc')
    const guardrailIdentifier = 'arn:aws:bedrock:eu-central-1:111122223333:guardrail/abc'
    const applied = await runtime.applyGuardrail({
      guardrailIdentifier,
      guardrailVersion: '7',
      source: 'INPUT',
      content: [{ text: { text: 'hello' } }],
    })
    assert.deepEqual(applied.outputs, [{ text: `${guardrailIdentifier} 7` }])
    assert.deepEqual(
      fixture.recorded.map(({ call }) => [call.service, call.operation]),
      [
        ['bedrock', 'GetGuardrail'],
        ['bedrock', 'ApplyGuardrail'],
      ],
    )
  })

  test('an operation that only the API has is named by its own API', async () => {
    await assert.rejects(bedrock.listGuardrails({}), {
      name: 'NotImplementedException',
      message: 'Keyhold does not implement bedrock:ListGuardrails.',
    })
    const modelId = 'some.model'
    await assert.rejects(runtime.invokeModel({ modelId, body: '{}', contentType: 'application/json' }), {
      name: 'NotImplementedException',
      message: 'Keyhold does not implement bedrock-runtime:InvokeModel.',
    })
  })

  test('the constraints are those of the API that was meant', async () => {
    const input = { guardrailIdentifier: 'abc', guardrailVersion: 'x' }
    await assert.rejects(bedrock.getGuardrail(input), { name: 'ValidationException' })
  })

  test('decimals are taken where the API has them, and nowhere else', async () => {
    const request = (threshold: number) => ({
      name: 'decimal',
      contextualGroundingPolicyConfig: { filtersConfig: [{ type: 'GROUNDING' as const, threshold }] },
      blockedInputMessaging: 'a',
      blockedOutputsMessaging: 'b',
    })
    await bedrock.createGuardrail(request(0.75))
    const input = fixture.recorded.at(-1)?.input as ReturnType<typeof request>
    assert.equal(input.contextualGroundingPolicyConfig.filtersConfig[0]?.threshold, 0.75)
    await assert.rejects(bedrock.createGuardrail(request(Number.NaN)), { name: 'SerializationException' })
    await assert.rejects(bedrock.createGuardrail(request('0.75' as unknown as number)), {
      name: 'SerializationException',
      message: 'STRING_VALUE cannot be converted to Double',
    })
  })

  test('what no API has is an unknown operation', async () => {
    const headers = signedHeadersFor(fixture.url, {}, { service: 'bedrock' })
    const { status, text } = await send(fixture.url, { headers })
    assert.equal(status, 404)
    assert.match(text, /not recognized/)
  })
})

test('no two of the Bedrock APIs that are served have an operation with the same method and path', async () => {
  const sharing = Object.entries(apis).filter(([name, { signingName }]) => {
    return (signingName ?? name) === 'bedrock'
  })
  assert.ok(sharing.length >= 2)
  const taken = new Map<string, string>()
  for (const [name, description] of sharing) {
    const sdk = await description.loadSdk()
    assert.ok(await loadApi(description, defaultLimits))
    for (const schema of Object.values(sdk)) {
      if (!Array.isArray(schema) || schema[0] !== 9) continue
      const [method, path] = (schema[3] as { http: [string, string] }).http
      const key = `${method} ${path.replaceAll(/\{[^}]+\}/g, '{}')}`
      assert.equal(taken.get(key), undefined, `${key} is also of ${name}`)
      taken.set(key, name)
    }
  }
})

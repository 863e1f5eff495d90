import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { Bedrock, GetGuardrailCommand } from '@aws-sdk/client-bedrock'
import { captureBody, refuseUnknown, refuseUnmapped } from './unmapped.ts'

/** The SDK's own client over a wire that answers this. */
async function read(body: string) {
  const client = new Bedrock({
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    requestHandler: {
      handle: async () => ({
        response: {
          statusCode: 200,
          headers: { 'content-type': 'application/json' },
          body: Readable.from([body]),
        },
      }),
    } as never,
  })
  const command = new GetGuardrailCommand({ guardrailIdentifier: 'abc' })
  const captured = captureBody(command)
  const output = await client.send(command)
  return { output, body: captured() }
}

const known = {
  name: 'g',
  topicPolicy: { topics: [{ name: 't', examples: ['e'] }] },
  createdAt: '2026-01-01T00:00:00Z',
}

test('what the SDK understands whole is not refused', async () => {
  const { output, body } = await read(JSON.stringify(known))
  assert.equal(output.name, 'g')
  assert.doesNotThrow(() => refuseUnknown(body, output))
})

test('a member that the SDK drops is refused, wherever it is, and its value is not told', async () => {
  const topics = [{ name: 't' }, { name: 'u', mood: 'secret text' }]
  for (const [grown, path] of [
    [{ audioPolicy: {} }, 'audioPolicy'],
    [{ topicPolicy: { topics } }, 'topicPolicy.topics[1].mood'],
    [{ topicPolicy: { topics: [], tier: { tierName: 'CLASSIC', home: 1 } } }, 'topicPolicy.tier.home'],
  ] as const) {
    const { output, body } = await read(JSON.stringify({ ...known, ...grown }))
    assert.throws(
      () => refuseUnknown(body, output),
      ({ code, message }: Error & { code: string }) =>
        code === 'UNMAPPED_MEMBER' && message.includes(path) && !message.includes('secret text'),
    )
  }
})

test('a member that is null is one that is not there', async () => {
  const { output, body } = await read(JSON.stringify({ ...known, audioPolicy: null }))
  assert.doesNotThrow(() => refuseUnknown(body, output))
})

test('a member that nobody has decided about is refused', () => {
  assert.doesNotThrow(() => refuseUnmapped({ a: 1, b: undefined, c: null }, ['a']))
  assert.throws(() => refuseUnmapped({ a: 1, b: 2 }, ['a'], 'x.'), /x\.b/)
})

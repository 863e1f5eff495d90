/** HTTP/2 bodies whose length nobody declared: read to the stream's end, within the same limits. */

import assert from 'node:assert/strict'
import { connect, constants } from 'node:http2'
import { type TestContext, test } from 'node:test'
import { type Fixture, type RawRequest, signedHeadersFor, startFixture } from './gateway.fixture.ts'
import type { Limits } from './limits.ts'

const limited = { timeout: 10_000 }

async function start(t: TestContext, limits: Partial<Limits> = {}): Promise<Fixture> {
  const fixture = await startFixture({ kms: { ListKeys: () => ({}) } }, limits)
  t.after(() => fixture.close())
  return fixture
}

function listKeys(body: string): RawRequest {
  return {
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'TrentService.ListKeys' },
    body,
  }
}

/** Node's HTTP/2 client declares no length by itself. */
async function post(t: TestContext, { url }: Fixture, request: RawRequest, pieces: readonly string[]) {
  const { host, ...headers } = signedHeadersFor(url, request, { service: 'kms' })
  const session = connect(url)
  t.after(() => session.destroy())
  const stream = session.request({ ':method': 'POST', ':path': '/', ':authority': host, ...headers })
  const status = new Promise<number>((resolve, reject) => {
    stream.on('response', (answer) => resolve(Number(answer[constants.HTTP2_HEADER_STATUS])))
    stream.on('error', reject)
  })
  for (const piece of pieces) stream.write(piece)
  stream.end()
  let text = ''
  for await (const chunk of stream) text += chunk
  return { status: await status, text }
}

test('a body without content-length is read whole', limited, async (t) => {
  const fixture = await start(t)
  const { status, text } = await post(t, fixture, listKeys('{"Limit": 7}'), ['{"Lim', 'it": 7}'])
  assert.equal(status, 200, text)
  assert.deepEqual(fixture.recorded[0]?.input, { Limit: 7 })
})

test('no body at all is an empty one', limited, async (t) => {
  const fixture = await start(t)
  const { text } = await post(t, fixture, listKeys(''), [])
  assert.doesNotMatch(text, /InvalidSignature/)
})

test('a body that is not the signed one is refused', limited, async (t) => {
  const fixture = await start(t)
  const { status, text } = await post(t, fixture, listKeys(''), ['{"Limit": 7}'])
  assert.equal(status, 400)
  assert.match(text, /InvalidSignatureException/)
})

test('a body past the limit is refused as one that declared its length', limited, async (t) => {
  const fixture = await start(t, { bodyBytesMaxByService: { kms: 1024 } })
  const body = 'x'.repeat(3000)
  const { status, text } = await post(t, fixture, listKeys(body), [body])
  assert.equal(status, 413)
  assert.match(text, /RequestEntityTooLarge/)
})

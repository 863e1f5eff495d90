/** Bodies that are not read: nobody fills the server's memory who has not shown to hold a secret. */

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import { QBusiness } from '@aws-sdk/client-qbusiness'
import {
  accessKeyId,
  type Fixture,
  type FixtureOptions,
  type RawRequest,
  region,
  type SigningOptions,
  secretAccessKey,
  send,
  signedHeadersFor,
  startFixture,
} from './gateway.fixture.ts'
import type { Limits } from './limits.ts'

const service = 'kms'
const limited = { timeout: 10_000 }

async function start(
  t: TestContext,
  limits: Partial<Limits> = {},
  options: FixtureOptions = {},
): Promise<Fixture> {
  const handlers = { kms: { ListKeys: () => ({}) }, qbusiness: { BatchPutDocument: () => ({}) } }
  const fixture = await startFixture(handlers, limits, options)
  t.after(() => fixture.close())
  return fixture
}

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex')

function listKeys(body: string | Buffer, claimed: string | null = sha256(body)): RawRequest {
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'TrentService.ListKeys',
    ...(claimed === null ? {} : { 'x-amz-content-sha256': claimed }),
  }
  return { headers, body }
}

/** Sends the head, and as much of the body as is given. */
function begin(t: TestContext, { url }: Fixture, head: Readonly<Record<string, string>>, body = ''): Socket {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  t.after(() => socket.destroy())
  socket.on('error', () => {})
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.write(`POST / HTTP/1.1\r\n${lines.join('')}\r\n${body}`)
  return socket
}

const answerOf = async (socket: Socket): Promise<string> =>
  new Promise((resolve) => socket.once('data', (bytes) => resolve(bytes.toString('latin1'))))

const strangers: Readonly<Record<string, { claims: boolean; options: Partial<SigningOptions> }>> = {
  'a made-up key': { claims: false, options: { accessKeyId: 'AKIAMADEUPMADEUPMADE' } },
  'a made-up key and a hash': { claims: true, options: { accessKeyId: 'AKIAMADEUPMADEUPMADE' } },
  'a known key, another secret and a hash': { claims: true, options: { secret: 'guessed' } },
}

for (const [name, { claims, options }] of Object.entries(strangers)) {
  for (const [header, value] of [
    ['content-length', '1000000'],
    ['transfer-encoding', 'chunked'],
  ] as const) {
    test(`${name}: refused before the body, with ${header}`, limited, async (t) => {
      const fixture = await start(t)
      const request = claims ? listKeys('x') : listKeys('x', null)
      const head = { ...signedHeadersFor(fixture.url, request, { service, ...options }), [header]: value }
      const socket = begin(t, fixture, head)
      const answer = await answerOf(socket)
      socket.destroy()
      assert.match(answer, /^HTTP\/1\.1 400 /)
      assert.match(answer, claims && options.secret ? /InvalidSignature/ : /UnrecognizedClient/)
      assert.match(answer, /connection: close/i)
    })
  }
}

test('bodies whose hash nobody claimed leave room for those that are signed before', limited, async (t) => {
  const fixture = await start(t, { bodyBytesInFlightMax: 4096 })
  const head = signedHeadersFor(fixture.url, listKeys('x', null), { service, secret: 'guessed' })
  const held = Array.from({ length: 8 }, () =>
    begin(t, fixture, { ...head, 'content-length': '1000' }, ' '.repeat(999)),
  )
  await new Promise((resolve) => setTimeout(resolve, 200))
  const ask = (request: RawRequest) =>
    send(fixture.url, { ...request, headers: signedHeadersFor(fixture.url, request, { service }) })
  const body = `{"Limit":${' '.repeat(1000)}5}`
  assert.equal((await ask(listKeys(body, null))).status, 503, 'the half for those is full')
  assert.equal((await ask(listKeys(body))).status, 200)
  for (const socket of held) socket.destroy()
  await new Promise((resolve) => setTimeout(resolve, 100))
  assert.equal((await ask(listKeys(body, null))).status, 200, 'and given back')
})

test('a claimed hash is for one body, and for nothing else than a body', limited, async (t) => {
  const fixture = await start(t)
  for (const [claimed, body] of [
    [sha256('{}'), '{"Limit":1}'],
    ['UNSIGNED-PAYLOAD', '{}'],
    ['STREAMING-AWS4-HMAC-SHA256-PAYLOAD', '{}'],
    [sha256('{}').toUpperCase(), '{}'],
    ['', '{}'],
  ] as const) {
    const headers = signedHeadersFor(fixture.url, listKeys('{}', claimed), { service })
    const { status, text } = await send(fixture.url, { headers, body })
    assert.equal(status, 400, claimed)
    assert.match(text, /InvalidSignature/)
  }
  assert.deepEqual(fixture.recorded, [])
})

test('a client that goes away while its key is looked up is forgotten', limited, async (t) => {
  const reached = Promise.withResolvers<void>()
  const gone = Promise.withResolvers<void>()
  const onLookup = () => {
    reached.resolve()
    return gone.promise
  }
  const fixture = await start(t, {}, { onLookup })
  const head = signedHeadersFor(fixture.url, listKeys('{}'), { service })
  const socket = begin(t, fixture, { ...head, 'content-length': '1000' }, '{')
  await reached.promise
  socket.resetAndDestroy()
  await new Promise((resolve) => setTimeout(resolve, 100))
  gone.resolve()
  const headers = signedHeadersFor(fixture.url, listKeys('{}'), { service })
  assert.equal((await send(fixture.url, { ...listKeys('{}'), headers })).status, 200)
  assert.deepEqual(
    fixture.lines.filter(({ level }) => level === 'error'),
    [],
  )
})

test('a client that sends all of a refused body still reads why', limited, async (t) => {
  const fixture = await start(t)
  const body = Buffer.alloc(5 * 1024 * 1024, 'x')
  const options = { service, accessKeyId: 'AKIAMADEUPMADEUPMADE' }
  const headers = signedHeadersFor(fixture.url, listKeys(body), options)
  const { status, text } = await send(fixture.url, { headers, body })
  assert.equal(status, 400)
  assert.match(text, /UnrecognizedClientException/)
})

test('over HTTP/2 as well', limited, async (t) => {
  const fixture = await start(t)
  const put = (credentials: { accessKeyId: string; secretAccessKey: string }) => {
    const client = new QBusiness({ endpoint: fixture.url, region, credentials, maxAttempts: 1 })
    t.after(() => client.destroy())
    const blob = Buffer.alloc(5 * 1024 * 1024, 'x')
    const id = '00000000-0000-4000-8000-000000000000'
    return client.batchPutDocument({
      applicationId: id,
      indexId: id,
      documents: [{ id: 'a', content: { blob } }],
    })
  }
  await put({ accessKeyId, secretAccessKey })
  await assert.rejects(put({ accessKeyId: 'AKIAMADEUPMADEUPMADE', secretAccessKey }), {
    name: 'UnrecognizedClientException',
  })
  await assert.rejects(put({ accessKeyId, secretAccessKey: 'guessed' }), { name: /InvalidSignature/ })
})

/** Bytes that no client sends: each gets an answer or a closed connection, none a stack, and the server goes on. */

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { connect, constants } from 'node:http2'
import { connect as netConnect } from 'node:net'
import { before, describe, type TestContext, test } from 'node:test'
import { send, signedHeadersFor, startFixture } from '../../src/gateway/gateway.fixture.ts'
import { createApplication, putDocuments } from '../support/application.ts'
import { exchange, presignedPath, type SignedRequest, sendSigned } from '../support/raw-requests.ts'
import { startTestServer, suiteScope, type TestServer, testDatabases } from '../support/servers.ts'
import { failureOf } from '../support/strangers.ts'

const nothingOfOurs = (text: string) => assert.doesNotMatch(text, /\n\s+at |node:internal|\/src\/|\.ts:\d/)

describe('hostile requests', () => {
  const scope = suiteScope()
  let server: TestServer
  before(async () => {
    server = await startTestServer(scope)
  })

  const requireAlive = async () => {
    await server.admin.sts.getCallerIdentity()
    assert.equal(server.process.exitCode, null)
  }
  const kms = (operation: string, more: Partial<SignedRequest> = {}): SignedRequest => ({
    service: 'kms',
    body: '{}',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `TrentService.${operation}` },
    ...more,
  })
  const iam = (body: string): SignedRequest => ({
    service: 'iam',
    body,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })

  test('what is no HTTP, or two readings of one request, is refused', async () => {
    const post = (...lines: string[]) => [`POST / HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\nhello`]
    const streams: Readonly<Record<string, readonly (string | Buffer)[]>> = {
      garbage: ['\x00\x01\x02\xffgarbage\r\n\r\n'],
      'a preface and no HTTP/2': [`PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${'\xff'.repeat(400)}`],
      'half a preface': ['PRI * HTTP/2.0\r\nnot'],
      'headers without end': [`GET / HTTP/1.1\r\nhost: x\r\na: ${'a'.repeat(70_000)}`],
      'too many headers': [`GET / HTTP/1.1\r\nhost: x\r\n${'a: b\r\n'.repeat(9_000)}\r\n`],
      'two lengths': post('host: x', 'content-length: 5', 'content-length: 6'),
      'a length and chunks': post('host: x', 'content-length: 5', 'transfer-encoding: chunked'),
      'a negative length': post('host: x', 'content-length: -5'),
      'a length beyond numbers': post('host: x', 'content-length: 99999999999999999999'),
      'no chunk size': post('host: x', 'transfer-encoding: chunked'),
      'a folded header': post('host: x', 'a: b', ' c: d'),
      'a bare line feed': ['POST / HTTP/1.1\nhost: x\ncontent-length: 0\ntransfer-encoding: chunked\n\n'],
      'two hosts': post('host: a', 'host: b', 'content-length: 5'),
      'two signatures': post('host: a', 'authorization: a', 'authorization: b', 'content-length: 5'),
      tunnel: ['CONNECT example.com:80 HTTP/1.1\r\nhost: x\r\n\r\n'],
      'requests on end': [`GET /a HTTP/1.1\r\nhost: x\r\n\r\n`.repeat(50)],
    }
    await Promise.all(
      Object.entries(streams).map(async ([name, parts]) => {
        const answer = await exchange(server.endpoint, parts, 1_000)
        nothingOfOurs(answer)
        assert.doesNotMatch(answer, /^HTTP\/1\.1 (?:2|5)/m, name)
      }),
    )
    await requireAlive()
  })

  test('a signature covers method, path, query, body, target and token', async () => {
    assert.equal((await sendSigned(server, kms('ListKeys'))).status, 200)
    const { headers = {} } = kms('ListKeys')
    const target = { 'x-amz-target': 'TrentService.ListKeys' }
    const broken: Readonly<Record<string, SignedRequest>> = {
      'another body': kms('ListKeys', { sentBody: '{"Limit":1}' }),
      'another path': kms('ListKeys', { path: '/other', signedPath: '/' }),
      'an unsigned target': kms('', {
        headers: { 'content-type': 'application/x-amz-json-1.1' },
        unsignedHeaders: target,
      }),
      'an unsigned token': kms('ListKeys', { unsignedHeaders: { 'X-Amz-Security-Token': 'x' } }),
      'an unsigned header of the family': kms('ListKeys', { unsignedHeaders: { 'x-amz-anything': 'x' } }),
      'a second target': kms('ListKeys', { unsignedHeaders: { 'X-Amz-Target': 'TrentService.CreateKey' } }),
      'an empty token': kms('ListKeys', { headers: { ...headers, 'x-amz-security-token': '' } }),
      'a payload left unsigned': kms('ListKeys', {
        headers: { ...headers, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
      }),
      'an old time': kms('ListKeys', { time: Date.now() - 6 * 60_000 }),
      'a time to come': kms('ListKeys', { time: Date.now() + 6 * 60_000 }),
      'another service': kms('ListKeys', { service: 'sts' }),
      'both ways at once': kms('ListKeys', { query: 'X-Amz-Algorithm=AWS4-HMAC-SHA256' }),
    }
    for (const [name, request] of Object.entries(broken)) {
      const { status, text } = await sendSigned(server, request)
      assert.ok(status >= 400 && status < 500, `${name}: ${status}`)
      nothingOfOurs(text)
    }
    await requireAlive()
  })

  test('a signed request cannot be bent to another operation by its path', async () => {
    const { applicationId, indexId } = await createApplication(server.admin, undefined)
    const index = `/applications/${applicationId}/indices/${indexId}`
    const bent: readonly (readonly [method: string, signed: string, sent: string])[] = [
      ['DELETE', index, `${index}/groups/..`],
      ['GET', index, `${index}/groups/..`],
      ['GET', `/applications/${applicationId}`, `${index}/../..`],
      ['GET', `/applications/${applicationId}`, `/applications/./${applicationId}`],
      ['GET', `/applications/${applicationId}`, `//applications//${applicationId}`],
    ]
    for (const [method, signedPath, path] of bent) {
      const { status, text } = await sendSigned(server, { service: 'qbusiness', method, signedPath, path })
      assert.equal(status, 404, `${method} ${path}`)
      assert.match(text, /UnknownOperationException/)
    }
    for (const path of [
      '/applications/%2e%2e',
      '/applications/%00',
      '/applications/%ff',
      `${index}%2fgroups`,
    ]) {
      const { status, text } = await sendSigned(server, { service: 'qbusiness', method: 'GET', path })
      assert.equal(status, 400, path)
      nothingOfOurs(text)
    }
  })

  test('broken bodies are the caller’s mistake', async () => {
    const deepPolicy = `{"Statement":{"Condition":${'{"a":'.repeat(5_000)}1${'}'.repeat(5_002)}`
    const requests: readonly SignedRequest[] = [
      ...[
        '['.repeat(100_000),
        '{"a":'.repeat(100_000),
        '{"Limit":1e400}',
        '{"Limit":9007199254740993}',
        '{"Limit":-0}',
        '{"Limit":"1"}',
        '{"Limit":{"__proto__":1}}',
        '[]',
        '"x"',
        '\ufeff{}',
        '{"Marker":"\\ud800"}',
        Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
      ].map((body) => kms('ListKeys', { body })),
      kms('__proto__'),
      kms('constructor'),
      kms('CreateKey', { body: JSON.stringify({ Policy: '['.repeat(30_000) }) }),
      kms('CreateKey', { body: JSON.stringify({ Policy: deepPolicy }) }),
      kms('CreateKey', { body: JSON.stringify({ Policy: 'x'.repeat(900_000) }) }),
      kms('Encrypt', { body: '{"KeyId":"alias/x","Plaintext":"not base64!"}' }),
      kms('Encrypt', { body: '{"KeyId":"alias/x","Plaintext":"eA==","EncryptionContext":{"a":{"b":"c"}}}' }),
      iam('Action=__proto__&Version=2010-05-08'),
      iam('Action=ListUsers&Action=CreateUser&Version=2010-05-08'),
      iam('Action=CreateUser&Version=2010-05-08&UserName=x&Tags.member.__proto__.Key=b'),
      iam(`Action=CreateUser&Version=2010-05-08&UserName=x&${'Tags.member.'.repeat(500)}Key=b`),
      iam('Action=GetUser&Version=2010-05-08&UserName=%ff%zz'),
    ]
    for (const request of requests) {
      const { status, text } = await sendSigned(server, request)
      assert.ok(status >= 400 && status < 500, `${status} for ${String(request.body).slice(0, 80)}`)
      nothingOfOurs(text)
    }
    await requireAlive()
  })

  test('names of object prototypes are names like others', async () => {
    const { kms: client } = server.admin
    const KeyId = (await client.createKey()).KeyMetadata?.Arn as string
    const context = '{"__proto__":"a","constructor":"b","toString":"c"}'
    const EncryptionContext = JSON.parse(context) as Record<string, string>
    const body = (more: object) =>
      `${JSON.stringify({ KeyId, ...more }).slice(0, -1)},"EncryptionContext":${context}}`
    const sealed = await sendSigned(server, kms('Encrypt', { body: body({ Plaintext: 'eA==' }) }))
    const CiphertextBlob = /"CiphertextBlob":"([^"]+)"/.exec(sealed.text)?.[1] as string
    assert.equal((await sendSigned(server, kms('Decrypt', { body: body({ CiphertextBlob }) }))).status, 200)
    const { __proto__: _, ...others } = EncryptionContext
    await assert.rejects(
      client.decrypt({ CiphertextBlob: Buffer.from(CiphertextBlob, 'base64'), EncryptionContext: others }),
      { name: 'InvalidCiphertextException' },
      'the pair named __proto__ is bound as well',
    )
  })

  test('who shows no valid key is refused before any of a large body is sent', async () => {
    const secretAccessKey = 'made-up'
    const madeUp = { ...server, credentials: { accessKeyId: 'AKIAMADEUPMADEUPMADE', secretAccessKey } }
    const guessed = { ...server, credentials: { ...server.credentials, secretAccessKey } }
    const id = '00000000-0000-4000-8000-000000000000'
    const announced: SignedRequest = {
      service: 'qbusiness',
      path: `/applications/${id}/indices/${id}/documents`,
      headers: { 'x-amz-content-sha256': createHash('sha256').update('').digest('hex') },
      unsignedHeaders: { 'content-length': String(40 * 1024 * 1024) },
    }
    const strangers = Array.from({ length: 60 }, (_, i) => sendSigned(i % 2 ? madeUp : guessed, announced))
    await requireAlive()
    for (const { status, text } of await Promise.all(strangers)) {
      assert.equal(status, 403)
      assert.match(text, /UnrecognizedClientException|InvalidSignatureException/)
    }
  })

  test('a presigned URL ends with its time, and cannot be given more of it', async () => {
    const query = 'Action=GetCallerIdentity&Version=2011-06-15'
    const get = async (path: string) => {
      const response = await fetch(new URL(path, server.endpoint))
      return { status: response.status, text: await response.text() }
    }
    const signed = (ageSeconds: number, expiresSeconds: number) =>
      presignedPath(server, { service: 'sts', query, time: Date.now() - ageSeconds * 1_000 }, expiresSeconds)
    const aging = signed(0, 2)
    assert.equal((await get(aging)).status, 200)
    assert.equal((await get(signed(1_000, 1_200))).status, 200, 'older than a signed request may be')
    const expired = await get(signed(61, 60))
    assert.equal(expired.status, 403)
    assert.match(expired.text, /<Code>SignatureDoesNotMatch<\/Code><Message>Signature expired/)
    for (const bent of [
      signed(61, 60).replace('Expires=60', 'Expires=6000'),
      signed(0, 60).replace('GetCallerIdentity', 'GetSessionToken'),
      signed(0, 60).replace('X-Amz-Expires=60&', ''),
      `${signed(0, 60)}&X-Amz-Expires=6000`,
      signed(0, 604_801),
      signed(-3_600, 60),
    ]) {
      const { status, text } = await get(bent)
      assert.ok(status >= 400 && status < 500, bent)
      nothingOfOurs(text)
    }
    await new Promise((resolve) => setTimeout(resolve, 3_100))
    assert.equal((await get(aging)).status, 403, 'the one that was served before')
  })

  test('HTTP/2 streams that are cancelled or nonsense end alone', async () => {
    const session = connect(server.endpoint)
    session.on('error', () => {})
    for (let i = 0; i < 100; i++) {
      const stream = session.request({ ':path': '/', ':method': 'POST' })
      stream.on('error', () => {})
      stream.close(constants.NGHTTP2_CANCEL)
    }
    const stream = session.request(
      { ':path': '/', ':method': 'POST', host: 'elsewhere' },
      { endStream: true },
    )
    const [headers] = await once(stream, 'response')
    assert.equal(headers[':status'], 403)
    session.destroy()
    await requireAlive()
  })
})

describe('bodies that dribble', () => {
  const limits = { requestMsMax: 400, headersMsMax: 400 }
  const dribbled = (send: (bytes: string) => void, isOver: () => boolean) => {
    const timer = setInterval(() => (isOver() ? clearInterval(timer) : send(' ')), 50).unref()
    return { stop: () => clearInterval(timer) }
  }
  const start = async (t: TestContext) => {
    const fixture = await startFixture({ kms: { ListKeys: () => ({}) } }, {}, { listenerLimits: limits })
    t.after(() => fixture.close())
    const request = {
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'TrentService.ListKeys',
      },
      body: '{}',
    }
    const headers = signedHeadersFor(fixture.url, request, { service: 'kms' })
    const requireServed = async () =>
      assert.equal((await send(fixture.url, { ...request, headers })).status, 200)
    return { fixture, headers, requireServed }
  }

  test('end with the time a request has, over HTTP/1.1', async (t) => {
    const { fixture, headers, requireServed } = await start(t)
    const lines = Object.entries({ ...headers, 'content-length': '100000' })
    const socket = netConnect(fixture.listener.port, '127.0.0.1')
    t.after(() => socket.destroy())
    socket.on('error', () => {})
    socket.resume()
    const startedMs = performance.now()
    socket.write(`POST / HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`)
    const closed = once(socket, 'close')
    const dribble = dribbled(
      (bytes) => socket.write(bytes),
      () => socket.destroyed,
    )
    t.after(dribble.stop)
    await requireServed()
    await closed
    assert.ok(performance.now() - startedMs < 5_000)
    await requireServed()
    assert.equal(fixture.recorded.length, 2)
  })

  test('end with the time a request has, over HTTP/2', async (t) => {
    const { fixture, headers, requireServed } = await start(t)
    const session = connect(fixture.url)
    session.on('error', () => {})
    t.after(() => session.destroy())
    const announced = { ...headers, 'content-length': '100000' }
    const stream = session.request({ ':path': '/', ':method': 'POST', ...announced })
    const answers: unknown[] = []
    stream.on('response', (answer) => answers.push(answer))
    stream.on('error', () => {})
    stream.resume()
    const startedMs = performance.now()
    const closed = once(stream, 'close')
    const dribble = dribbled(
      (bytes) => stream.write(bytes),
      () => stream.closed || stream.writableEnded,
    )
    t.after(dribble.stop)
    await requireServed()
    await closed
    const tookMs = performance.now() - startedMs
    assert.ok(tookMs > limits.requestMsMax / 2 && tookMs < 5_000, String(tookMs))
    assert.deepEqual(answers, [])
    await requireServed()
    assert.equal(fixture.recorded.length, 2)
  })
})

for (const database of testDatabases) {
  describe(`texts with U+0000 on ${database.name}`, () => {
    const scope = suiteScope()
    let server: TestServer
    before(async () => {
      server = await startTestServer(scope, await database.settings())
    })

    test('are refused where they would be a plain column, and never an internal failure', async () => {
      const { kms, iam, cloudTrail, qbusiness } = server.admin
      const zero = 'a\0b'
      const KeyId = (await kms.createKey()).KeyMetadata?.Arn as string
      const arn = (service: string, resource: string) =>
        `arn:aws:${service}:${server.region}:${server.accountId}:${resource}`
      const policyArn = `arn:aws:iam::${server.accountId}:policy/${zero}`
      const AttributeKeys = ['EventName', 'Username', 'ResourceName', 'AccessKeyId'] as const
      const calls: readonly (() => Promise<unknown>)[] = [
        () => kms.createKey({ Description: zero }),
        () => kms.updateKeyDescription({ KeyId, Description: zero }),
        () => kms.tagResource({ KeyId, Tags: [{ TagKey: zero, TagValue: zero }] }),
        () => kms.describeKey({ KeyId: `alias/${zero}` }),
        () => kms.describeKey({ KeyId: arn('kms', `alias/${zero}`) }),
        () => kms.describeKey({ KeyId: arn('kms', `key/${zero}`) }),
        () => iam.getPolicy({ PolicyArn: policyArn }),
        () => iam.attachUserPolicy({ UserName: 'admin', PolicyArn: policyArn }),
        () => iam.putUserPermissionsBoundary({ UserName: 'admin', PermissionsBoundary: policyArn }),
        () => qbusiness.listTagsForResource({ resourceARN: arn('qbusiness', `application/${zero}`) }),
        () =>
          qbusiness.createApplication({
            displayName: 'x',
            encryptionConfiguration: { kmsKeyId: `alias/${zero}` },
          }),
        ...AttributeKeys.map((AttributeKey) => () => {
          return cloudTrail.lookupEvents({ LookupAttributes: [{ AttributeKey, AttributeValue: zero }] })
        }),
      ]
      for (const call of calls) {
        const failure = await failureOf(call())
        assert.ok(failure !== null, String(call))
        assert.doesNotMatch(failure.name, /Internal|ServiceFailure/, String(call))
      }
    })

    test('are content like other content where they are sealed', async () => {
      const application = await createApplication(server.admin, undefined, { identityType: 'AWS_IAM_IDC' })
      const settled = await putDocuments(server.admin, application, [
        {
          id: '\u{1F600}',
          contentType: 'PLAIN_TEXT',
          content: { blob: Buffer.from('The zero\0word is kiwi.') },
          attributes: [{ name: 'zero', value: { stringValue: 'a\0b' } }],
        },
      ])
      assert.equal(settled['\u{1F600}']?.status, 'INDEXED')
      const answer = await server.admin.qbusiness.chatSync({
        applicationId: application.applicationId,
        userMessage: 'Which word\0is kiwi?',
        attributeFilter: { equalsTo: { name: 'zero', value: { stringValue: 'a\0b' } } },
      })
      assert.match(answer.systemMessage ?? '', /kiwi/)
    })
  })
}

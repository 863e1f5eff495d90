import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { after, before, test } from 'node:test'
import { NormalizedSchema } from '@smithy/core/schema'
import fc from 'fast-check'
import { AwsError } from '../call/aws-error.ts'
import { apis } from './apis.ts'
import { type Fixture, type RawAnswer, send, signedHeadersFor, startFixture } from './gateway.fixture.ts'
import { compileJsonReader } from './protocols/json-reader.ts'
import { parseJson } from './protocols/json-text.ts'
import { createPathRouter } from './protocols/path-router.ts'
import { parseParameters } from './protocols/percent.ts'
import { compileFormReader } from './protocols/query-reader.ts'

let fixture: Fixture

before(async () => {
  const ok = () => ({})
  fixture = await startFixture({
    kms: { Encrypt: ok, CreateKey: ok, CreateGrant: ok, ListKeys: ok },
    qbusiness: { BatchPutDocument: ok, ChatSync: ok, ListApplications: ok },
    iam: { CreateRole: ok, ListUsers: ok },
    sts: { AssumeRole: ok, GetCallerIdentity: ok },
    cloudtrail: { LookupEvents: ok },
  })
})

after(() => fixture.close())

/** AWS's shape in one of the three protocols, no stack, no text of ours that is not meant for callers. */
function assertAwsShaped(answer: RawAnswer): void {
  assert.ok(
    answer.status >= 200 && answer.status < 600 && answer.status !== 500,
    `${answer.status} ${answer.text}`,
  )
  assert.match(String(answer.headers['x-amzn-requestid']), /^[0-9a-f-]{36}$/)
  assert.doesNotMatch(answer.text, /\.ts:\d|node:internal|at Object\./)
  if (answer.status < 300) return
  if (answer.text.startsWith('<'))
    assert.match(answer.text, /^<ErrorResponse xmlns=".*<Code>\w+<\/Code>.*<RequestId>/s)
  else if (answer.headers['x-amzn-errortype'] === undefined) assert.ok(JSON.parse(answer.text).__type)
  else assert.ok(JSON.parse(answer.text))
}

const runs = { numRuns: 150 }
const json = fc.oneof(
  fc.json({ maxDepth: 6 }),
  fc.string(),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
)
const kmsNames = fc.constantFrom(
  'Encrypt',
  'CreateKey',
  'CreateGrant',
  'ListKeys',
  '__proto__',
  'constructor',
  'Foo',
  '',
)

/** Objects whose members have the right names and anything as values. */
const nearlyRight = fc
  .dictionary(
    fc.constantFrom(
      'KeyId',
      'Plaintext',
      'EncryptionContext',
      'GrantTokens',
      'Tags',
      'Operations',
      'Constraints',
      '__proto__',
      'toString',
    ),
    fc.oneof(
      fc.jsonValue(),
      fc.constant('YQ=='),
      fc.array(fc.dictionary(fc.constantFrom('TagKey', 'TagValue', '__proto__'), fc.jsonValue())),
    ),
  )
  .map((value) => JSON.stringify(value))

test('fuzz: signed KMS calls of any body get an answer in AWS’s shape', async () => {
  await fc.assert(
    fc.asyncProperty(kmsNames, fc.oneof(json, nearlyRight), async (operation, body) => {
      const headers = { 'x-amz-target': `TrentService.${operation}` }
      const request = { headers, body }
      const signed = signedHeadersFor(fixture.url, request, { service: 'kms' })
      assertAwsShaped(await send(fixture.url, { ...request, headers: signed }))
    }),
    runs,
  )
})

test('fuzz: signed Query calls of any form get an answer in AWS’s shape', async () => {
  const name = fc.oneof(
    fc.constantFrom(
      'Action',
      'Version',
      'RoleName',
      'Tags.member.1.Key',
      'Tags.member.',
      'Tags',
      'MaxItems',
      '__proto__',
      '..',
    ),
    fc.string(),
  )
  const pair = fc
    .tuple(name, fc.string({ unit: 'binary' }))
    .map(([key, value]) => `${key}=${value.isWellFormed() ? encodeURIComponent(value) : value}`)
  const body = fc.oneof(
    fc.string(),
    fc.array(pair).map((pairs) => `Action=CreateRole&Version=2010-05-08&${pairs.join('&')}`),
  )
  await fc.assert(
    fc.asyncProperty(body, async (text) => {
      const request = { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: text }
      const signed = signedHeadersFor(fixture.url, request, { service: 'iam' })
      assertAwsShaped(await send(fixture.url, { ...request, headers: signed }))
    }),
    runs,
  )
})

const headerText = fc.string({ maxLength: 200 }).map((text) => text.replace(/[^\t\x20-\x7e]/g, '')) // what HTTP can carry

test('fuzz: unsigned requests of any method, path and headers get an answer in AWS’s shape', async () => {
  const path = fc.array(
    fc.oneof(
      fc.webSegment(),
      fc.constantFrom(
        '..',
        '%zz',
        '%2F',
        'applications',
        '?',
        '&X-Amz-Signature=1',
        '?X-Amz-Algorithm=AWS4-HMAC-SHA256',
        '?Action=X',
      ),
    ),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'),
      path.map((segments) => `/${segments.join('/')}`),
      fc.record(
        {
          authorization: headerText,
          'x-amz-target': headerText,
          'content-type': headerText,
          'x-amz-date': headerText,
        },
        { requiredKeys: [] },
      ),
      fc.constantFrom('', 'AWS4-HMAC-SHA256 '),
      json,
      async (method, requestPath, headers, algorithm, body) => {
        const authorization =
          headers.authorization === undefined ? {} : { authorization: algorithm + headers.authorization }
        const answer = await send(fixture.url, {
          method,
          path: requestPath,
          headers: { ...headers, ...authorization },
          body,
        })
        if (method === 'HEAD') assert.ok(answer.status >= 400)
        else assertAwsShaped(answer)
      },
    ),
    runs,
  )
})

test('fuzz: any bytes on the socket leave the server alive', async () => {
  const { hostname, port } = new URL(fixture.url)
  const starts = fc.constantFrom(
    '',
    'P',
    'PRI',
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    'POST / HTTP/1.1\r\n',
    'GET /',
  )
  await fc.assert(
    fc.asyncProperty(starts, fc.uint8Array({ maxLength: 400 }), async (start, bytes) => {
      await new Promise<void>((resolve) => {
        const socket = connect(Number(port), hostname, () =>
          socket.end(Buffer.concat([Buffer.from(start), bytes])),
        )
        socket.on('close', () => resolve())
        socket.on('error', () => {})
        socket.resume()
        setTimeout(() => socket.destroy(), 20)
      })
    }),
    { numRuns: 80 },
  )
  assert.equal((await send(fixture.url, { method: 'GET', path: '/healthz' })).text, 'ok')
  assert.deepEqual(
    fixture.lines.filter(({ level }) => level === 'error'),
    [],
  )
})

const limits = { jsonDepthMax: 16, membersMax: 50 }

test('fuzz: parseJson reads what JSON.parse reads, or says SerializationException', () => {
  fc.assert(
    fc.property(fc.oneof(fc.json({ maxDepth: 5 }), fc.string({ unit: 'binary' })), (text) => {
      const bytes = Buffer.from(text)
      try {
        const value = parseJson(bytes, { jsonDepthMax: 1000, membersMax: 1e9 })
        if (bytes.length > 0) assert.deepEqual(value, JSON.parse(bytes.toString()))
      } catch (error) {
        assertSerializationException(error)
        assert.throws(() => JSON.parse(bytes.toString()))
      }
    }),
    { numRuns: 500 },
  )
})

test('fuzz: the depth that is measured is the depth that is built', () => {
  const depthOf = (value: unknown): number =>
    typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 24 }), (value) => {
      const depth = depthOf(value)
      const bytes = Buffer.from(JSON.stringify(value))
      const parse = () => parseJson(bytes, { jsonDepthMax: 3, membersMax: 1e9 })
      if (depth > 3) assert.throws(parse, { code: 'SerializationException' })
      else assert.doesNotThrow(parse)
    }),
    { numRuns: 500 },
  )
})

test('fuzz: readers of every served operation throw nothing but SerializationException', async () => {
  for (const [service, api] of Object.entries(apis)) {
    const schemas = Object.values(await api.loadSdk()).filter(
      (value) => Array.isArray(value) && value[0] === 9,
    )
    const names = schemas.flatMap((schema) => memberNames(NormalizedSchema.of(schema[4])))
    const value = fc.dictionary(fc.constantFrom(...new Set(names)), fc.jsonValue())
    const forms = fc.array(
      fc.tuple(fc.constantFrom(...names, 'Tags.member.1.Key', 'a.b', 'X.entry.1.key'), fc.string()),
    )
    for (const schema of schemas) {
      const input = NormalizedSchema.of(schema[4])
      if (input.getEventStreamMember() !== '') continue
      const read = api.protocol === 'query' ? null : compileJsonReader(input, { usesJsonName: false })
      const readForm = api.protocol === 'query' ? compileFormReader(input) : null
      fc.assert(
        fc.property(value, forms, (json, form) => {
          try {
            read?.(json)
            readForm?.(new Map(form))
          } catch (error) {
            assertSerializationException(error, `${service} ${schema[2]}`)
          }
        }),
        { numRuns: 15 },
      )
    }
  }
})

function memberNames(schema: NormalizedSchema): string[] {
  return schema.isUnitSchema() ? [] : [...schema.structIterator()].map(([name]) => name)
}

function assertSerializationException(error: unknown, about = ''): void {
  assert.ok(error instanceof AwsError, `${about} ${String(error)}`)
  assert.equal(error.code, 'SerializationException')
}

test('fuzz: parameters come back as they were encoded', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((value) => value.isWellFormed())
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text), { maxLength: 20 }), (pairs) => {
      const encoded = new URLSearchParams(pairs).toString()
      const parsed = parseParameters(encoded, true, 100)
      assert.deepEqual(
        parsed,
        pairs.map(([name, value]) => ({ name, value })),
      )
    }),
  )
  assert.throws(() => parseParameters('a&'.repeat(limits.membersMax + 1), false, limits.membersMax), {
    code: 'SerializationException',
  })
})

test('router: the most specific path wins, greedy labels take the rest', () => {
  const router = createPathRouter([
    { operation: 'Greedy', method: 'GET', template: '/a/{key+}' },
    { operation: 'Label', method: 'GET', template: '/a/{x}' },
    { operation: 'Text', method: 'GET', template: '/a/b' },
    { operation: 'TextQuery', method: 'GET', template: '/a/b?list-type=2' },
    { operation: 'Deep', method: 'GET', template: '/a/{x}/c' },
    { operation: 'Put', method: 'PUT', template: '/a/b' },
  ])
  const find = (method: string, path: string, query: Record<string, string> = {}) => {
    const match = router.match(method, path, (name) => query[name])
    return match === null ? null : `${match.operation} ${JSON.stringify(match.labels)}`
  }
  assert.equal(find('GET', '/a/b'), 'Text {}')
  assert.equal(find('GET', '/a/b', { 'list-type': '2' }), 'TextQuery {}')
  assert.equal(find('GET', '/a/b', { 'list-type': '1' }), 'Text {}')
  assert.equal(find('PUT', '/a/b'), 'Put {}')
  assert.equal(find('GET', '/a/x%2Fy'), 'Label {"x":"x%2Fy"}')
  assert.equal(find('GET', '/a/b/c'), 'Deep {"x":"b"}')
  assert.equal(find('GET', '/a/b/d/e'), 'Greedy {"key":"b/d/e"}')
  assert.equal(find('GET', '/a/'), null)
  assert.equal(find('DELETE', '/a/b'), null)
  assert.equal(find('GET', 'a/b'), null)
})

import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { after, before, test } from 'node:test'
import { AwsError } from '../call/aws-error.ts'
import {
  type Fixture,
  type RawRequest,
  type SigningOptions,
  send,
  signedHeadersFor,
  startFixture,
} from './gateway.fixture.ts'

let fixture: Fixture

class StaleAuthorityError extends Error {
  override readonly name = 'StaleAuthorityError'
}

class TrailUnavailableError extends Error {
  override readonly name = 'TrailUnavailableError'
}

function fail(error: unknown) {
  return () => {
    throw error
  }
}

const secret = 'plaintext-that-must-not-leave'

before(async () => {
  fixture = await startFixture(
    {
      kms: {
        ListKeys: () => ({}),
        ListAliases: fail(new AwsError('AccessDeniedException', 'User: x is not authorized')),
        DescribeKey: fail(new StaleAuthorityError(secret)),
        EnableKey: fail(new TypeError(secret)),
        Encrypt: () => ({}),
        DisableKey: fail(new AwsError('KMSInternalException', 'later')),
        ScheduleKeyDeletion: 'missing',
        CreateKey: () => ({}),
      },
      qbusiness: {
        ListApplications: fail(new TrailUnavailableError(secret)),
        ListIndices: fail(secret),
        ListPlugins: fail(new AwsError('AccessDeniedException', 'no')),
        CreateApplication: fail(
          new AwsError('ConflictException', 'twice', { members: { resourceId: 'r', resourceType: 't' } }),
        ),
        GetMedia: () => ({ mediaBytes: Buffer.from('m'), mediaMimeType: 'audio/wav' }),
        Chat: 'missing',
      },
      iam: {
        ListUsers: fail(new AwsError('AccessDenied', 'no')),
        ListRoles: fail(new StaleAuthorityError(secret)),
        GetRole: fail(new RangeError(secret)),
        CreateUser: fail(new AwsError('LimitExceededException', 'Cannot exceed <quota>')),
        PutUserPolicy: fail(new AwsError('MalformedPolicyDocument', 'bad')),
        GetUser: 'missing',
      },
      sts: {
        GetCallerIdentity: () => ({ Account: '1' }),
        AssumeRole: fail(new AwsError('ValidationError', 'short \u0000 name')),
      },
      cloudtrail: { LookupEvents: fail(new AwsError('InvalidTimeRangeException', 'bad range')) },
    },
    { bodyBytesMaxByService: { kms: 4096 }, membersMax: 200 },
  )
})

after(() => fixture.close())

function kms(operation: string, body: string | Buffer = '{}'): [RawRequest, SigningOptions] {
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': `TrentService.${operation}`,
  }
  return [{ headers, body }, { service: 'kms' }]
}

function query(service: string, body: string): [RawRequest, SigningOptions] {
  return [{ headers: { 'content-type': 'application/x-www-form-urlencoded' }, body }, { service }]
}

function iam(action: string): [RawRequest, SigningOptions] {
  return query('iam', `Action=${action}&Version=2010-05-08`)
}

async function ask([request, options]: [RawRequest, SigningOptions]) {
  return send(fixture.url, { ...request, headers: signedHeadersFor(fixture.url, request, options) })
}

interface Case {
  readonly name: string
  readonly request: [RawRequest, SigningOptions]
  readonly status: number
  readonly body: string | RegExp
  /** What the trail holds: the error, or null when no operation was reached. */
  readonly recorded: string | null
}

const deep = `${'['.repeat(65)}${']'.repeat(65)}`
const internal = 'The request failed because of an internal error.'
const unavailable = 'The service is temporarily unavailable. Try again.'

const cases: Case[] = [
  {
    name: 'KMS: access denied has a capital M',
    request: kms('ListAliases'),
    status: 400,
    body: '{"__type":"AccessDeniedException","Message":"User: x is not authorized"}',
    recorded: 'AccessDeniedException',
  },
  {
    name: 'KMS: a stale node is KMS’s own retryable failure',
    request: kms('DescribeKey', '{"KeyId":"k"}'),
    status: 500,
    body: `{"__type":"KMSInternalException","message":"${unavailable}"}`,
    recorded: 'StaleAuthorityError',
  },
  {
    name: 'KMS: anything else is an internal failure without detail',
    request: kms('EnableKey', '{"KeyId":"k"}'),
    status: 500,
    body: `{"__type":"KMSInternalException","message":"${internal}"}`,
    recorded: 'TypeError',
  },
  {
    name: 'KMS: a modelled server fault is 500',
    request: kms('DisableKey', '{"KeyId":"k"}'),
    status: 500,
    body: '{"__type":"KMSInternalException","message":"later"}',
    recorded: 'KMSInternalException',
  },
  {
    name: 'KMS: an operation that is missing',
    request: kms('ScheduleKeyDeletion'),
    status: 501,
    body: '{"__type":"NotImplementedException","message":"Keyhold does not implement kms:ScheduleKeyDeletion."}',
    recorded: null,
  },
  {
    name: 'KMS: an operation that the API lacks',
    request: kms('Foo'),
    status: 400,
    body: /"UnknownOperationException"/,
    recorded: null,
  },
  {
    name: 'KMS: an operation named like a property',
    request: kms('__proto__'),
    status: 400,
    body: /"UnknownOperationException"/,
    recorded: null,
  },
  {
    name: 'KMS: another API’s target',
    request: [{ headers: { 'x-amz-target': 'DynamoDB_20120810.ListKeys' }, body: '{}' }, { service: 'kms' }],
    status: 400,
    body: /"UnknownOperationException"/,
    recorded: null,
  },
  {
    name: 'KMS: no target',
    request: [{ body: '{}' }, { service: 'kms' }],
    status: 400,
    body: /"UnknownOperationException"/,
    recorded: null,
  },
  {
    name: 'KMS: an empty body is an empty object',
    request: kms('ListKeys', ''),
    status: 200,
    body: '{}',
    recorded: 'ok',
  },
  {
    name: 'KMS: unknown members are ignored',
    request: kms('ListKeys', '{"Foo":{"__proto__":1},"__proto__":{"Limit":0},"Limit":null}'),
    status: 200,
    body: '{}',
    recorded: 'ok',
  },
  {
    name: 'KMS: malformed JSON',
    request: kms('ListKeys', '{"Limit":'),
    status: 400,
    body: '{"__type":"SerializationException","message":"The request body is not valid JSON."}',
    recorded: 'SerializationException',
  },
  {
    name: 'KMS: no object',
    request: kms('ListKeys', '"x"'),
    status: 400,
    body: '{"__type":"SerializationException","message":"STRING_VALUE cannot be converted to structure"}',
    recorded: 'SerializationException',
  },
  {
    name: 'KMS: a list for an object',
    request: kms('ListKeys', '[]'),
    status: 400,
    body: /Start of list found where not expected/,
    recorded: 'SerializationException',
  },
  {
    name: 'KMS: null',
    request: kms('ListKeys', 'null'),
    status: 400,
    body: /NULL_VALUE cannot be converted/,
    recorded: 'SerializationException',
  },
  {
    name: 'KMS: a text for a number',
    request: kms('ListKeys', '{"Limit":"5"}'),
    status: 400,
    body: /STRING_VALUE cannot be converted to Integer/,
    recorded: 'SerializationException',
  },
  {
    name: 'KMS: a fraction for an integer',
    request: kms('ListKeys', '{"Limit":1.5}'),
    status: 400,
    body: /DECIMAL_VALUE cannot be converted to Integer/,
    recorded: 'SerializationException',
  },
  {
    name: 'KMS: a number beyond all measure',
    request: kms('ListKeys', '{"Limit":1e999}'),
    status: 400,
    body: /cannot be converted to Integer/,
    recorded: 'SerializationException',
  },
  {
    name: 'KMS: a number for a text',
    request: kms('DescribeKey', '{"KeyId":1}'),
    status: 400,
    body: /NUMBER_VALUE cannot be converted to String/,
    recorded: 'SerializationException',
  },
  {
    name: 'KMS: an object for a text',
    request: kms('DescribeKey', '{"KeyId":{}}'),
    status: 400,
    body: /Start of structure or map found where not expected/,
    recorded: 'SerializationException',
  },
  {
    name: 'KMS: null in a map',
    request: kms('Encrypt', '{"KeyId":"k","Plaintext":"YQ==","EncryptionContext":{"a":null}}'),
    status: 400,
    body: /NULL_VALUE cannot be converted to String/,
    recorded: 'SerializationException',
  },
  {
    name: 'KMS: half a surrogate pair',
    request: kms('Encrypt', '{"KeyId":"k","Plaintext":"YQ==","EncryptionContext":{"a":"\\ud800"}}'),
    status: 400,
    body: /not valid Unicode/,
    recorded: 'SerializationException',
  },
  {
    name: 'KMS: URL-safe base64',
    request: kms('Encrypt', '{"KeyId":"k","Plaintext":"_-__"}'),
    status: 400,
    body: /not valid base64/,
    recorded: 'SerializationException',
  },
  {
    name: 'KMS: base64 without padding',
    request: kms('Encrypt', '{"KeyId":"k","Plaintext":"YQ"}'),
    status: 400,
    body: /not valid base64/,
    recorded: 'SerializationException',
  },
  {
    name: 'KMS: base64 with a line break',
    request: kms('Encrypt', '{"KeyId":"k","Plaintext":"YWJj\\n"}'),
    status: 400,
    body: /not valid base64/,
    recorded: 'SerializationException',
  },
  {
    name: 'KMS: invalid UTF-8',
    request: kms('DescribeKey', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])),
    status: 400,
    body: /not valid UTF-8/,
    recorded: 'SerializationException',
  },
  {
    name: 'KMS: nested too deeply',
    request: kms('ListKeys', deep),
    status: 400,
    body: /nested too deeply/,
    recorded: 'SerializationException',
  },
  {
    name: 'KMS: brackets in a text are no nesting',
    request: kms('DescribeKey', JSON.stringify({ KeyId: `\\"${'['.repeat(100)}` })),
    status: 500,
    body: /KMSInternalException/,
    recorded: 'StaleAuthorityError',
  },
  {
    name: 'KMS: too many members',
    request: kms('ListKeys', `[${new Array(300).fill(0).join()}]`),
    status: 400,
    body: /too many members/,
    recorded: 'SerializationException',
  },
  {
    name: 'KMS: a constraint is broken',
    request: kms('ListKeys', '{"Limit":0}'),
    status: 400,
    body: /^\{"__type":"ValidationException","message":"1 validation error detected: Value '0' at 'limit'/,
    recorded: 'ValidationException',
  },
  {
    name: 'KMS: a body beyond the limit',
    request: kms('ListKeys', 'x'.repeat(5000)),
    status: 413,
    body: /RequestEntityTooLargeException/,
    recorded: null,
  },
  {
    name: 'CloudTrail: messages are spelled as the model has them',
    request: [
      { headers: { 'x-amz-target': 'CloudTrail_20131101.LookupEvents' }, body: '{}' },
      { service: 'cloudtrail' },
    ],
    status: 400,
    body: '{"__type":"InvalidTimeRangeException","Message":"bad range"}',
    recorded: 'InvalidTimeRangeException',
  },
  {
    name: 'CloudTrail: the long target too',
    request: [
      {
        headers: { 'x-amz-target': 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents' },
        body: '{}',
      },
      { service: 'cloudtrail' },
    ],
    status: 400,
    body: /InvalidTimeRange/,
    recorded: 'InvalidTimeRangeException',
  },
  {
    name: 'IAM: access denied by its Query name',
    request: iam('ListUsers'),
    status: 403,
    body: /<Type>Sender<\/Type><Code>AccessDenied<\/Code><Message>no<\/Message>/,
    recorded: 'AccessDenied',
  },
  {
    name: 'IAM: unavailable',
    request: iam('ListRoles'),
    status: 503,
    body: /<Type>Receiver<\/Type><Code>ServiceUnavailable<\/Code>/,
    recorded: 'StaleAuthorityError',
  },
  {
    name: 'IAM: internal',
    request: iam('GetRole&RoleName=r'),
    status: 500,
    body: /<Code>ServiceFailure<\/Code>/,
    recorded: 'RangeError',
  },
  {
    name: 'IAM: a modelled error, escaped',
    request: iam('CreateUser&UserName=u'),
    status: 409,
    body: /<Code>LimitExceeded<\/Code><Message>Cannot exceed &lt;quota&gt;<\/Message>/,
    recorded: 'LimitExceededException',
  },
  {
    name: 'IAM: a modelled error by its Query name',
    request: iam('PutUserPolicy&UserName=u&PolicyName=p&PolicyDocument=%7B%7D'),
    status: 400,
    body: /<Code>MalformedPolicyDocument<\/Code>/,
    recorded: 'MalformedPolicyDocument',
  },
  {
    name: 'IAM: missing',
    request: iam('GetUser'),
    status: 501,
    body: /<Code>NotImplemented<\/Code><Message>Keyhold does not implement iam:GetUser\./,
    recorded: null,
  },
  {
    name: 'IAM: an unknown action',
    request: iam('Foo'),
    status: 400,
    body: /<Code>InvalidAction<\/Code><Message>Could not find operation Foo for version 2010-05-08</,
    recorded: null,
  },
  {
    name: 'IAM: another version',
    request: query('iam', 'Action=ListUsers&Version=2000-01-01'),
    status: 400,
    body: /Could not find operation ListUsers for version 2000-01-01/,
    recorded: null,
  },
  {
    name: 'IAM: no action',
    request: query('iam', ''),
    status: 400,
    body: /<Code>InvalidAction</,
    recorded: null,
  },
  {
    name: 'IAM: a parameter twice',
    request: query('iam', 'Action=ListUsers&MaxItems=1&MaxItems=2'),
    status: 400,
    body: /<Code>MalformedHttpRequest</,
    recorded: null,
  },
  {
    name: 'IAM: a broken escape',
    request: query('iam', 'Action=ListUsers&Marker=%zz'),
    status: 400,
    body: /<Code>MalformedInput</,
    recorded: null,
  },
  {
    name: 'IAM: a wrong type',
    request: query('iam', 'Action=ListUsers&MaxItems=many'),
    status: 400,
    body: /<Code>MalformedInput</,
    recorded: 'SerializationException',
  },
  {
    name: 'IAM: a bad list index',
    request: query('iam', 'Action=CreateUser&UserName=u&Tags.member.x.Key=k'),
    status: 400,
    body: /<Code>MalformedInput</,
    recorded: 'SerializationException',
  },
  {
    name: 'IAM: a constraint is broken',
    request: iam('CreateUser&UserName=a%20b'),
    status: 400,
    body: /<Code>ValidationError<\/Code><Message>1 validation error detected: Value at &apos;userName&apos;/,
    recorded: 'ValidationException',
  },
  {
    name: 'STS: characters that XML lacks are dropped',
    request: query('sts', 'Action=AssumeRole&RoleArn=arn:aws:iam::111122223333:role/r&RoleSessionName=abc'),
    status: 400,
    body: /<Code>ValidationError<\/Code><Message>short {2}name<\/Message>/,
    recorded: 'ValidationError',
  },
]

for (const { name, request, status, body, recorded } of cases) {
  test(`failure: ${name} → ${status}`, async () => {
    const before = fixture.recorded.length
    const linesBefore = fixture.lines.length
    const answer = await ask(request)
    assert.equal(answer.status, status, answer.text)
    if (typeof body === 'string') assert.equal(answer.text, body)
    else assert.match(answer.text, body)
    const event = fixture.recorded[before]
    assert.equal(event === undefined ? null : (event.error ?? 'ok'), recorded)
    if (event !== undefined) assert.equal(event.call.requestId, answer.headers['x-amzn-requestid'])
    const logged = JSON.stringify(fixture.lines.slice(linesBefore))
    assert.ok(
      !logged.includes(secret) && !answer.text.includes(secret),
      'messages of unexpected errors stay inside',
    )
    assert.ok(!answer.text.includes('.ts:'), 'no stack leaves')
    const line = fixture.lines[linesBefore]
    assert.equal(line?.fields.requestId, answer.headers['x-amzn-requestid'])
    assert.equal(line?.fields.status, status)
  })
}

async function askRest(method: string, path: string, body = '') {
  // The fixture's signer knows `POST /` alone, so REST calls go through the SDK's.
  const { SignatureV4 } = await import('@smithy/signature-v4')
  const { Sha256 } = await import('@smithy/core/checksum')
  const { HttpRequest } = await import('@smithy/core/protocols')
  const { credentials, region } = await import('./gateway.fixture.ts')
  const { host } = new URL(fixture.url)
  const [pathname = '', search = ''] = path.split('?')
  const pairs = new URLSearchParams(search)
  const request = new HttpRequest({
    method,
    path: pathname,
    query: Object.fromEntries(pairs),
    headers: { host },
    body,
  })
  const signer = new SignatureV4({ region, credentials, service: 'qbusiness', sha256: Sha256 })
  const { headers } = await signer.sign(request)
  return send(fixture.url, { method, path, headers, body })
}

const app = 'a'.repeat(36)
const restCases: {
  name: string
  method: string
  path: string
  body?: string
  status: number
  type: string
  text: RegExp
}[] = [
  {
    name: 'an unknown path',
    method: 'GET',
    path: '/nothing',
    status: 404,
    type: 'UnknownOperationException',
    text: /^\{"message":/,
  },
  {
    name: 'a known path with another method',
    method: 'PATCH',
    path: '/applications',
    status: 404,
    type: 'UnknownOperationException',
    text: /message/,
  },
  {
    name: 'an empty label',
    method: 'GET',
    path: '/applications//indices',
    status: 404,
    type: 'UnknownOperationException',
    text: /message/,
  },
  {
    name: 'Chat without its literal query is another operation',
    method: 'POST',
    path: `/applications/${app}/conversations`,
    status: 501,
    type: 'NotImplementedException',
    text: /qbusiness:Chat\./,
  },
  {
    name: 'ChatSync is found by it',
    method: 'POST',
    path: `/applications/${app}/conversations?sync=`,
    body: '{}',
    status: 501,
    type: 'NotImplementedException',
    text: /qbusiness:ChatSync\./,
  },
  {
    name: 'a broken escape in a label',
    method: 'GET',
    path: '/applications/%zz/indices',
    status: 400,
    type: 'SerializationException',
    text: /percent-encoding/,
  },
  {
    name: 'a query of a wrong type',
    method: 'GET',
    path: `/applications/${app}/indices?maxResults=x`,
    status: 400,
    type: 'SerializationException',
    text: /Number/,
  },
  {
    name: 'malformed JSON',
    method: 'POST',
    path: '/applications',
    body: '{',
    status: 400,
    type: 'SerializationException',
    text: /not valid JSON/,
  },
  {
    name: 'a broken constraint',
    method: 'GET',
    path: '/applications/short/indices',
    status: 400,
    type: 'ValidationException',
    text: /"reason":"FIELD_VALIDATION_FAILED","fields":\[\{"name":"applicationId","message":"Value 'short' at 'applicationId'/,
  },
  {
    name: 'a modelled error with members',
    method: 'POST',
    path: '/applications',
    body: '{"displayName":"App"}',
    status: 409,
    type: 'ConflictException',
    text: /^\{"message":"twice","resourceId":"r","resourceType":"t"\}$/,
  },
  {
    name: 'access denied',
    method: 'GET',
    path: `/applications/${app}/plugins`,
    status: 403,
    type: 'AccessDeniedException',
    text: /^\{"message":"no"\}$/,
  },
  {
    name: 'the trail is unavailable',
    method: 'GET',
    path: '/applications',
    status: 503,
    type: 'ServiceUnavailableException',
    text: /temporarily unavailable/,
  },
  {
    name: 'something that is no Error',
    method: 'GET',
    path: `/applications/${app}/indices`,
    status: 500,
    type: 'InternalServerException',
    text: /internal error/,
  },
]

for (const { name, method, path, body, status, type, text } of restCases) {
  test(`REST failure: ${name} → ${type} ${status}`, async () => {
    const answer = await askRest(method, path, body)
    assert.deepEqual([answer.status, answer.headers['x-amzn-errortype']], [status, type], answer.text)
    assert.match(answer.text, text)
    assert.ok(!answer.text.includes(secret))
  })
}

test('metrics name services and operations that exist, never a caller’s text', async () => {
  fixture.measures.length = 0
  await ask(kms('ListKeys'))
  await ask(kms('Foo'))
  await send(fixture.url, { path: '/whatever' })
  const seen = fixture.measures.map(({ service, operation, status }) => `${service} ${operation} ${status}`)
  assert.deepEqual(seen, ['kms ListKeys 200', 'kms unknown 400', 'unknown unknown 403'])
  assert.ok(fixture.measures.every(({ seconds }) => seconds >= 0 && seconds < 10))
})

test('a log line names who and what, and nothing of the request’s content', async () => {
  fixture.lines.length = 0
  await ask(kms('Encrypt', '{"KeyId":"k","Plaintext":"c2VjcmV0"}'))
  const [line] = fixture.lines
  assert.deepEqual(Object.keys(line?.fields ?? {}).sort(), [
    'errorCode',
    'ms',
    'operation',
    'principal',
    'requestId',
    'service',
    'status',
  ])
  assert.equal(line?.fields.principal, 'arn:aws:iam::111122223333:user/alice')
})

test('extra routes need no signature, and only GET reaches them', async () => {
  assert.equal((await send(fixture.url, { method: 'GET', path: '/healthz?x' })).text, 'ok')
  assert.equal((await send(fixture.url, { method: 'POST', path: '/healthz' })).status, 403)
})

function raw(text: string): Promise<string> {
  const { hostname, port } = new URL(fixture.url)
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => socket.write(text))
    let answer = ''
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1')
    })
    socket.on('close', () => resolve(answer))
    socket.on('error', () => resolve(answer))
  })
}

test('what is no HTTP gets an AWS-shaped 400 and the connection goes', async () => {
  const answer = await raw('NOT HTTP AT ALL\r\n\r\n')
  assert.match(answer, /^HTTP\/1\.1 400 Bad Request\r\n/)
  assert.match(answer, /\{"message":"The request is not valid HTTP."\}$/)
})

test('headers beyond their limit get 431', async () => {
  assert.match(await raw(`GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(40_000)}\r\n\r\n`), /^HTTP\/1\.1 431 /)
})

test('a body that would be too long is refused before it is sent', async () => {
  const [request, options] = kms('ListKeys', '')
  const headers = signedHeadersFor(fixture.url, request, options)
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const answer = await raw(`POST / HTTP/1.1\r\n${lines.join('')}content-length: 99999999\r\n\r\n`)
  assert.match(answer, /^HTTP\/1\.1 413 /)
  assert.match(answer, /RequestEntityTooLargeException/)
})

test('chunked bodies are measured as they arrive', async () => {
  const [request, options] = kms('ListKeys', '')
  const headers = signedHeadersFor(fixture.url, request, options)
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const chunk = `1000\r\n${'x'.repeat(4096)}\r\n`
  const answer = await raw(
    `POST / HTTP/1.1\r\n${lines.join('')}transfer-encoding: chunked\r\n\r\n${chunk}${chunk}`,
  )
  assert.match(answer, /^HTTP\/1\.1 413 /)
})

test('a client that sends all of a body that is too long still reads why', async () => {
  const [request, options] = kms('ListKeys', Buffer.alloc(3 * 1024 * 1024, 'x'))
  const answer = await ask([request, options])
  assert.equal(answer.status, 413)
  assert.match(answer.text, /Request size exceeded 4096 bytes/)
})

test('past the memory for bodies, callers are told to come back', async () => {
  const small = await startFixture({ kms: { ListKeys: () => ({}) } }, { bodyBytesInFlightMax: 10 })
  const [request, options] = kms('ListKeys', '{"Limit":         5}')
  const headers = signedHeadersFor(small.url, request, options)
  assert.equal((await send(small.url, { ...request, headers })).status, 503)
  const [empty] = kms('ListKeys', '{}')
  const again = await send(small.url, { ...empty, headers: signedHeadersFor(small.url, empty, options) })
  assert.equal(again.status, 200)
  await small.close()
})

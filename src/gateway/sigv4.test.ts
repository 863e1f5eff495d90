import assert from 'node:assert/strict'
import { createHmac, hash } from 'node:crypto'
import { after, before, test } from 'node:test'
import { KMSClient, ListKeysCommand } from '@aws-sdk/client-kms'
import { HttpRequest } from '@smithy/core/protocols'
import { SignatureV4 } from '@smithy/signature-v4'
import { hmacKey } from '../crypto/hmac.ts'
import {
  accessKeyId,
  alice,
  credentials,
  type Fixture,
  type RawRequest,
  region,
  type SigningOptions,
  secretAccessKey,
  send,
  signedHeadersFor,
  startFixture,
} from './gateway.fixture.ts'
import { canonicalRequest } from './signature/canonical-request.ts'
import { createSigningKeys } from './signature/signing-key.ts'

let fixture: Fixture

before(async () => {
  const ok = () => ({})
  fixture = await startFixture({
    kms: { ListKeys: ok },
    qbusiness: { ListApplications: ok },
    sts: { GetCallerIdentity: () => ({ Account: '1' }) },
  })
})

after(() => fixture.close())

const json: RawRequest = {
  headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'TrentService.ListKeys' },
  body: '{}',
}
const form: RawRequest = {
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: 'Action=GetCallerIdentity&Version=2011-06-15',
}
const minute = 60_000
const mismatch =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.'

function signed(request: RawRequest, options: Partial<SigningOptions> = {}) {
  const service = request === form ? 'sts' : 'kms'
  return { ...request, headers: signedHeadersFor(fixture.url, request, { service, ...options }) }
}

function without(headers: Record<string, string>, name: string) {
  const { [name]: _, ...rest } = headers
  return rest
}

interface Case {
  readonly name: string
  readonly request: () => RawRequest
  readonly status: number
  readonly code: string
  readonly message: string | RegExp
}

const cases: Case[] = [
  {
    name: 'no credentials, JSON',
    request: () => json,
    status: 400,
    code: 'MissingAuthenticationTokenException',
    message: 'Missing Authentication Token',
  },
  {
    name: 'no credentials, Query',
    request: () => form,
    status: 403,
    code: 'MissingAuthenticationToken',
    message: 'Request is missing Authentication Token',
  },
  {
    name: 'no credentials, REST',
    request: () => ({ method: 'GET', path: '/applications' }),
    status: 403,
    code: 'MissingAuthenticationTokenException',
    message: 'Missing Authentication Token',
  },
  {
    name: 'another scheme',
    request: () => ({ ...json, headers: { ...json.headers, authorization: 'Bearer x' } }),
    status: 400,
    code: 'IncompleteSignatureException',
    message: /requires 'Credential' parameter.*'Signature'.*'SignedHeaders'.*X-Amz-Date/,
  },
  {
    name: 'a header part is missing',
    request: () => {
      const request = signed(json)
      const authorization = (request.headers.authorization ?? '').replace(/, Signature=.*/, '')
      return { ...request, headers: { ...request.headers, authorization } }
    },
    status: 400,
    code: 'IncompleteSignatureException',
    message: /^Authorization header requires 'Signature' parameter\. Authorization=AWS4/,
  },
  {
    name: 'a credential of four elements',
    request: () => {
      const request = signed(json)
      const authorization = (request.headers.authorization ?? '').replace('/aws4_request', '')
      return { ...request, headers: { ...request.headers, authorization } }
    },
    status: 400,
    code: 'IncompleteSignatureException',
    message: /^Credential must have exactly 5 slash-delimited elements/,
  },
  {
    name: 'no date at all',
    request: () => {
      const request = signed(json)
      return { ...request, headers: without(request.headers, 'x-amz-date') }
    },
    status: 400,
    code: 'IncompleteSignatureException',
    message: /existence of either a 'X-Amz-Date' or a 'Date' header/,
  },
  {
    name: 'a malformed date',
    request: () => {
      const request = signed(json)
      return { ...request, headers: { ...request.headers, 'x-amz-date': '2026-01-01' } }
    },
    status: 400,
    code: 'IncompleteSignatureException',
    message: /^Date must be in ISO-8601 'basic format'\. Got '2026-01-01'/,
  },
  {
    name: 'an unknown access key',
    request: () => signed(json, { accessKeyId: 'AKIAUNKNOWN' }),
    status: 400,
    code: 'UnrecognizedClientException',
    message: 'The security token included in the request is invalid.',
  },
  {
    name: 'an unknown access key, Query',
    request: () => signed(form, { accessKeyId: 'AKIAUNKNOWN' }),
    status: 403,
    code: 'InvalidClientTokenId',
    message: 'The security token included in the request is invalid.',
  },
  {
    name: 'an expired session',
    request: () =>
      signed(
        { ...json, headers: { ...json.headers, 'x-amz-security-token': 'old' } },
        { accessKeyId: 'ASIAOLD' },
      ),
    status: 400,
    code: 'ExpiredTokenException',
    message: 'The security token included in the request is expired',
  },
  {
    name: 'an expired session, Query',
    request: () =>
      signed(
        { ...form, headers: { ...form.headers, 'x-amz-security-token': 'old' } },
        { service: 'sts', accessKeyId: 'ASIAOLD' },
      ),
    status: 403,
    code: 'ExpiredToken',
    message: 'The security token included in the request is expired',
  },
  {
    name: 'a session token that is not the key’s',
    request: () => signed({ ...json, headers: { ...json.headers, 'x-amz-security-token': 'no' } }),
    status: 400,
    code: 'UnrecognizedClientException',
    message: 'The security token included in the request is invalid.',
  },
  {
    name: 'a wrong secret',
    request: () => signed(json, { secret: 'x' }),
    status: 400,
    code: 'InvalidSignatureException',
    message: mismatch,
  },
  {
    name: 'a wrong secret, Query',
    request: () => signed(form, { secret: 'x' }),
    status: 403,
    code: 'SignatureDoesNotMatch',
    message: mismatch,
  },
  {
    name: 'a changed body',
    request: () => ({ ...signed(json), body: '{"Limit":1}' }),
    status: 400,
    code: 'InvalidSignatureException',
    message: mismatch,
  },
  {
    name: 'a changed method',
    request: () => ({ ...signed(json), method: 'PUT' }),
    status: 400,
    code: 'InvalidSignatureException',
    message: mismatch,
  },
  {
    name: 'a changed path',
    request: () => ({ ...signed(json), path: '/x' }),
    status: 400,
    code: 'InvalidSignatureException',
    message: mismatch,
  },
  {
    name: 'an added query',
    request: () => ({ ...signed(json), path: '/?a=b' }),
    status: 400,
    code: 'InvalidSignatureException',
    message: mismatch,
  },
  {
    name: 'a body hash that is not the body’s',
    request: () => signed({ ...json, headers: { ...json.headers, 'x-amz-content-sha256': '0'.repeat(64) } }),
    status: 400,
    code: 'InvalidSignatureException',
    message: mismatch,
  },
  {
    name: 'an unsigned payload',
    request: () =>
      signed({ ...json, headers: { ...json.headers, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } }),
    status: 400,
    code: 'InvalidSignatureException',
    message: mismatch,
  },
  {
    name: 'an unsigned target',
    request: () => signed(json, { unsigned: ['x-amz-target'] }),
    status: 400,
    code: 'InvalidSignatureException',
    message: "'x-amz-target' must be a 'SignedHeader' in the AWS Authorization.",
  },
  {
    name: 'an unsigned host',
    request: () => signed(json, { unsigned: ['host'] }),
    status: 400,
    code: 'InvalidSignatureException',
    message: "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
  },
  {
    name: 'too old',
    request: () => signed(json, { time: Date.now() - 6 * minute }),
    status: 400,
    code: 'InvalidSignatureException',
    message: /^Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 5 min\.\)$/,
  },
  {
    name: 'too new',
    request: () => signed(json, { time: Date.now() + 6 * minute }),
    status: 400,
    code: 'InvalidSignatureException',
    message: /^Signature not yet current: .* is still later than .* \(.* \+ 5 min\.\)$/,
  },
  {
    name: 'too old, STS',
    request: () => signed(form, { time: Date.now() - 16 * minute }),
    status: 403,
    code: 'SignatureDoesNotMatch',
    message: /^Signature expired: .* - 15 min\.\)$/,
  },
  {
    name: 'another region',
    request: () => signed(json, { region: 'us-west-2' }),
    status: 400,
    code: 'InvalidSignatureException',
    message: "Credential should be scoped to a valid Region, not 'us-west-2'.",
  },
  {
    name: 'the global region for a regional service',
    request: () => signed(json, { region: 'us-east-1' }),
    status: 400,
    code: 'InvalidSignatureException',
    message: /valid Region/,
  },
  {
    name: 'another terminator',
    request: () => signed(json, { terminator: 'aws5' }),
    status: 400,
    code: 'InvalidSignatureException',
    message: "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5'.",
  },
  {
    name: 'a scope of another day',
    request: () => signed(json, { scopeDate: '20200101' }),
    status: 400,
    code: 'InvalidSignatureException',
    message: /^Date in Credential scope does not match YYYYMMDD/,
  },
  {
    name: 'a service that is not served',
    request: () => signed(json, { service: 's3' }),
    status: 501,
    code: 'NotImplementedException',
    message: "Keyhold does not serve the service 's3'. It serves: kms, qbusiness, sts.",
  },
  {
    name: 'a service named like a property',
    request: () => signed(json, { service: '__proto__' }),
    status: 501,
    code: 'NotImplementedException',
    message: /does not serve/,
  },
  {
    name: 'both forms at once',
    request: () => ({ ...signed(json), path: '/?X-Amz-Algorithm=AWS4-HMAC-SHA256' }),
    status: 400,
    code: 'InvalidSignatureException',
    message: "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
  },
  {
    name: 'an incomplete presigned query',
    request: () => ({ method: 'GET', path: '/applications?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=x' }),
    status: 403,
    code: 'IncompleteSignatureException',
    message: /must include 'X-Amz-Credential'.*must include 'X-Amz-Signature'.*Re-examine/,
  },
  {
    name: 'a header given twice',
    request: () => ({
      ...json,
      headers: { ...json.headers, 'x-amz-date': ['20260101T000000Z', '20260101T000001Z'] },
    }),
    status: 400,
    code: 'MalformedHttpRequestException',
    message: /occurs more than once/,
  },
]

for (const { name, request, status, code, message } of cases) {
  test(`signature: ${name} → ${code} ${status}`, async () => {
    fixture.keys.set('ASIAOLD/old', 'expired')
    const before = fixture.recorded.length
    const answer = await send(fixture.url, request())
    const failure = parseFailure(answer.text, answer.headers)
    assert.deepEqual({ status: answer.status, code: failure.code }, { status, code })
    if (typeof message === 'string') assert.equal(failure.message, message)
    else assert.match(failure.message, message)
    assert.match(String(answer.headers['x-amzn-requestid']), /^[0-9a-f-]{36}$/)
    assert.ok(answer.headers.date)
    assert.equal(fixture.recorded.length, before, 'unauthenticated calls are not in the trail')
  })
}

function parseFailure(text: string, headers: Readonly<Record<string, unknown>>) {
  if (text.startsWith('<')) {
    const plain = (xml: string) =>
      xml.replaceAll('&apos;', "'").replaceAll('&quot;', '"').replaceAll('&amp;', '&')
    return {
      code: /<Code>(.*)<\/Code>/.exec(text)?.[1],
      message: plain(/<Message>(.*)<\/Message>/.exec(text)?.[1] ?? ''),
    }
  }
  const body = JSON.parse(text)
  return { code: body.__type ?? headers['x-amzn-errortype'], message: body.message as string }
}

test('signature: a good one passes', async () => {
  assert.equal((await send(fixture.url, signed(json))).status, 200)
  assert.equal((await send(fixture.url, signed(form))).status, 200)
})

class Sha256 {
  private data = Buffer.alloc(0)
  private readonly secret: Uint8Array | null
  constructor(secret?: unknown) {
    this.secret = secret === undefined ? null : Buffer.from(secret as string)
  }
  update(chunk: string | ArrayBuffer | ArrayBufferView): void {
    const bytes =
      typeof chunk === 'string'
        ? Buffer.from(chunk)
        : ArrayBuffer.isView(chunk)
          ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
          : Buffer.from(chunk)
    this.data = Buffer.concat([this.data, bytes])
  }
  async digest(): Promise<Uint8Array> {
    if (this.secret === null) return hash('sha256', this.data, 'buffer')
    return createHmac('sha256', this.secret).update(this.data).digest()
  }
  reset(): void {
    this.data = Buffer.alloc(0)
  }
}

function signer(service: string, sessionToken?: string) {
  const identity = sessionToken === undefined ? credentials : { ...credentials, sessionToken }
  return new SignatureV4({ region, credentials: identity, service, sha256: Sha256 })
}

const paths = [
  '/applications',
  '/applications/',
  '/a//b/../applications',
  '/applications/a%20b',
  "/applications/!'()*",
]
const queries: Record<string, string | string[]>[] = [
  {},
  { nextToken: 'a+b/c=d&e' },
  { b: '2', a: ['z', 'A', 'ü'], 'a-b': '', A: '~' },
]

for (const path of paths) {
  for (const query of queries) {
    test(`signature: the SDK's signer agrees on ${path} ${JSON.stringify(query)}`, async () => {
      const { host } = new URL(fixture.url)
      const [hostname = '', port] = host.split(':')
      const request = new HttpRequest({
        method: 'GET',
        protocol: 'http:',
        hostname,
        port: Number(port),
        path,
        query,
        headers: { host, 'x-odd': '  a   b  ' },
      })
      const out = await signer('qbusiness').sign(request)
      const answer = await send(fixture.url, {
        method: 'GET',
        path: wirePath(path, query),
        headers: out.headers,
      })
      assert.doesNotMatch(answer.text, /signature/i)
      assert.ok([200, 400, 404, 501].includes(answer.status))
    })
  }
}

function wirePath(path: string, query: Record<string, string | string[]>): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().map((item) => `${encodeURIComponent(name)}=${encodeURIComponent(item)}`),
  )
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`
}

test('presigned: a GET is served until it expires, and not before its time', async () => {
  fixture.keys.set(`${accessKeyId}/tok/en+1=`, { principal: alice, secretAccessKey })
  const { host } = new URL(fixture.url)
  const [hostname = '', port] = host.split(':')
  const request = new HttpRequest({
    method: 'GET',
    protocol: 'http:',
    hostname,
    port: Number(port),
    path: '/',
    query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
    headers: { host },
  })
  const out = await signer('sts', 'tok/en+1=').presign(request, { expiresIn: 60 })
  const path = wirePath('/', out.query as Record<string, string>)
  const ask = () => send(fixture.url, { method: 'GET', path })
  assert.equal((await ask()).status, 200)
  fixture.clock.offsetMs = 61_000
  const late = await ask()
  fixture.clock.offsetMs = -16 * minute
  const early = await ask()
  fixture.clock.offsetMs = 0
  assert.equal(late.status, 403)
  assert.match(late.text, /<Code>SignatureDoesNotMatch<\/Code><Message>Signature expired/)
  assert.match(early.text, /Signature not yet current/)
  const forged = await send(fixture.url, { method: 'GET', path: path.replace('Expires=60', 'Expires=6000') })
  assert.match(forged.text, /does not match the signature/)
})

test('presigned: a POST with everything in its query is served too', async () => {
  const { host } = new URL(fixture.url)
  const [hostname = '', port] = host.split(':')
  const query = { Action: 'GetCallerIdentity', Version: '2011-06-15' }
  const base = { protocol: 'http:', hostname, port: Number(port), path: '/', query, headers: { host } }
  const out = await signer('sts').presign(new HttpRequest({ ...base, method: 'POST' }), { expiresIn: 60 })
  const path = wirePath('/', out.query as Record<string, string>)
  assert.equal((await send(fixture.url, { method: 'POST', path })).status, 200)
  assert.equal((await send(fixture.url, { method: 'GET', path })).status, 403)
})

test('the SDK corrects its clock by our Date header and gets through', async () => {
  fixture.clock.offsetMs = 20 * minute
  const kms = new KMSClient({ endpoint: fixture.url, region, credentials, systemClockOffset: 20 * minute })
  await kms.send(new ListKeysCommand({}))
  fixture.clock.offsetMs = 0
})

test('a rotated secret is not answered from a kept signing key', async () => {
  assert.equal((await send(fixture.url, signed(json))).status, 200)
  fixture.keys.set(`${accessKeyId}/`, { principal: alice, secretAccessKey: 'another' })
  assert.equal((await send(fixture.url, signed(json))).status, 400)
  assert.equal((await send(fixture.url, signed(json, { secret: 'another' }))).status, 200)
  fixture.keys.set(`${accessKeyId}/`, { principal: alice, secretAccessKey })
})

/** AWS General Reference, "Examples of how to derive a signing key for Signature Version 4". */
test('signing key: the documented example', () => {
  const scope = { accessKeyId, scopeDate: '20120215', region: 'us-east-1', service: 'iam' }
  const key = createSigningKeys(1)(scope, 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY')
  const documented = Buffer.from('f4780e2d9f65fa895f9c67b32ce1baf0b0d8a43505a000a1a9e090d414db404d', 'hex')
  assert.deepEqual(key, hmacKey('sha256', documented))
})

/** AWS General Reference, Signature Version 4 example: IAM ListUsers, its canonical request and the hash of it. */
test('canonical request: the documented example', () => {
  const canonical = canonicalRequest(
    {
      method: 'GET',
      path: '/',
      query: 'Action=ListUsers&Version=2010-05-08',
      headers: {
        'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
        host: 'iam.amazonaws.com',
        'x-amz-date': '20150830T123600Z',
      },
      amzHeaders: [],
      sourceIp: '',
      secureTransport: false,
    },
    { signedHeaders: 'content-type;host;x-amz-date', isPresigned: false, payloadHash: hash('sha256', '') },
  )
  assert.equal(hash('sha256', canonical), 'f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59')
})

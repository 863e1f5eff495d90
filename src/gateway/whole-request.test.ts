import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseWholeRequest } from './whole-request.ts'

const limits = { headerBytesMax: 2048, headersMax: 20 }

function parse(text: string | Buffer) {
  return parseWholeRequest(Buffer.from(text), limits)
}

test('the usual request of an SDK', () => {
  const request = parse(
    'POST /a/b?c=d%20 HTTP/1.1\r\nHost: localhost:4599\r\nX-Amz-Target:TrentService.ListKeys\r\nempty:\r\nConnection: Keep-Alive\r\ncontent-length: \t7 \r\n\r\n{"a":1}',
  )
  assert.deepEqual(request, {
    url: '/a/b?c=d%20',
    rawHeaders: [
      ...['host', 'localhost:4599', 'x-amz-target', 'TrentService.ListKeys', 'empty', ''],
      ...['connection', 'Keep-Alive', 'content-length', '7'],
    ],
    body: Buffer.from('{"a":1}'),
  })
})

test('any such request is read as it was sent', () => {
  const names = fc.stringMatching(/^x-[\w!#$%&'*+.^`|~-]{1,20}$/)
  const values = fc.stringMatching(/^[\x21-\x7e]([\t\x20-\x7e]{0,40}[\x21-\x7e])?$/)
  const headers = fc.array(fc.tuple(names, values), { maxLength: 15 })
  const urls = fc.stringMatching(/^\/[\x21-\x7e]{0,40}$/)
  fc.assert(
    fc.property(urls, headers, fc.uint8Array({ maxLength: 200 }), (url, sent, body) => {
      const lines = [...sent, ['host', 'h'], ['content-length', `${body.length}`]]
      const head = `POST ${url} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
      const request = parse(Buffer.concat([Buffer.from(head), body]))
      const rawHeaders = lines.flatMap(([name = '', value = '']) => [name.toLowerCase(), value])
      assert.deepEqual(request, { url, rawHeaders, body: Buffer.from(body) })
    }),
  )
})

const head = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n'
const others: Readonly<Record<string, string | Buffer>> = {
  nothing: '',
  'a head that goes on': head,
  'a body that goes on': `${head}\r\n{`,
  'more than one request': `${head}\r\n{}${head}\r\n{}`,
  'one byte too many': `${head}\r\n{} `,
  'another method': head.replace('POST', 'GET'),
  'a method in lower case': `${head.replace('POST', 'post')}\r\n{}`,
  'an older version': `${head.replace('1.1', '1.0')}\r\n{}`,
  'an absolute target': `${head.replace('POST /', 'POST http://x/')}\r\n{}`,
  'a target with a space': `${head.replace('POST /', 'POST /a b')}\r\n{}`,
  'no body length': 'POST / HTTP/1.1\r\nHost: x\r\n\r\n',
  'no host': 'POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}',
  'two hosts': `${head}Host: y\r\n\r\n{}`,
  'two lengths': `${head}Content-Length: 2\r\n\r\n{}`,
  'a length with a sign': `${head.replace(': 2', ': +2')}\r\n{}`,
  'a list of lengths': `${head.replace(': 2', ': 2, 2')}\r\n{}`,
  'a length in hex': `${head.replace(': 2', ': 0x2')}\r\n{}`,
  'a length without a number': `${head.replace(': 2', ':')}\r\n`,
  'chunks beside a length': `${head}Transfer-Encoding: chunked\r\n\r\n{}`,
  'a wish to be told to go on': `${head}Expect: 100-continue\r\n\r\n{}`,
  'a wish for another protocol': `${head}Upgrade: h2c\r\n\r\n{}`,
  'a connection that is to be closed': `${head}Connection: close\r\n\r\n{}`,
  'a connection that names headers': `${head}Connection: keep-alive, x-a\r\n\r\n{}`,
  trailers: `${head}Trailer: x-a\r\n\r\n{}`,
  'a folded line': `${head}X-A: b\r\n c\r\n\r\n{}`,
  'a space before the colon': `${head}X-A : b\r\n\r\n{}`,
  'a header without a name': `${head}: b\r\n\r\n{}`,
  'a line without a colon': `${head}X-A\r\n\r\n{}`,
  'a bare line feed': `${head}X-A: b\nX-B: c\r\n\r\n{}`,
  'a bare carriage return': `${head}X-A: b\rX-B: c\r\n\r\n{}`,
  'a NUL': `${head}X-A: b\0c\r\n\r\n{}`,
  'a value that is no ASCII': Buffer.from(`${head}X-A: ü\r\n\r\n{}`, 'latin1'),
  'empty lines first': `\r\n${head}\r\n{}`,
  'too many headers': `${head}${'X-A: b\r\n'.repeat(20)}\r\n{}`,
  'too long a head': `${head}X-A: ${'b'.repeat(2048)}\r\n\r\n{}`,
}

for (const [name, bytes] of Object.entries(others)) {
  test(`left to Node's parser: ${name}`, () => assert.equal(parse(bytes), null))
}

test('a long hostile head is looked at once', () => {
  const wide = { headerBytesMax: 1 << 20, headersMax: 100 }
  const startedMs = performance.now()
  for (const filler of [' ', '\t', 'a ', ':', 'a:'])
    assert.equal(
      parseWholeRequest(Buffer.from(`${head}X: ${filler.repeat(200_000)}\x01\r\n\r\n{}`), wide),
      null,
    )
  assert.ok(performance.now() - startedMs < 2000)
})

/** Connections that are served from the socket, and how they change over to Node's server. */

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'
import { Readable } from 'node:stream'
import { type TestContext, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { RequestAbortedError } from './body.ts'
import type { Inbound } from './inbound.ts'
import { readHead } from './incoming.ts'
import { type Listener, type ListenOptions, listen } from './listener.ts'
import type { Answer } from './protocols/protocol.ts'

type Body = Answer['body']

async function start(
  t: TestContext,
  handle: (inbound: Inbound) => void,
  limits: ListenOptions['limits'] = {},
): Promise<Listener> {
  const listener = await listen({ gateway: { handle }, host: '127.0.0.1', port: 0, limits: { ...limits } })
  t.after(() => listener.close())
  return listener
}

function say(inbound: Inbound, body: Body): void {
  inbound.send('an-id', { status: 200, contentType: 'text/plain', headers: { 'x-a': 'b\r\nc: d' }, body })
}

async function bodyOf(inbound: Inbound, bytesMax = 1 << 20): Promise<Buffer> {
  return await inbound.readBody(readHead(inbound), bytesMax, { bytesMax: 1 << 30, bytesHeld: 0 })
}

/** Answers each body with itself. */
async function echo(inbound: Inbound): Promise<void> {
  say(inbound, (await bodyOf(inbound)).toString())
}

function post(body: string, headers = ''): string {
  return `POST / HTTP/1.1\r\nHost: x\r\n${headers}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
}

class Client {
  readonly socket: Socket
  text = ''

  constructor(t: TestContext, { port }: Listener) {
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true })
    t.after(() => this.socket.destroy())
    this.socket.on('error', () => {})
    this.socket.setEncoding('utf8').on('data', (chunk) => {
      this.text += chunk
    })
  }

  write(bytes: string | Buffer): this {
    this.socket.write(bytes)
    return this
  }

  /** Waits until the last thing received is this. */
  async reads(end: string): Promise<void> {
    while (!this.text.endsWith(end)) {
      assert.ok(!this.socket.destroyed, `the connection ended after: ${this.text}`)
      await Promise.race([once(this.socket, 'data'), once(this.socket, 'close')])
    }
  }

  /** What it received until the server closed. */
  async rest(): Promise<string> {
    if (!this.socket.closed) await once(this.socket, 'close')
    return this.text
  }
}

interface Exchanged extends IncomingMessage {
  readonly text: string
  readonly port: number | undefined
}

function exchange(listener: Listener, agent: Agent, body: string): Promise<Exchanged> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(listener.url, { method: 'POST', agent }, (response) => {
      let text = ''
      const port = response.socket.localPort
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk
      })
      response.on('end', () => resolve(Object.assign(response, { text, port })))
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

test('an answer reads like any of HTTP/1.1: text, Unicode, bytes, streams, nothing', async (t) => {
  const bodies: Record<string, () => Body> = {
    text: () => 'plain',
    unicode: () => 'grüße 🔑',
    bytes: () => Buffer.from('bytes'),
    stream: () => Readable.from([Buffer.from('one '), Buffer.alloc(0), Buffer.from('two')]),
    nothing: () => '',
  }
  const listener = await start(t, async (inbound) => {
    say(inbound, (bodies[String(await bodyOf(inbound))] as () => Body)())
  })
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  t.after(() => agent.destroy())
  const ports = new Set<number | undefined>()
  for (const [name, text] of [
    ['text', 'plain'],
    ['unicode', 'grüße 🔑'],
    ['bytes', 'bytes'],
    ['stream', 'one two'],
    ['nothing', ''],
  ] as const) {
    const answer = await exchange(listener, agent, name)
    assert.equal(answer.text, text)
    assert.equal(answer.statusCode, 200)
    assert.equal(answer.headers['x-amzn-requestid'], 'an-id')
    assert.equal(answer.headers['content-type'], 'text/plain')
    assert.equal(answer.headers['x-a'], 'b%0D%0Ac:%20d')
    assert.equal(answer.headers.c, undefined)
    assert.equal(answer.headers.connection, 'keep-alive')
    assert.ok(Math.abs(Date.parse(answer.headers.date ?? '') - Date.now()) < 3000)
    ports.add(answer.port)
  }
  assert.equal(ports.size, 1, 'one connection carried them all')
})

test('a stream that fails cuts the connection off', async (t) => {
  const listener = await start(t, (inbound) => {
    const failing = async function* () {
      yield 'begun'
      throw new Error('torn')
    }
    say(inbound, Readable.from(failing()))
  })
  const text = await new Client(t, listener).write(post('')).rest()
  assert.match(text, /begun/)
  assert.ok(!text.endsWith('0\r\n\r\n'))
})

test('a connection goes on after a request that comes in pieces, and after one of another kind', async (t) => {
  const listener = await start(t, echo)
  const client = new Client(t, listener).write(post('first'))
  await client.reads('first')
  const second = post('second')
  client.write(second.slice(0, 30))
  await delay(20)
  client.write(second.slice(30))
  await client.reads('second')
  client.write(post('third'))
  await client.reads('third')
  client.write('POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nfourth\r\n0\r\n\r\n')
  await client.reads('fourth')
  client.write(post('fifth') + post('sixth'))
  await client.reads('sixth')
  assert.deepEqual(
    client.text.match(/first|second|third|fourth|fifth|sixth/g),
    'first second third fourth fifth sixth'.split(' '),
  )
})

test('a body of many reads arrives whole', async (t) => {
  const listener = await start(t, async (inbound) => say(inbound, String((await bodyOf(inbound)).length)))
  const client = new Client(t, listener).write(post('a'.repeat(900_000)))
  await client.reads('900000')
})

test('requests that come while one is answered wait, and are answered in order', async (t) => {
  const waiting: (() => void)[] = []
  const listener = await start(t, async (inbound) => {
    const body = await bodyOf(inbound)
    waiting.push(() => say(inbound, body))
  })
  const client = new Client(t, listener).write(post('one'))
  while (waiting.length < 1) await delay(1)
  client.write(post('two'))
  await delay(20)
  client.write(post('three'))
  await delay(20)
  assert.equal(waiting.length, 1)
  while (waiting.length > 0) {
    waiting.shift()?.()
    await delay(20)
  }
  await client.reads('three')
  assert.deepEqual(client.text.match(/one|two|three/g), ['one', 'two', 'three'])
})

test('a client that has ended its side still gets its answer', async (t) => {
  const listener = await start(t, (inbound) => setTimeout(say, 30, inbound, 'answer'))
  const client = new Client(t, listener)
  client.socket.end(post('only'))
  assert.match(await client.rest(), /answer$/)
})

test('rubbish between requests gets the answer that rubbish gets', async (t) => {
  const listener = await start(t, echo)
  const client = new Client(t, listener).write(post('first'))
  await client.reads('first')
  client.write('rubbish\r\n\r\n')
  assert.match(await client.rest(), /first.*HTTP\/1\.1 400 Bad Request.*MalformedHttpRequestException/s)
})

test('what is too large, or too much together, is refused', async (t) => {
  const listener = await start(t, async (inbound) => {
    try {
      const head = readHead(inbound)
      await inbound.readBody(head, 5, { bytesMax: 4, bytesHeld: 0 })
      say(inbound, 'taken')
    } catch (error) {
      assert.ok(!(error instanceof RequestAbortedError))
      say(inbound, (error as { code: string }).code)
    }
  })
  const client = new Client(t, listener).write(post('four'))
  await client.reads('taken')
  client.write(post('fives'))
  await client.reads('ServiceUnavailableException')
  client.write(post('sixsix'))
  await client.reads('RequestEntityTooLargeException')
})

test('idle connections are closed, busy ones are not', async (t) => {
  const listener = await start(t, (inbound) => setTimeout(say, 300, inbound, 'late'), {
    keepAliveMs: 100,
  })
  const client = new Client(t, listener).write(post('only'))
  const startedMs = performance.now()
  assert.match(await client.rest(), /late$/)
  assert.ok(performance.now() - startedMs > 350)
})

test('close: the call in flight is the last one of its connection, idle ones go at once', async (t) => {
  const reached = Promise.withResolvers<Inbound>()
  const listener = await listen({
    gateway: {
      handle: (inbound) => (inbound.url === '/' ? say(inbound, 'quick') : reached.resolve(inbound)),
    },
    host: '127.0.0.1',
    port: 0,
  })
  const idle = new Client(t, listener).write(post(''))
  await idle.reads('quick')
  const busy = new Client(t, listener).write(post('').replace('POST /', 'POST /slow'))
  const inbound = await reached.promise
  const closing = listener.close()
  await idle.rest()
  say(inbound, 'last')
  assert.match(await busy.rest(), /Connection: close\r\n\r\nlast$/)
  await closing
})

test('close: whoever says nothing has little time left, whoever calls meanwhile is served once', async (t) => {
  const listener = await listen({ gateway: { handle: echo }, host: '127.0.0.1', port: 0 })
  const silent = new Client(t, listener)
  const late = new Client(t, listener)
  await Promise.all([once(silent.socket, 'connect'), once(late.socket, 'connect')])
  await delay(20)
  const startedMs = performance.now()
  const closing = listener.close()
  await delay(20)
  late.write(post('late'))
  assert.match(await late.rest(), /Connection: close\r\n\r\nlate$/)
  assert.equal(await silent.rest(), '')
  await closing
  assert.ok(performance.now() - startedMs < 3000)
})

test('a client that does not read its answers gets no further calls done', async (t) => {
  let served = 0
  // More than all buffers between the two hold.
  const large = Buffer.alloc(32 << 20)
  const listener = await start(t, (inbound) => {
    served += 1
    say(inbound, large)
  })
  const client = new Client(t, listener)
  client.socket.pause()
  for (let sent = 0; sent < 3; sent++) {
    client.write(post(String(sent)))
    await delay(20)
  }
  assert.equal(served, 1)
  client.socket.removeAllListeners('data').resume()
  while (served < 3) await delay(5)
})

test('a client that does not read its answer is not waited for', async (t) => {
  const listener = await start(t, (inbound) => say(inbound, Buffer.alloc(64 << 20)), { keepAliveMs: 10 })
  const client = new Client(t, listener).write(post('only'))
  await once(client.socket, 'data')
  client.socket.pause()
  // Node gives a socket a second period when some of its bytes have left in the first.
  await delay(3000)
  client.socket.resume()
  assert.ok((await client.rest()).length < 64 << 20)
})

test('close: nothing is carried out after the last answer, and a client that holds its side open is not waited for', async (t) => {
  const seen: string[] = []
  const reached = Promise.withResolvers<Inbound>()
  const listener = await listen({
    gateway: {
      handle: (inbound) => {
        seen.push(inbound.url)
        reached.resolve(inbound)
      },
    },
    host: '127.0.0.1',
    port: 0,
    limits: { closeMsMax: 5000 },
  })
  const socket = connect({ port: listener.port, host: '127.0.0.1', allowHalfOpen: true })
  t.after(() => socket.destroy())
  socket.on('error', () => {})
  socket.resume()
  socket.write(post(''))
  const inbound = await reached.promise
  const startedMs = performance.now()
  const closing = listener.close()
  say(inbound, 'last')
  socket.write(post('').replace('POST /', 'POST /after'))
  await closing
  assert.ok(performance.now() - startedMs < 2000)
  assert.deepEqual(seen, ['/'])
})

test('a header that cannot be one is an error of whoever answers, streams included', async (t) => {
  const outcomes: unknown[] = []
  const wrong: Record<string, string>[] = [{ 'x-a\r\nx-b': 'c' }, { 'x-a': '\ud800' }]
  const listener = await start(t, (inbound) => {
    for (const body of ['text', Readable.from(['stream'])]) {
      for (const headers of wrong) {
        try {
          inbound.send('an-id', { status: 200, contentType: null, headers, body })
          outcomes.push('sent')
        } catch (error) {
          outcomes.push((error as Error).name)
        }
      }
    }
    inbound.send('an-id', { status: 200, contentType: 'a/b\r\nx-b: c', headers: null, body: 'said' })
  })
  const client = new Client(t, listener).write(post(''))
  await client.reads('said')
  assert.deepEqual(outcomes, ['TypeError', 'URIError', 'TypeError', 'URIError'])
  assert.doesNotMatch(client.text, /^x-b/m)
})

test('an answer to a client that has gone is dropped', async (t) => {
  const reached = Promise.withResolvers<Inbound>()
  const listener = await start(t, (inbound) => reached.resolve(inbound))
  const client = new Client(t, listener).write(post('only'))
  const inbound = await reached.promise
  client.socket.resetAndDestroy()
  await delay(20)
  say(inbound, 'nobody reads this')
  const unread = Readable.from(['nor this'])
  say(inbound, unread)
  assert.ok(unread.destroyed)
})

test('destroy ends the connection without an answer', async (t) => {
  const listener = await start(t, (inbound) => inbound.destroy())
  assert.equal(await new Client(t, listener).write(post('only')).rest(), '')
})

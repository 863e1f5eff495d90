import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { Agent, request as httpRequest } from 'node:http'
import { constants, connect as http2Connect } from 'node:http2'
import { request as httpsRequest } from 'node:https'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Inbound } from './inbound.ts'
import { type ListenOptions, listen } from './listener.ts'

type Handle = ListenOptions['gateway']['handle']

function start(handle: Handle, options: Partial<ListenOptions> = {}) {
  return listen({ gateway: { handle }, host: '127.0.0.1', port: 0, ...options })
}

function say(inbound: Inbound, body: string): void {
  inbound.send('an-id', { status: 200, contentType: null, headers: null, body })
}

/** Only HTTP/2 has pseudo headers. */
function version({ rawHeaders }: Inbound): string {
  return rawHeaders.includes(':authority') ? '2.0' : '1.1'
}

function get(
  url: string,
  agent?: Agent,
): Promise<{ status: number; text: string; connection: string | undefined }> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(url, { agent }, (response) => {
      let text = ''
      response.on('data', (chunk) => {
        text += chunk
      })
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text, connection: response.headers.connection }),
      )
    })
    outgoing.on('error', reject)
    outgoing.end()
  })
}

function selfSigned(folder: string): { key: Buffer; cert: Buffer } {
  const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '1']
  const keyType = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  execFileSync('openssl', ['req', '-x509', ...keyType, '-keyout', keyFile, '-out', certFile, ...subject], {
    stdio: 'ignore',
  })
  return { key: readFileSync(keyFile), cert: readFileSync(certFile) }
}

function getHttp2(url: string, options = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const session = http2Connect(url, options)
    session.on('error', reject)
    const stream = session.request({ ':path': '/' })
    let text = ''
    stream.on('data', (chunk) => {
      text += chunk
    })
    stream.on('end', () => {
      session.close()
      resolve(text)
    })
    stream.on('error', reject)
    stream.end()
  })
}

test('close: calls in flight finish, idle keep-alive connections go, new ones are refused', async () => {
  let release = () => {}
  const reached = Promise.withResolvers<void>()
  const listener = await start((inbound) => {
    if (inbound.url !== '/slow') return say(inbound, 'quick')
    release = () => say(inbound, 'slow')
    reached.resolve()
  })
  const agent = new Agent({ keepAlive: true })
  assert.equal((await get(`${listener.url}/quick`, agent)).text, 'quick')
  const slow = get(`${listener.url}/slow`, agent)
  await reached.promise
  const idle = connect(listener.port, '127.0.0.1')
  await new Promise((resolve) => idle.once('connect', resolve))
  const startedMs = performance.now()
  const closing = listener.close()
  await assert.rejects(get(`${listener.url}/quick`), /ECONNREFUSED/)
  release()
  assert.equal((await slow).text, 'slow')
  idle.destroy()
  await closing
  assert.ok(performance.now() - startedMs < 3000)
  agent.destroy()
})

test('close: what hangs is cut off at the deadline', async () => {
  const listener = await start(() => {}, { limits: { closeMsMax: 100 } })
  const hanging = get(listener.url)
  hanging.catch(() => {})
  const hangingHttp2 = getHttp2(listener.url)
  hangingHttp2.catch(() => {})
  await new Promise((resolve) => setTimeout(resolve, 100))
  await listener.close()
  await assert.rejects(hanging)
})

test('HTTP/1.1 and HTTP/2 share a port without TLS', async () => {
  const listener = await start((inbound) => say(inbound, version(inbound)))
  assert.equal((await get(listener.url)).text, '1.1')
  assert.equal(await getHttp2(listener.url), '2.0')
  await listener.close()
})

test('the first bytes may arrive one by one', async () => {
  const listener = await start((inbound) => say(inbound, 'ok'))
  const answer = await new Promise<string>((resolve) => {
    const socket = connect(listener.port, '127.0.0.1', async () => {
      for (const char of 'PUT / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n') {
        socket.write(char)
        await new Promise((next) => setTimeout(next, 1))
      }
    })
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk
    })
    socket.on('close', () => resolve(text))
  })
  assert.match(answer, /^HTTP\/1\.1 200 OK/)
  await listener.close()
})

test('a client that says nothing is shown the door', async () => {
  const listener = await start((inbound) => say(inbound, ''), { limits: { headersMsMax: 50 } })
  for (const start of ['', 'P', 'PR']) {
    await new Promise<void>((resolve) => {
      const socket = connect(listener.port, '127.0.0.1', () => socket.write(start))
      socket.on('close', () => resolve())
      socket.resume()
    })
  }
  await listener.close()
})

test('TLS: both HTTP versions by negotiation, nothing below TLS 1.2', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'keyhold-tls-'))
  try {
    const tls = selfSigned(folder)
    const listener = await start((inbound) => say(inbound, version(inbound)), { tls })
    assert.match(listener.url, /^https:/)
    assert.equal(await getHttp2(listener.url, { ca: tls.cert }), '2.0')
    const http1 = await new Promise<string>((resolve, reject) => {
      const outgoing = httpsRequest(listener.url, { ca: tls.cert, agent: false }, (response) => {
        response.on('data', (chunk) => resolve(String(chunk)))
      })
      outgoing.on('error', reject)
      outgoing.end()
    })
    assert.equal(http1, '1.1')
    await listener.close()
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('close: with TLS, whoever does not finish the handshake is cut off at the deadline', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'keyhold-tls-'))
  try {
    const listener = await start(() => {}, { tls: selfSigned(folder), limits: { closeMsMax: 100 } })
    const socket = connect(listener.port, '127.0.0.1')
    socket.on('error', () => {})
    await once(socket, 'connect')
    const startedMs = performance.now()
    await listener.close()
    assert.ok(performance.now() - startedMs < 2000)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('a taken port is an error, not a silence', async () => {
  const listener = await start((inbound) => say(inbound, ''))
  await assert.rejects(
    start(() => {}, { port: listener.port }),
    { code: 'EADDRINUSE' },
  )
  await listener.close()
})

test('rubbish after a call in flight never stands for the call’s answer', async () => {
  const listener = await start((inbound) => setTimeout(say, 50, inbound, 'late'))
  const answer = await new Promise<string>((resolve) => {
    const socket = connect(listener.port, '127.0.0.1', () =>
      socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\nrubbish\r\n\r\n'),
    )
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk
    })
    socket.on('close', () => resolve(text))
    socket.on('error', () => {})
  })
  assert.equal(answer, '')
  await listener.close()
})

test('HTTP/2: a cancelled call harms nobody', async () => {
  const reached: (() => void)[] = []
  const listener = await start((inbound) => {
    setTimeout(say, 30, inbound, 'late')
    reached.shift()?.()
  })
  const session = http2Connect(listener.url)
  for (const code of [
    constants.NGHTTP2_CANCEL,
    constants.NGHTTP2_INTERNAL_ERROR,
    constants.NGHTTP2_PROTOCOL_ERROR,
  ]) {
    const stream = session.request({
      ':path': '/',
      ':method': code === constants.NGHTTP2_CANCEL ? 'GET' : 'POST',
    })
    stream.on('error', () => {})
    await new Promise<void>((resolve) => reached.push(resolve))
    stream.close(code)
  }
  await new Promise((resolve) => setTimeout(resolve, 60))
  session.destroy()
  assert.equal(await getHttp2(listener.url), 'late')
  await listener.close()
})

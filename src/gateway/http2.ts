/**
 * HTTP/2 beside HTTP/1.1 on one port. AWS's SDK for JavaScript speaks HTTP/2 to every service that has event streams
 * (Q Business), also without TLS, where nothing is negotiated: there the connection's first bytes tell (RFC 9113 section 3.3).
 */

import type { RequestListener } from 'node:http'
import { createServer, type Http2ServerRequest, type ServerHttp2Session } from 'node:http2'
import type { Socket } from 'node:net'

export interface Http2Limits {
  readonly headerBytesMax: number
  readonly headersMax: number
  readonly requestMsMax: number
  readonly keepAliveMs: number
}

export interface Http2Endpoint {
  /** Takes over a connection whose client speaks HTTP/2. */
  accept(socket: Socket): void
  /** No new streams; those in flight finish. */
  close(): void
  destroy(): void
}

/** Concurrent calls on one connection. The SDK opens few; each holds a body. */
const streamsMax = 128
const windowBytes = 1024 * 1024

export function createHttp2Endpoint(limits: Http2Limits, onRequest: RequestListener): Http2Endpoint {
  const sessions = new Set<ServerHttp2Session>()
  let isClosing = false
  const settings = {
    maxConcurrentStreams: streamsMax,
    maxHeaderListSize: limits.headerBytesMax,
    initialWindowSize: windowBytes,
    enablePush: false,
  }
  const server = createServer({ settings, maxHeaderListPairs: limits.headersMax }, (request, response) => {
    limitTime(request, limits.requestMsMax)
    // A client that cancels a call makes its stream fail: no news for the server, but unheard it would end the process.
    request.on('error', () => {})
    response.on('error', () => {})
    // Node's compatibility API: what the gateway uses of a request and a response is the same for both versions.
    const [asRequest, asResponse] = [request, response] as unknown as Parameters<RequestListener>
    onRequest(asRequest, asResponse)
  })
  server.on('session', (session) => {
    sessions.add(session)
    session.once('close', () => sessions.delete(session))
    session.setTimeout(limits.keepAliveMs, () => session.close())
    // A client's protocol error ends its connection, nothing else.
    session.on('error', () => session.destroy())
    if (isClosing) session.close()
  })
  server.on('sessionError', () => {})
  return {
    accept: (socket) => {
      server.emit('connection', socket)
    },
    close: () => {
      isClosing = true
      for (const session of sessions) session.close()
    },
    destroy: () => {
      for (const session of sessions) session.destroy()
    },
  }
}

/** HTTP/1.1 has Node's `requestTimeout` for this. */
function limitTime(request: Http2ServerRequest, msMax: number): void {
  const timer = setTimeout(() => request.stream.destroy(), msMax)
  request.once('end', () => clearTimeout(timer))
  request.once('close', () => clearTimeout(timer))
}

const preface = Buffer.from('PRI * HTTP/2.0\r\n')
/** No HTTP/1.1 method starts with these. */
const tellingBytes = 3

/** While the server closes: whoever has sent a call before is still heard. */
export const closingSilenceMsMax = 200

export interface Sniffer {
  accept(socket: Socket): void
  /** Whoever has not said anything yet has little time left for it. */
  close(): void
  destroy(): void
}

/**
 * Looks at a plain connection's first bytes, gives them back, and calls one of the two. Sockets that stay silent for
 * `silenceMsMax` are closed.
 */
export function createSniffer(
  silenceMsMax: number,
  { onHttp1, onHttp2 }: { onHttp1: (socket: Socket) => void; onHttp2: (socket: Socket) => void },
): Sniffer {
  const undecided = new Set<Socket>()
  let msMax = silenceMsMax

  function accept(socket: Socket): void {
    const destroy = () => socket.destroy()
    const forget = () => undecided.delete(socket)
    let held: Buffer = Buffer.alloc(0)
    const look = () => {
      const bytes = socket.read() as Buffer | null
      if (bytes !== null) held = held.length === 0 ? bytes : Buffer.concat([held, bytes])
      const length = Math.min(held.length, preface.length)
      const isPreface = held.subarray(0, length).equals(preface.subarray(0, length))
      // The bytes stay with us until they tell: given back too early they would wake this listener for ever.
      if (isPreface && length < tellingBytes) return void socket.once('readable', look)
      socket.setTimeout(0)
      socket.off('timeout', destroy).off('error', destroy).off('end', destroy).off('close', forget)
      forget()
      socket.unshift(held)
      if (isPreface) onHttp2(socket)
      else onHttp1(socket)
    }
    undecided.add(socket)
    socket.setTimeout(msMax)
    socket.on('timeout', destroy).on('error', destroy).on('end', destroy).on('close', forget)
    look()
  }

  return {
    accept,
    close: () => {
      msMax = Math.min(silenceMsMax, closingSilenceMsMax)
      for (const socket of undecided) socket.setTimeout(msMax)
    },
    destroy: () => {
      for (const socket of undecided) socket.destroy()
    },
  }
}

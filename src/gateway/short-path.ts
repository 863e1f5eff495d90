/**
 * The short path: a connection whose requests each arrive in one read of the socket, as nearly all of the SDKs' do, is served
 * from the socket itself. With the first request that does not, the connection goes to Node's HTTP server with every byte
 * that was not answered yet, and stays there.
 */

import { STATUS_CODES, validateHeaderName } from 'node:http'
import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { TLSSocket } from 'node:tls'
import type { Budget } from './body.ts'
import { requestTooLarge, serviceUnavailable } from './errors.ts'
import { httpDate } from './http-date.ts'
import { closingSilenceMsMax } from './http2.ts'
import type { Inbound } from './inbound.ts'
import type { Head } from './incoming.ts'
import type { Answer } from './protocols/protocol.ts'
import { safeHeader } from './send.ts'
import { parseWholeRequest, type WholeRequest, type WholeRequestLimits } from './whole-request.ts'

export interface ShortPathOptions {
  readonly limits: WholeRequestLimits & { readonly headersMsMax: number; readonly keepAliveMs: number }
  readonly handle: (inbound: Inbound) => void
  /** Takes over a connection; its bytes so far are in the socket again. */
  readonly onOther: (socket: Socket) => void
}

export interface ShortPath {
  accept(socket: Socket): void
  /** Ends connections that wait for a request now, and the others with their answer. */
  close(): void
  /** Ends all of them now. */
  destroy(): void
}

interface Connection {
  endWhenIdle(): void
  readonly socket: Socket
}

export function createShortPath(options: ShortPathOptions): ShortPath {
  const connections = new Set<Connection>()
  let isClosing = false
  return {
    accept: (socket) => {
      const connection = serve(socket, isClosing, options, () => connections.delete(connection))
      connections.add(connection)
    },
    close: () => {
      isClosing = true
      for (const connection of connections) connection.endWhenIdle()
    },
    destroy: () => {
      for (const { socket } of connections) socket.destroy()
    },
  }
}

/** `flushing`: answered, but the client has not read it yet. `done`: the last answer is on its way. */
type State = 'idle' | 'busy' | 'flushing' | 'done'

/** Beyond what clients are told, so that none sends a call while its connection is being closed. */
const keepAliveGraceMs = 1_000

/**
 * @param isLast its first answer is its last one.
 * @param onLeft it is closed, or another's.
 */
function serve(
  socket: Socket,
  isLast: boolean,
  { limits, handle, onOther }: ShortPathOptions,
  onLeft: () => void,
): Connection {
  const remoteAddress = socket.remoteAddress ?? ''
  const secureTransport = (socket as Partial<TLSSocket>).encrypted === true
  const keepAlive = `keep-alive\r\nKeep-Alive: timeout=${Math.floor(limits.keepAliveMs / 1000)}`
  let state: State = 'idle'
  let lastAnswer = isLast
  let hasServed = false
  /** The client sends no more, and may still read. */
  let hasEnded = false
  /** What came while a request was being answered. */
  let held: Buffer | null = null

  function onData(chunk: Buffer): void {
    if (state === 'done') return
    if (state === 'idle') {
      take(chunk)
      return
    }
    held = held === null ? chunk : Buffer.concat([held, chunk])
    socket.pause()
  }

  function onEnd(): void {
    hasEnded = true
    if (state === 'idle') socket.end()
  }

  /** How long a call may take is the call's affair; how long an answer may lie there unread is not. */
  function onIdle(): void {
    if (state !== 'busy') socket.destroy()
  }

  function onError(): void {
    socket.destroy()
  }

  function take(chunk: Buffer): void {
    const request = parseWholeRequest(chunk, limits)
    if (request === null) {
      leave(chunk)
      return
    }
    if (!hasServed) socket.setTimeout(limits.keepAliveMs + keepAliveGraceMs)
    hasServed = true
    state = 'busy'
    handle(inbound(request))
  }

  function leave(chunk: Buffer): void {
    // Whoever takes over would wait for an end that has been told already.
    if (hasEnded) {
      socket.destroySoon()
      return
    }
    socket.off('data', onData).off('end', onEnd).off('timeout', onIdle).off('error', onError)
    socket.off('close', onLeft)
    socket.setTimeout(0)
    onLeft()
    socket.pause()
    socket.unshift(chunk)
    onOther(socket)
    socket.resume()
  }

  function inbound({ url, rawHeaders, body }: WholeRequest): Inbound {
    return {
      method: 'POST',
      url,
      rawHeaders,
      remoteAddress,
      secureTransport,
      readBody: (_head: Head, bytesMax: number, budget: Budget) => {
        if (body.length > bytesMax) throw requestTooLarge(bytesMax)
        if (budget.bytesHeld + body.length > budget.bytesMax) throw serviceUnavailable()
        budget.bytesHeld += body.length
        return body
      },
      send,
      destroy: () => {
        socket.destroy()
      },
    }
  }

  function send(requestId: string, answer: Answer): void {
    const { body } = answer
    if (socket.destroyed) {
      if (body instanceof Readable) body.destroy()
      return
    }
    if (body instanceof Readable) {
      void sendStream(head(requestId, answer, 'Transfer-Encoding: chunked'), body)
      return
    }
    if (typeof body === 'string') {
      const bytes = Buffer.byteLength(body)
      const text = `${head(requestId, answer, `Content-Length: ${bytes}`)}${body}`
      socket.write(text, bytes === body.length ? 'latin1' : 'utf8')
    } else {
      socket.cork()
      socket.write(head(requestId, answer, `Content-Length: ${body.byteLength}`), 'latin1')
      socket.write(body)
      socket.uncork()
    }
    answered()
  }

  async function sendStream(fields: string, body: Readable): Promise<void> {
    socket.write(fields, 'latin1')
    try {
      await pipeline(body, chunked, socket, { end: false })
      answered()
    } catch {
      // Cut off, so that the client does not take it for whole.
      socket.destroy()
    }
  }

  /** @throws TypeError for a header that cannot be one. */
  function head(requestId: string, { status, contentType, headers }: Answer, framing: string): string {
    let fields = `x-amzn-RequestId: ${requestId}\r\n`
    if (contentType !== null) fields += `Content-Type: ${safeHeader(contentType)}\r\n`
    for (const name in headers) {
      validateHeaderName(name)
      fields += `${name}: ${safeHeader(headers[name] as string)}\r\n`
    }
    const connection = lastAnswer ? 'close' : keepAlive
    return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${fields}${framing}\r\nDate: ${httpDate()}\r\nConnection: ${connection}\r\n\r\n`
  }

  /** A client that does not read its answers gets no further calls done. */
  function answered(): void {
    if (lastAnswer) {
      end()
    } else if (socket.writableNeedDrain) {
      state = 'flushing'
      socket.pause()
      socket.once('drain', onDrain)
    } else {
      goOn()
    }
  }

  function onDrain(): void {
    if (state !== 'flushing') return
    socket.resume()
    goOn()
  }

  function goOn(): void {
    state = 'idle'
    if (held !== null) {
      const next = held
      held = null
      socket.resume()
      take(next)
    } else if (hasEnded) {
      socket.end()
    }
  }

  /** Once the last answer is out. What the client sends now is no call any more. */
  function end(): void {
    state = 'done'
    socket.destroySoon()
  }

  socket.on('data', onData).on('end', onEnd).on('timeout', onIdle).on('error', onError).on('close', onLeft)
  socket.setTimeout(isLast ? closingSilenceMsMax : limits.headersMsMax)
  return {
    socket,
    endWhenIdle: () => {
      lastAnswer = true
      if (state === 'idle') socket.destroy()
      if (state === 'flushing') end()
    },
  }
}

/** RFC 9112 section 7.1. */
async function* chunked(source: AsyncIterable<Uint8Array | string>): AsyncGenerator<Uint8Array | string> {
  for await (const piece of source) {
    const bytes = Buffer.from(piece)
    if (bytes.length === 0) continue
    yield `${bytes.length.toString(16)}\r\n`
    yield bytes
    yield '\r\n'
  }
  yield '0\r\n\r\n'
}

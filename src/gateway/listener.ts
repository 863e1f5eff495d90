/** Bytes: the HTTP server, its limits, and its clean end. */

import { randomUUID } from 'node:crypto'
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { Gateway } from './gateway.ts'
import { createHttp2Endpoint, createSniffer, type Http2Endpoint } from './http2.ts'
import { nodeInbound } from './node-inbound.ts'
import { createShortPath } from './short-path.ts'

export interface ListenOptions {
  readonly gateway: Pick<Gateway, 'handle'>
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  /** PEM. Absent: plain HTTP. */
  readonly tls?: { readonly cert: string | Buffer; readonly key: string | Buffer }
  /** GET paths beside the API, e.g. `/healthz`. They are not authenticated. */
  readonly extraRoutes?: Readonly<Record<string, RequestListener>>
  readonly limits?: Partial<ListenerLimits>
}

export interface ListenerLimits {
  /** Request line and headers. A session token alone may take 4 KiB. */
  readonly headerBytesMax: number
  readonly headersMax: number
  readonly headersMsMax: number
  /** The whole request, from its first byte to the last of its body. */
  readonly requestMsMax: number
  readonly keepAliveMs: number
  readonly connectionsMax: number
  /** How long `close` waits for calls in flight. */
  readonly closeMsMax: number
}

const defaultLimits: ListenerLimits = {
  headerBytesMax: 32 * 1024,
  headersMax: 100,
  headersMsMax: 20_000,
  requestMsMax: 120_000,
  keepAliveMs: 65_000,
  connectionsMax: 4096,
  closeMsMax: 10_000,
}

export interface Listener {
  readonly host: string
  readonly port: number
  /** `http://127.0.0.1:4599` */
  readonly url: string
  /** Takes no new request, lets those in flight finish, then closes every socket. Resolves when all is closed. */
  close(): Promise<void>
}

/** @throws when the address is taken or not ours */
export async function listen(options: ListenOptions): Promise<Listener> {
  const limits: ListenerLimits = { ...defaultLimits, ...options.limits }
  let isClosing = false
  const onRequest: RequestListener = (request, response) => {
    // A closing server ends each connection with its current answer.
    if (isClosing && request.httpVersionMajor === 1) response.setHeader('Connection', 'close')
    const extra = request.method === 'GET' ? findExtra(options.extraRoutes, request.url ?? '') : undefined
    if (extra === undefined) options.gateway.handle(nodeInbound(request, response))
    else extra(request, response)
  }
  const http2 = createHttp2Endpoint(limits, onRequest)
  const server = createServer(options, limits, onRequest)
  const holders = divert(server, options, limits, http2)
  server.maxConnections = limits.connectionsMax
  server.maxHeadersCount = limits.headersMax
  server.on('clientError', answerClientError)
  await bound(server, options)
  const { port } = server.address() as AddressInfo
  const scheme = options.tls === undefined ? 'http' : 'https'
  const urlHost = options.host.includes(':') ? `[${options.host}]` : options.host
  return {
    host: options.host,
    port,
    url: `${scheme}://${urlHost}:${port}`,
    close() {
      isClosing = true
      return closed(server, holders, limits.closeMsMax)
    },
  }
}

function createServer({ tls }: ListenOptions, limits: ListenerLimits, onRequest: RequestListener): Server {
  const settings = {
    maxHeaderSize: limits.headerBytesMax,
    headersTimeout: limits.headersMsMax,
    requestTimeout: limits.requestMsMax,
    keepAliveTimeout: limits.keepAliveMs,
    connectionsCheckingInterval: Math.min(5_000, limits.headersMsMax, limits.requestMsMax),
    noDelay: true,
  }
  if (tls === undefined) return createHttpServer(settings, onRequest)
  const tlsSettings = {
    ...settings,
    ...tls,
    minVersion: 'TLSv1.2',
    handshakeTimeout: limits.headersMsMax,
    ALPNProtocols: ['h2', 'http/1.1'],
  } as const
  return createHttpsServer({ ...tlsSettings, ALPNProtocols: [...tlsSettings.ALPNProtocols] }, onRequest)
}

/**
 * Each new connection goes to HTTP/2, or to the short path and from there, if need be, to the server's own listeners.
 * Returns those that keep connections of their own.
 */
function divert(
  server: Server,
  { tls, gateway }: ListenOptions,
  limits: ListenerLimits,
  http2: Http2Endpoint,
): readonly Holder[] {
  const event = tls === undefined ? 'connection' : 'secureConnection'
  const listeners = server.listeners(event) as ((socket: Socket) => void)[]
  const shortPath = createShortPath({
    limits,
    handle: (inbound) => gateway.handle(inbound),
    onOther: (socket) => {
      for (const listener of listeners) listener.call(server, socket)
    },
  })
  const sniffer = createSniffer(limits.headersMsMax, { onHttp1: shortPath.accept, onHttp2: http2.accept })
  server.removeAllListeners(event)
  server.on(event, (socket: Socket & { readonly alpnProtocol?: string | false | null }) => {
    if (tls === undefined) sniffer.accept(socket)
    else if (socket.alpnProtocol === 'h2') http2.accept(socket)
    else shortPath.accept(socket)
  })
  return [http2, sniffer, shortPath, ...(tls === undefined ? [] : [handshakes(server)])]
}

/** Keeps connections that Node's server knows nothing of. */
interface Holder {
  close(): void
  destroy(): void
}

/** Sockets below TLS: one that does not finish its handshake is known to nobody else. */
function handshakes(server: Server): Holder {
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  return {
    close() {},
    destroy: () => {
      for (const socket of sockets) socket.destroy()
    },
  }
}

function findExtra(routes: ListenOptions['extraRoutes'], url: string): RequestListener | undefined {
  if (routes === undefined) return undefined
  const mark = url.indexOf('?')
  const path = mark < 0 ? url : url.slice(0, mark)
  return Object.hasOwn(routes, path) ? routes[path] : undefined
}

function bound(server: Server, { host, port }: ListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function closed(server: Server, holders: readonly Holder[], msMax: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      server.closeAllConnections()
      for (const holder of holders) holder.destroy()
    }, msMax)
    // Answers sent before `close` may have left their sockets open for a next request.
    const sweep = setInterval(() => server.closeIdleConnections(), 50)
    server.close(() => {
      clearTimeout(timer)
      clearInterval(sweep)
      resolve()
    })
    server.closeIdleConnections()
    for (const holder of holders) holder.close()
  })
}

const statusLines: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}

/** What never became a request still gets an AWS-shaped answer, and nothing of what it sent. */
function answerClientError(
  error: Error & { code?: string },
  socket: Socket & { _httpMessage?: unknown },
): void {
  // With a call in flight (Node's `_httpMessage`) this would be taken for that call's answer.
  const isBusy = socket._httpMessage !== undefined && socket._httpMessage !== null
  if (error.code === 'ECONNRESET' || isBusy || !socket.writable || socket.writableEnded) {
    socket.destroy()
    return
  }
  const status = statusLines[error.code ?? ''] ?? '400 Bad Request'
  const body = '{"message":"The request is not valid HTTP."}'
  const lines = [
    `HTTP/1.1 ${status}`,
    `Date: ${new Date().toUTCString()}`,
    'Content-Type: application/json',
    'x-amzn-ErrorType: MalformedHttpRequestException',
    `x-amzn-RequestId: ${randomUUID()}`,
    `Content-Length: ${body.length}`,
    'Connection: close',
  ]
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`)
}

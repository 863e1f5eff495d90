import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TLSSocket } from 'node:tls'
import { type Budget, readBody } from './body.ts'
import type { Inbound } from './inbound.ts'
import type { Head } from './incoming.ts'
import type { Answer } from './protocols/protocol.ts'
import { send } from './send.ts'

/** What Node's HTTP server made of a request, HTTP/2's compatible objects included. */
export function nodeInbound(request: IncomingMessage, response: ServerResponse): Inbound {
  return {
    method: request.method ?? 'GET',
    url: request.url ?? '/',
    rawHeaders: request.rawHeaders,
    remoteAddress: request.socket.remoteAddress ?? '',
    secureTransport: (request.socket as Partial<TLSSocket>).encrypted === true,
    readBody: (head: Head, bytesMax: number, budget: Budget) => readBody(request, head, bytesMax, budget),
    send: (requestId: string, answer: Answer) => send(request, response, requestId, answer),
    destroy: () => {
      response.destroy()
    },
  }
}

/** An answer → bytes on the socket. */

import type { IncomingMessage, ServerResponse } from 'node:http'
import { constants, type Http2ServerRequest } from 'node:http2'
import { Readable } from 'node:stream'
import { discardRest } from './body.ts'
import type { Answer } from './protocols/protocol.ts'

export function send(
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
  answer: Answer,
): void {
  if (response.destroyed || response.writableEnded) {
    if (answer.body instanceof Readable) answer.body.destroy()
    return
  }
  const isHttp1 = request.httpVersionMajor === 1
  const { status, contentType, headers, body } = answer
  const fields: (string | number)[] = ['x-amzn-RequestId', requestId]
  if (contentType !== null) fields.push('Content-Type', contentType)
  if (headers !== null) for (const name in headers) fields.push(name, safeHeader(headers[name] as string))
  // A body that was not read to its end cannot be skipped over: the connection has to go.
  if (!request.complete && isHttp1) fields.push('Connection', 'close')
  if (body instanceof Readable) {
    response.writeHead(status, fields as unknown as string[])
    body.on('error', () => response.destroy())
    body.pipe(response)
    return
  }
  const bytes = typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength
  fields.push('Content-Length', bytes)
  response.writeHead(status, fields as unknown as string[])
  const sent = request.method === 'HEAD' ? '' : body
  if (request.complete) response.end(sent)
  else void sendEarly(request, response, sent)
}

/** The whole answer at once, and the end of the connection once the client had time to look at it. */
async function sendEarly(request: IncomingMessage, response: ServerResponse, body: string | Uint8Array) {
  if (isHttp2(request)) {
    // A complete answer counts whatever of the request is not wanted any more (RFC 9113 section 8.1).
    response.once('finish', () => request.stream.close(constants.NGHTTP2_NO_ERROR))
    response.end(body)
    return
  }
  // With its end, a response that closes its connection would close it here and now.
  if (body.length > 0) response.write(body)
  else response.flushHeaders()
  await discardRest(request)
  response.end(() => request.destroy())
}

function isHttp2(request: IncomingMessage | Http2ServerRequest): request is Http2ServerRequest {
  return request.httpVersionMajor === 2
}

/** Header values are text without line breaks; what a handler gives may be anything. */
export function safeHeader(value: string): string {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value) ? value : encodeURI(value)
}

/** An answer → bytes on the socket. */

import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import type { Answer } from './protocols/protocol.ts'

export function send(
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
  answer: Answer,
): void {
  if (response.destroyed || response.writableEnded) return
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
  response.end(request.method === 'HEAD' ? '' : body)
  if (!request.complete) response.once('finish', () => request.destroy())
}

/** Header values are text without line breaks; what a handler gives may be anything. */
function safeHeader(value: string): string {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value) ? value : encodeURI(value)
}

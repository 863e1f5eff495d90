/** Requests that no client would send: bytes on a socket, and signatures over something else than what is sent. */

import { createHash, createHmac } from 'node:crypto'
import { connect } from 'node:net'
import type { ClientSettings } from '../../src/cli/tour/clients.ts'

/** Writes the parts one after the other and resolves to everything that came back, at the latest after `msMax`. */
export function exchange(
  endpoint: string,
  parts: readonly (string | Buffer)[],
  msMax = 2_000,
): Promise<string> {
  const { hostname, port } = new URL(endpoint)
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname)
    let answer = ''
    const timer = setTimeout(() => socket.destroy(), msMax)
    socket.on('data', (bytes) => {
      answer += bytes.toString('latin1')
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      clearTimeout(timer)
      resolve(answer)
    })
    for (const part of parts) socket.write(typeof part === 'string' ? Buffer.from(part, 'latin1') : part)
  })
}

export interface SignedRequest {
  readonly service: string
  readonly method?: string
  readonly path?: string
  /** The path that is signed, when it is not the one that is sent. */
  readonly signedPath?: string
  readonly query?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as well, and not signed. */
  readonly unsignedHeaders?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
  /** What is sent instead of the signed body. */
  readonly sentBody?: string
  /** Milliseconds since the epoch. */
  readonly time?: number
}

export interface RawAnswer {
  readonly status: number
  readonly text: string
}

/** SigV4 from the specification, so that each of its parts can be broken. */
export async function sendSigned(client: ClientSettings, request: SignedRequest): Promise<RawAnswer> {
  const { method = 'POST', path = '/', query = '', body = '' } = request
  const sent = Buffer.from(request.sentBody ?? body)
  const headers = {
    ...signedHeaders(client, request),
    connection: 'close',
    'content-length': String(sent.length),
    ...request.unsignedHeaders,
  }
  const lines = [
    `${method} ${path}${query === '' ? '' : `?${query}`} HTTP/1.1`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ]
  const answer = await exchange(client.endpoint, [`${lines.join('\r\n')}\r\n\r\n`, sent])
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0), text: answer }
}

/** The path and query of a presigned GET. */
export function presignedPath(
  client: ClientSettings,
  { service, query = '', time = Date.now() }: Pick<SignedRequest, 'service' | 'query' | 'time'>,
  expiresSeconds: number,
): string {
  const date = basicDate(time)
  const scope = [date.slice(0, 8), client.region, service, 'aws4_request']
  const signing = {
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': [client.credentials.accessKeyId, ...scope].join('/'),
    'X-Amz-Date': date,
    'X-Amz-Expires': String(expiresSeconds),
    'X-Amz-SignedHeaders': 'host',
  }
  const pairs = Object.entries(signing).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  const all = [...query.split('&'), ...pairs].sort().join('&')
  const canonical = ['GET', '/', all, `host:${new URL(client.endpoint).host}`, '', 'host', sha256('')]
  return `/?${all}&X-Amz-Signature=${signatureOf(client, date, scope, canonical)}`
}

function signedHeaders(client: ClientSettings, request: SignedRequest): Record<string, string> {
  const { method = 'POST', path = '/', signedPath = path, query = '', body = '' } = request
  const date = basicDate(request.time ?? Date.now())
  const headers = { host: new URL(client.endpoint).host, 'x-amz-date': date, ...request.headers }
  const names = Object.keys(headers).sort() as (keyof typeof headers)[]
  const canonical = [
    method,
    signedPath.split('/').map(encodeURIComponent).join('/'),
    query.split('&').sort().join('&'),
    ...names.map((name) => `${name}:${headers[name]}`),
    '',
    names.join(';'),
    sha256(body),
  ]
  const scope = [date.slice(0, 8), client.region, request.service, 'aws4_request']
  const credential = `Credential=${client.credentials.accessKeyId}/${scope.join('/')}`
  const signature = signatureOf(client, date, scope, canonical)
  const authorization = `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${names.join(';')}, Signature=${signature}`
  return { ...headers, authorization }
}

function signatureOf(
  { credentials }: ClientSettings,
  date: string,
  scope: readonly string[],
  canonical: readonly string[],
): string {
  const key = scope.reduce<string | Buffer>(
    (last, part) => createHmac('sha256', last).update(part).digest(),
    `AWS4${credentials.secretAccessKey}`,
  )
  const toSign = ['AWS4-HMAC-SHA256', date, scope.join('/'), sha256(canonical.join('\n'))].join('\n')
  return createHmac('sha256', key).update(toSign).digest('hex')
}

function basicDate(time: number): string {
  return new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '')
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex')
}

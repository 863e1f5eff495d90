/** One HTTP request with its whole body, as the rest of the gateway sees it. */

import { Dictionary } from '../call/dictionary.ts'
import { onePiece } from '../call/one-piece.ts'
import { malformedHttpRequest } from './errors.ts'
import type { InboundHead } from './inbound.ts'

export interface Incoming extends Head {
  readonly body: Buffer
}

/** Everything of a request that is known before its body. */
export interface Head {
  readonly method: string
  /** As sent, still percent-encoded, without the query. */
  readonly path: string
  /** As sent, without the question mark; empty when there is none. */
  readonly query: string
  /** Lower-case names; values of a repeated header joined by commas as SigV4 does. No prototype. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** Names of the `x-amz-*` headers present: each has to be signed. */
  readonly amzHeaders: readonly string[]
  readonly sourceIp: string
  readonly secureTransport: boolean
}

/**
 * Headers that decide who calls what. Two of one kind would let a proxy and this server read a request differently
 * (RFC 9110 section 5.3 allows repeating only list headers).
 */
const singletons: ReadonlySet<string> = new Set([
  'host',
  'authorization',
  'date',
  'content-type',
  'content-length',
  'x-amz-date',
  'x-amz-target',
  'x-amz-security-token',
  'x-amz-content-sha256',
])

/** @throws AwsError MalformedHttpRequestException */
export function readHead(inbound: InboundHead): Head {
  const { url } = inbound
  const mark = url.indexOf('?')
  const headers = new Dictionary<string | undefined>()
  const amzHeaders: string[] = []
  const raw = inbound.rawHeaders
  for (let i = 0; i < raw.length; i += 2) {
    const name = (raw[i] as string).toLowerCase()
    const value = raw[i + 1] as string
    const earlier = headers[name]
    if (earlier !== undefined) {
      if (singletons.has(name)) throw malformedHttpRequest(`The header '${name}' occurs more than once.`)
      headers[name] = `${earlier},${value}`
      continue
    }
    headers[name] = value
    if (name.startsWith('x-amz-')) amzHeaders.push(name)
  }
  requireOneHost(headers)
  return {
    method: inbound.method,
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? '' : url.slice(mark + 1),
    headers,
    amzHeaders,
    sourceIp: plainAddress(inbound.remoteAddress),
    secureTransport: inbound.secureTransport,
  }
}

/** HTTP/2 names the host in `:authority`; with a `host` beside it the two have to agree (RFC 9113 section 8.3.1). */
function requireOneHost(headers: Record<string, string | undefined>): void {
  const authority = headers[':authority']
  if (authority === undefined) return
  headers.host ??= authority
  if (headers.host !== authority) throw malformedHttpRequest("The 'host' header differs from the authority.")
}

/** IPv4 addresses arrive as `::ffff:192.0.2.1` on a dual-stack socket; policies and the trail know `192.0.2.1`. */
function plainAddress(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? onePiece(address.slice(7)) : address
}

/** The canonical request (AWS IAM User Guide, "Create a signed AWS API request", step 1), for every service but S3. */

import type { Head } from '../incoming.ts'
import { signedHeaderNames } from './signed-header-names.ts'

export interface CanonicalParts {
  /** As claimed, joined by semicolons. */
  readonly signedHeaders: string
  readonly isPresigned: boolean
  readonly payloadHash: string
}

export function canonicalRequest(
  request: Head,
  { signedHeaders, isPresigned, payloadHash }: CanonicalParts,
): string {
  const path = request.path === '/' ? '/' : canonicalPath(request.path)
  const query = request.query === '' ? '' : canonicalQuery(request.query, isPresigned)
  const headers = canonicalHeaders(request.headers, signedHeaders)
  return `${request.method}\n${path}\n${query}\n${headers}\n${signedHeaders}\n${payloadHash}`
}

function canonicalHeaders(headers: Head['headers'], signedHeaders: string): string {
  let text = ''
  for (const name of signedHeaderNames(signedHeaders) ?? [])
    text += `${name}:${canonicalValue(headers[name] ?? '')}\n`
  return text
}

function canonicalValue(value: string): string {
  const trimmed = value.trim()
  return trimmed.includes('  ') || trimmed.includes('\t') ? trimmed.replace(/\s+/g, ' ') : trimmed
}

/** Dot segments and empty ones resolved (RFC 3986 section 5.2.4), then encoded once more: `%2F` becomes `%252F`. */
function canonicalPath(path: string): string {
  const segments: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop()
    else if (segment !== '' && segment !== '.') segments.push(encodeStrictly(segment))
  }
  const tail = segments.length > 0 && path.endsWith('/') ? '/' : ''
  return `/${segments.join('/')}${tail}`
}

/** Sorted by encoded name, then by encoded value; a name without a value gets an equals sign. */
function canonicalQuery(query: string, isPresigned: boolean): string {
  const pairs: [string, string][] = []
  for (const pair of query.split('&')) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = normalised(equals < 0 ? pair : pair.slice(0, equals))
    if (isPresigned && name === 'X-Amz-Signature') continue
    pairs.push([name, equals < 0 ? '' : normalised(pair.slice(equals + 1))])
  }
  pairs.sort(([nameA, valueA], [nameB, valueB]) => compare(nameA, nameB) || compare(valueA, valueB))
  return pairs.map(([name, value]) => `${name}=${value}`).join('&')
}

/** Whatever a client left unencoded, both sides sign the strict form. Broken escapes are signed as they are. */
function normalised(text: string): string {
  try {
    return encodeStrictly(decodeURIComponent(text))
  } catch {
    return text
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Everything but `A-Z a-z 0-9 - . _ ~`, upper-case hex. @throws URIError for half a surrogate pair */
function encodeStrictly(text: string): string {
  const encoded = encodeURIComponent(text)
  return encoded.replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
}

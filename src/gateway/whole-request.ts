/**
 * The usual request of an SDK, read without a parser's state: `POST`, headers, and a body of a told length, all of it in one
 * read of the socket. Only what can be read in one way is taken. Everything else (a body that is still coming or chunked,
 * `Expect`, `Upgrade`, two requests in one read, any byte out of place) is left to Node's HTTP server.
 */

export interface WholeRequest {
  /** Path and query, as sent. */
  readonly url: string
  /** Names and values in turn; names in lower case. */
  readonly rawHeaders: readonly string[]
  readonly body: Buffer
}

export interface WholeRequestLimits {
  /** Request line and headers. */
  readonly headerBytesMax: number
  readonly headersMax: number
}

const emptyLine = Buffer.from('\r\n\r\n')
const method = 'POST '
const version = ' HTTP/1.1'
/** RFC 9112 sections 3 and 5, in ASCII, without folded lines. Each byte can be taken by one part only. */
const headPattern = /^POST \/[\x21-\x7e]* HTTP\/1\.1(?:\r\n[\w!#$%&'*+.^`|~-]+:[\t\x20-\x7e]*)+$/

/** They change how a request is framed or carried (RFC 9112 section 6, RFC 9110 sections 7.6.1, 7.8 and 10.1.1). */
const steering: ReadonlySet<string> = new Set([
  'transfer-encoding',
  'te',
  'trailer',
  'expect',
  'upgrade',
  'http2-settings',
  'proxy-connection',
])

/** Null for what is not such a request, wholly and exactly. */
export function parseWholeRequest(
  chunk: Buffer,
  { headerBytesMax, headersMax }: WholeRequestLimits,
): WholeRequest | null {
  const headEnd = chunk.indexOf(emptyLine)
  if (headEnd < 0 || headEnd > headerBytesMax) return null
  const head = chunk.toString('latin1', 0, headEnd)
  if (!headPattern.test(head)) return null
  const rawHeaders: string[] = []
  let hosts = 0
  let bodyBytes = -1
  const requestLineEnd = head.indexOf('\r\n')
  for (let lineEnd = requestLineEnd; lineEnd < headEnd; ) {
    const lineStart = lineEnd + 2
    const nextEnd = head.indexOf('\r\n', lineStart)
    lineEnd = nextEnd < 0 ? headEnd : nextEnd
    const colon = head.indexOf(':', lineStart)
    const name = head.slice(lineStart, colon).toLowerCase()
    const value = fieldValue(chunk, colon + 1, lineEnd)
    if (steering.has(name)) return null
    if (name === 'connection' && value.toLowerCase() !== 'keep-alive') return null
    if (name === 'host') hosts += 1
    if (name === 'content-length') {
      if (bodyBytes >= 0 || !/^\d{1,9}$/.test(value)) return null
      bodyBytes = Number(value)
    }
    rawHeaders.push(name, value)
  }
  const bodyStart = headEnd + emptyLine.length
  if (rawHeaders.length > 2 * headersMax || hosts !== 1 || bodyBytes !== chunk.length - bodyStart) return null
  const url = chunk.toString('latin1', method.length, requestLineEnd - version.length)
  return { url, rawHeaders, body: chunk.subarray(bodyStart) }
}

const space = 0x20
const tab = 0x09

/** Read from the bytes, so that a value does not keep the whole head in memory as a window onto it. */
function fieldValue(chunk: Buffer, start: number, end: number): string {
  while (start < end && isBlank(chunk[start])) start += 1
  while (end > start && isBlank(chunk[end - 1])) end -= 1
  return chunk.toString('latin1', start, end)
}

function isBlank(byte: number | undefined): boolean {
  return byte === space || byte === tab
}

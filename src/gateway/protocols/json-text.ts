/** JSON bodies as bytes: measured before they are parsed, since a parser builds first and is asked afterwards. */

import { isAscii, isUtf8 } from 'node:buffer'
import { serializationFailure } from '../errors.ts'

export interface JsonLimits {
  readonly jsonDepthMax: number
  readonly membersMax: number
}

const quote = 0x22
const comma = 0x2c
const backslash = 0x5c
const openBracket = 0x5b
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d

/** The value in the bytes; an empty body is an empty object. @throws AwsError SerializationException */
export function parseJson(body: Buffer, limits: JsonLimits): unknown {
  if (body.length === 0) return {}
  requireModest(body, limits)
  const text = bodyText(body)
  try {
    return JSON.parse(text)
  } catch {
    // The parser's message quotes the body.
    throw serializationFailure('The request body is not valid JSON.')
  }
}

/** The bytes as text. @throws AwsError SerializationException when they are no UTF-8 */
export function bodyText(body: Buffer): string {
  if (isAscii(body)) return body.toString('latin1')
  if (!isUtf8(body)) throw serializationFailure('The request body is not valid UTF-8.')
  return body.toString('utf8')
}

/** Counts brackets and commas outside strings. Strings are skipped natively, so base64 content costs next to nothing. */
function requireModest(body: Buffer, { jsonDepthMax, membersMax }: JsonLimits): void {
  if (body.length <= jsonDepthMax) return
  let depth = 0
  let members = 0
  for (let i = 0; i < body.length; i++) {
    const byte = body[i]
    if (byte === quote) {
      i = endOfString(body, i)
    } else if (byte === openBrace || byte === openBracket) {
      if (++depth > jsonDepthMax) throw serializationFailure('The request body is nested too deeply.')
    } else if (byte === closeBrace || byte === closeBracket) {
      depth -= 1
    } else if (byte === comma && ++members > membersMax) {
      throw serializationFailure('The request body has too many members.')
    }
  }
}

/** Short strings are quicker walked than searched: most of a key service's are. */
const walkedBytes = 48

/** Index of the closing quote, or of the last byte when there is none. */
function endOfString(body: Buffer, start: number): number {
  const stop = Math.min(body.length, start + walkedBytes)
  let i = start + 1
  while (i < stop) {
    const byte = body[i]
    if (byte === quote) return i
    i += byte === backslash ? 2 : 1
  }
  while (i < body.length) {
    const end = body.indexOf(quote, i)
    if (end < 0) return body.length
    let escapes = 0
    while (end - escapes - 1 >= i && body[end - escapes - 1] === backslash) escapes += 1
    if (escapes % 2 === 0) return end
    i = end + 1
  }
  return body.length
}

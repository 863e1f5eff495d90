/** Percent-encoding as paths, queries and forms use it (RFC 3986 section 2.1; WHATWG URL, form encoding). */

import { serializationFailure } from '../errors.ts'

export interface Parameter {
  readonly name: string
  readonly value: string
}

/** @throws AwsError SerializationException for broken escapes and escapes that are no UTF-8 */
export function decodePercent(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    throw serializationFailure('The request has an invalid percent-encoding.')
  }
}

/** In a query a plus sign is a plus sign, as SigV4 reads it; in a form it is a space. */
export function parseParameters(text: string, plusIsSpace: boolean, parametersMax: number): Parameter[] {
  if (text === '') return []
  const parameters: Parameter[] = []
  let start = 0
  while (start <= text.length) {
    const stop = text.indexOf('&', start)
    const end = stop < 0 ? text.length : stop
    if (end > start) {
      if (parameters.length >= parametersMax)
        throw serializationFailure('The request has too many parameters.')
      parameters.push(parameter(text.slice(start, end), plusIsSpace))
    }
    start = end + 1
  }
  return parameters
}

function parameter(pair: string, plusIsSpace: boolean): Parameter {
  const text = plusIsSpace ? pair.replaceAll('+', ' ') : pair
  const equals = text.indexOf('=')
  if (equals < 0) return { name: decodePercent(text), value: '' }
  return { name: decodePercent(text.slice(0, equals)), value: decodePercent(text.slice(equals + 1)) }
}

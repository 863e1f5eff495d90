import { ClassifierUnavailableError } from '../classifier.ts'

export interface ClassifierEndpoint {
  /** Base URL of an OpenAI-compatible API, with its version: `http://127.0.0.1:11434/v1`. */
  readonly url: string
  readonly model: string
  readonly apiKey?: string | undefined
  /** From a request to the last byte of its answer. Default 30,000. */
  readonly timeoutMs?: number
}

const responseBytesMax = 256 * 1024
const answerTokensMax = 400

/**
 * What the chat model says (`POST <url>/chat/completions`) to a system and a user message.
 * @throws ClassifierUnavailableError, whose message names neither the address nor anything that went either way.
 */
export async function complete(endpoint: ClassifierEndpoint, system: string, user: string): Promise<string> {
  const signal = AbortSignal.timeout(endpoint.timeoutMs ?? 30_000)
  const body = JSON.stringify({
    model: endpoint.model,
    messages: [
      { role: 'system', content: system },
      { role: 'user', content: user },
    ],
    temperature: 0,
    max_tokens: answerTokensMax,
    stream: false,
  })
  try {
    return contentOf(await post(endpoint, body, signal))
  } catch (error) {
    if (error instanceof ClassifierUnavailableError) throw error
    throw new ClassifierUnavailableError(
      signal.aborted
        ? 'The classifier endpoint took too long.'
        : 'The classifier endpoint could not be reached.',
    )
  }
}

async function post(endpoint: ClassifierEndpoint, body: string, signal: AbortSignal): Promise<string> {
  const response = await fetch(`${endpoint.url.replace(/\/+$/, '')}/chat/completions`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      ...(endpoint.apiKey === undefined ? {} : { authorization: `Bearer ${endpoint.apiKey}` }),
    },
    body,
    // A redirect would carry the content to where nobody configured it to go.
    redirect: 'error',
    signal,
  })
  if (!response.ok) {
    await response.body?.cancel()
    throw new ClassifierUnavailableError(`The classifier endpoint answered with status ${response.status}.`)
  }
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of response.body ?? []) {
    bytes += part.length
    if (bytes > responseBytesMax)
      throw new ClassifierUnavailableError('The classifier endpoint answered with too much.')
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

/** `choices[0].message.content`. */
function contentOf(json: string): string {
  const content = member(member(member(member(parseJson(json), 'choices'), '0'), 'message'), 'content')
  if (typeof content === 'string' && content.trim() !== '') return content
  throw notUnderstood()
}

export function notUnderstood(): ClassifierUnavailableError {
  return new ClassifierUnavailableError('The classifier endpoint did not answer as it was asked to.')
}

/** Undefined for what is no JSON. */
export function parseJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

/** An own member of what may be no object. */
export function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return Object.entries(value).find(([key]) => key === name)?.[1]
}

import { AnswerUnavailableError, type AnswerWriter, noAnswerText } from '../search.ts'
import { citeByNumber } from './citations.ts'
import { chatMessages } from './prompt.ts'

export interface AnswerEndpoint {
  /** Base URL of an OpenAI-compatible API, with its version: `http://127.0.0.1:11434/v1`. */
  readonly url: string
  readonly model: string
  readonly apiKey?: string
  /** From the request to the last byte of the answer. Default 60,000. */
  readonly timeoutMs?: number
}

const responseBytesMax = 1024 * 1024
const answerTokensMax = 800
/** A longer answer is cut. In UTF-16 units. */
const answerLengthMax = 8_000

/**
 * Lets a chat model write the answer (`POST <url>/chat/completions`). Question and passages leave the process in plain
 * for this endpoint: configuring one means trusting it with them.
 */
export function endpointAnswer(endpoint: AnswerEndpoint): AnswerWriter {
  return async (question, passages) => {
    if (passages.length === 0) return { text: noAnswerText, citations: [] }
    const written = await complete(endpoint, {
      model: endpoint.model,
      messages: chatMessages(question, passages),
      temperature: 0,
      max_tokens: answerTokensMax,
      stream: false,
    })
    if (written.includes(noAnswerText)) return { text: noAnswerText, citations: [] }
    return citeByNumber(written, passages)
  }
}

async function complete(endpoint: AnswerEndpoint, body: object): Promise<string> {
  const signal = AbortSignal.timeout(endpoint.timeoutMs ?? 60_000)
  let answer: string
  try {
    answer = await post(endpoint, JSON.stringify(body), signal)
  } catch (error) {
    // What fetch throws may name the address or quote the answer; it is not passed on.
    if (error instanceof AnswerUnavailableError) throw error
    throw new AnswerUnavailableError(
      signal.aborted ? 'The answer endpoint took too long.' : 'The answer endpoint could not be reached.',
    )
  }
  return parseCompletion(answer)
}

async function post(endpoint: AnswerEndpoint, body: string, signal: AbortSignal): Promise<string> {
  const response = await fetch(`${endpoint.url.replace(/\/+$/, '')}/chat/completions`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      ...(endpoint.apiKey === undefined ? {} : { authorization: `Bearer ${endpoint.apiKey}` }),
    },
    body,
    // A redirect would carry question and passages to where nobody configured them to go.
    redirect: 'error',
    signal,
  })
  if (!response.ok) {
    await response.body?.cancel()
    throw new AnswerUnavailableError(`The answer endpoint answered with status ${response.status}.`)
  }
  return await readLimited(response)
}

async function readLimited(response: Response): Promise<string> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of response.body ?? []) {
    bytes += part.length
    if (bytes > responseBytesMax)
      throw new AnswerUnavailableError('The answer endpoint answered with too much.')
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

/** `choices[0].message.content`. */
function parseCompletion(json: string): string {
  const content = field(field(field(field(parseJson(json), 'choices'), '0'), 'message'), 'content')
  if (typeof content !== 'string' || content.trim() === '') {
    throw new AnswerUnavailableError('The answer endpoint did not answer as chat completions do.')
  }
  return content.trim().slice(0, answerLengthMax).toWellFormed()
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return null
  }
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return Object.entries(value).find(([key]) => key === name)?.[1]
}

/** One question to a chat model behind an OpenAI-compatible endpoint, and its answer. */

export interface ModelEndpoint {
  /** Base URL of an OpenAI-compatible API, with its version: `http://127.0.0.1:11434/v1`. */
  readonly url: string
  readonly model: string
  readonly apiKey?: string | undefined
}

export interface ChatRequest {
  /** For errors: `The <purpose> endpoint took too long.` */
  readonly purpose: string
  readonly messages: readonly { readonly role: 'system' | 'user'; readonly content: string }[]
  readonly answerTokensMax: number
  readonly responseBytesMax: number
  /** From the request to the last byte of the answer. */
  readonly timeoutMs: number
}

/** Its message names neither the address nor anything that went either way. */
export class ModelUnavailableError extends Error {
  override readonly name = 'ModelUnavailableError'
}

/** It answered, but not with a chat completion. */
export class ModelMisunderstoodError extends ModelUnavailableError {}

/**
 * What the model says (`POST <url>/chat/completions`), at temperature 0. What is asked leaves the process in plain for this
 * endpoint: configuring one means trusting it with that.
 * @throws ModelUnavailableError for every failure: no connection, another status than 2xx, a redirect, too much, too late;
 * ModelMisunderstoodError among them
 */
export async function completeChat(endpoint: ModelEndpoint, request: ChatRequest): Promise<string> {
  const { purpose, messages, answerTokensMax, timeoutMs } = request
  const signal = AbortSignal.timeout(timeoutMs)
  const body = JSON.stringify({
    model: endpoint.model,
    messages,
    temperature: 0,
    max_tokens: answerTokensMax,
    stream: false,
  })
  try {
    return contentOf(await post(endpoint, body, request, signal), purpose)
  } catch (error) {
    // What fetch throws may name the address or quote the answer; it is not passed on.
    if (error instanceof ModelUnavailableError) throw error
    const why = signal.aborted ? 'took too long' : 'could not be reached'
    throw new ModelUnavailableError(`The ${purpose} endpoint ${why}.`)
  }
}

async function post(
  { url, apiKey }: ModelEndpoint,
  body: string,
  { purpose, responseBytesMax }: ChatRequest,
  signal: AbortSignal,
): Promise<string> {
  const response = await fetch(`${url.replace(/\/+$/, '')}/chat/completions`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
    },
    body,
    // A redirect would carry what is asked to where nobody configured it to go.
    redirect: 'error',
    signal,
  })
  if (!response.ok) {
    await response.body?.cancel()
    throw new ModelUnavailableError(`The ${purpose} endpoint answered with status ${response.status}.`)
  }
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of response.body ?? []) {
    bytes += part.length
    if (bytes > responseBytesMax)
      throw new ModelUnavailableError(`The ${purpose} endpoint answered with too much.`)
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

/** `choices[0].message.content`. */
function contentOf(json: string, purpose: string): string {
  const path = ['choices', '0', 'message', 'content']
  const content = path.reduce(ownMember, parseJson(json))
  if (typeof content === 'string' && content.trim() !== '') return content
  throw new ModelMisunderstoodError(`The ${purpose} endpoint did not answer as chat completions do.`)
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
export function ownMember(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return Object.entries(value).find(([key]) => key === name)?.[1]
}

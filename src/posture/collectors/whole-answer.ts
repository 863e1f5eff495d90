/**
 * A client that is older than its service drops the members of an answer that its model does not know. This reads the
 * answer's JSON itself, on its way through the client's own stack.
 */

interface StackedCommand {
  readonly middlewareStack: {
    addRelativeTo(
      middleware: (next: (given: never) => Promise<unknown>) => (given: never) => Promise<unknown>,
      options: { readonly name: string; readonly relation: 'after'; readonly toMiddleware: string },
    ): void
  }
}

/** Call before sending. The function answers the parsed body when the command has been sent; null: it was no JSON. */
export function keepWholeAnswer(command: object): () => unknown {
  let text = ''
  requireStack(command).middlewareStack.addRelativeTo(
    (next) => async (given) => {
      const result = await next(given)
      const response = responseOf(result)
      if (response !== null) {
        text = await textOf(response.body)
        response.body = Buffer.from(text)
      }
      return result
    },
    { name: 'keepWholeAnswer', relation: 'after', toMiddleware: 'deserializerMiddleware' },
  )
  return () => {
    try {
      return JSON.parse(text)
    } catch {
      return null
    }
  }
}

function requireStack(command: object): StackedCommand {
  if (!isStacked(command)) throw new TypeError('not a command of the SDK')
  return command
}

function isStacked(command: object): command is StackedCommand {
  return 'middlewareStack' in command
}

function responseOf(result: unknown): { body: unknown } | null {
  if (typeof result !== 'object' || result === null || !('response' in result)) return null
  const { response } = result
  return typeof response === 'object' && response !== null && 'body' in response ? response : null
}

async function textOf(body: unknown): Promise<string> {
  if (typeof body !== 'object' || body === null || !(Symbol.asyncIterator in body)) return String(body ?? '')
  const chunks: Buffer[] = []
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8')
}

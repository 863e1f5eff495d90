/**
 * A full put deletes what is not sent again, and an SDK silently drops members that its model does not know. So what a
 * service answered is read twice, as the SDK's output and as bytes: a member in the bytes that the output lacks is one that
 * the service has grown since, and the put is refused instead of losing it.
 */

import { NotPlanned } from './fix.ts'
import { isMembers } from './values.ts'

/** What every client's command has, as far as it is needed here. */
interface Command {
  readonly middlewareStack: {
    add(
      middleware: (
        next: (args: never) => Promise<{ response: unknown; output: unknown }>,
      ) => (args: never) => Promise<{ response: unknown; output: unknown }>,
      options: { step: 'deserialize'; priority: 'low'; name: string },
    ): void
  }
}

/** Keeps the body of the answer of `command`; read it when the command was sent. */
export function captureBody(command: unknown): () => unknown {
  let captured: unknown
  const keep = (next: (args: never) => Promise<{ response: unknown; output: unknown }>) => {
    return async (args: never) => {
      const result = await next(args)
      const response = result.response as { body?: unknown; statusCode?: number }
      if (response.body !== undefined && (response.statusCode ?? 0) < 300) {
        const bytes = await bytesOf(response.body)
        response.body = bytes
        captured = parsed(bytes)
      }
      return result
    }
  }
  // Low priority: next to the wire, before the SDK's deserializer sees the answer.
  ;(command as Command).middlewareStack.add(keep, {
    step: 'deserialize',
    priority: 'low',
    name: 'captureBody',
  })
  return () => captured
}

/** A description of a resource is a few kilobytes; far above it, something else answers. */
const bodyBytesMax = 16 * 1024 * 1024

async function bytesOf(body: unknown): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return body
  if (typeof body === 'string') return Buffer.from(body)
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body as AsyncIterable<Uint8Array | string>) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
    length += bytes.length
    if (length > bodyBytesMax) throw new Error('The answer is too long.')
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch {
    return undefined
  }
}

/** @throws {NotPlanned} UNMAPPED_MEMBER when the body has members that the output lacks. Names only, no values. */
export function refuseUnknown(body: unknown, output: unknown): void {
  const [unknown] = unknownPaths(body, output, '')
  if (unknown !== undefined) throw unmapped(unknown)
}

/** @throws {NotPlanned} UNMAPPED_MEMBER when the value has members that nobody decided about. */
export function refuseUnmapped(value: object | undefined, known: readonly string[], where = ''): void {
  for (const [name, member] of Object.entries(value ?? {})) {
    if (member !== undefined && member !== null && !known.includes(name)) throw unmapped(`${where}${name}`)
  }
}

function unmapped(path: string): NotPlanned {
  return new NotPlanned(
    'UNMAPPED_MEMBER',
    `The service answered with ${path}, which this version of Keyhold does not know how to send back; the update would delete it.`,
  )
}

function unknownPaths(body: unknown, output: unknown, path: string): readonly string[] {
  if (Array.isArray(body) && Array.isArray(output)) {
    return body.flatMap((item, at) => unknownPaths(item, output[at], `${path}[${at}]`))
  }
  // A date or a blob has no members of its own; a document keeps all of them.
  if (!isMembers(body) || !isMembers(output)) return []
  return Object.entries(body).flatMap(([name, member]) => {
    if (member === null || name === '__type') return []
    const at = path === '' ? name : `${path}.${name}`
    return output[name] === undefined ? [at] : unknownPaths(member, output[name], at)
  })
}

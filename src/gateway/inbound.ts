/** One request and the way to answer it, whatever carried it: Node's HTTP server, HTTP/2, or one read of the socket. */

import type { Budget } from './body.ts'
import type { Head } from './incoming.ts'
import type { Answer } from './protocols/protocol.ts'

export interface InboundHead {
  readonly method: string
  /** Path and query, as sent. */
  readonly url: string
  /** Names and values in turn, as sent. */
  readonly rawHeaders: readonly string[]
  readonly remoteAddress: string
  readonly secureTransport: boolean
}

export interface Inbound extends InboundHead {
  /**
   * The body's bytes; they count against `budget` until the answer is done with.
   * @throws AwsError RequestEntityTooLargeException, ServiceUnavailableException
   * @throws RequestAbortedError
   */
  readBody(head: Head, bytesMax: number, budget: Budget): Buffer | Promise<Buffer>
  /** At most once. Does nothing when the client has gone. */
  send(requestId: string, answer: Answer): void
  /** Ends the connection without an answer. */
  destroy(): void
}

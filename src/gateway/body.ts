/** A request's body: whole and within its limit. The listener ends those that take too long. */

import type { IncomingMessage } from 'node:http'
import type { AwsError } from '../call/aws-error.ts'
import { requestTooLarge, serviceUnavailable } from './errors.ts'
import type { Head } from './incoming.ts'

/** Counts what all bodies together hold in memory. */
export interface Budget {
  readonly bytesMax: number
  bytesHeld: number
}

/** The client went away before its request was complete: nobody is left to answer. */
export class RequestAbortedError extends Error {
  override readonly name = 'RequestAbortedError'
}

const empty = Buffer.alloc(0)

/** How much of a refused body is read and thrown away, and for how long. */
const discardBytesMax = 16 * 1024 * 1024
const discardMsMax = 1_000

/**
 * Resolves with the body's bytes; they count against `budget` until the request's response is done with.
 * @throws AwsError RequestEntityTooLargeException, ServiceUnavailableException
 * @throws RequestAbortedError
 */
export function readBody(
  request: IncomingMessage,
  { headers }: Head,
  bytesMax: number,
  budget: Budget,
): Promise<Buffer> {
  const declared = headers['content-length']
  // Over HTTP/2 the stream's end tells where a body ends, with or without a declared length (RFC 9113 section 8.1.1).
  const endsWithStream = request.httpVersionMajor >= 2
  if (!endsWithStream && declared === undefined && headers['transfer-encoding'] === undefined) {
    return Promise.resolve(empty)
  }
  // What happened while the caller was looked up is heard by nobody any more.
  if (request.destroyed) return Promise.reject(new RequestAbortedError('the client went away'))
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    let isSettled = false
    let refusal: AwsError | null = null
    const settle = (finish: () => void) => {
      if (isSettled) return
      isSettled = true
      finish()
    }
    // A refused body is still read for a while: clients look for an answer only after they have sent theirs.
    const refuse = (error: AwsError) => {
      budget.bytesHeld -= bytes
      chunks.length = 0
      refusal = error
      setTimeout(() => settle(() => reject(error)), discardMsMax).unref()
    }
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (refusal !== null) {
        if (bytes > bytesMax + discardBytesMax) settle(() => reject(refusal))
        return
      }
      budget.bytesHeld += chunk.length
      if (bytes > bytesMax) refuse(requestTooLarge(bytesMax))
      else if (budget.bytesHeld > budget.bytesMax) refuse(serviceUnavailable())
      else chunks.push(chunk)
    })
    request.on('end', () => {
      settle(() => {
        if (refusal !== null) reject(refusal)
        else resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, bytes))
      })
    })
    const onGone = () => {
      settle(() => {
        if (refusal === null) budget.bytesHeld -= bytes
        reject(new RequestAbortedError('the client went away'))
      })
    }
    request.on('close', onGone)
    request.on('error', onGone)
    if (Number(declared) > bytesMax) refuse(requestTooLarge(bytesMax))
  })
}

/**
 * Reads what is left of a refused request and throws it away, for a while: clients look for an answer only after they have
 * sent everything, and one whose connection is closed before never sees it.
 */
export function discardRest(request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    let bytes = 0
    const timer = setTimeout(resolve, discardMsMax).unref()
    const finish = () => {
      clearTimeout(timer)
      resolve()
    }
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > discardBytesMax) finish()
    })
    for (const event of ['end', 'close', 'error']) request.once(event, finish)
  })
}

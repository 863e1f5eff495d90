/** What is known of one request while it is answered, and its one line in the log. */

import { AwsError } from '../call/aws-error.ts'
import type { ApiDescription } from './apis.ts'
import type { Budget } from './body.ts'
import type { Head } from './incoming.ts'
import type { ErrorSchemas } from './protocols/error-names.ts'

/** Filled in as the request proceeds, so that an error at any point has its shape and its log line. */
export interface Exchange {
  readonly requestId: string
  /** Milliseconds since the epoch. */
  readonly time: number
  /** Of the monotonic clock. */
  readonly startedMs: number
  head: Head | null
  /** Null until a served service is known. */
  description: ApiDescription | null
  errors: ErrorSchemas | null
  service: string
  operation: string
  principal: string | null
  /** What it holds in memory until it is answered. */
  body: { readonly budget: Budget; readonly bytes: number } | null
  failure: { readonly code: string; readonly error: unknown } | null
}

/** Pino's shape. */
export interface Log {
  info(fields: object, message: string): void
  error(fields: object, message: string): void
}

export interface RequestMeasure {
  /** `unknown` when no served service was named: never a caller's text. */
  readonly service: string
  readonly operation: string
  readonly status: number
  readonly seconds: number
}

export function logExchange(
  exchange: Exchange,
  status: number,
  log: Log | undefined,
  onRequest: ((measure: RequestMeasure) => void) | undefined,
): void {
  const { requestId, service, operation, principal, failure } = exchange
  const ms = performance.now() - exchange.startedMs
  onRequest?.({ service, operation, status, seconds: ms / 1000 })
  if (log === undefined) return
  const errorCode = failure?.code
  log.info(
    { requestId, service, operation, status, ms: Math.round(ms * 1000) / 1000, principal, errorCode },
    'request',
  )
  // Answers to callers are no incidents; anything else is ours to repair, and its message may hold what a caller sent.
  if (failure !== null && !(failure.error instanceof AwsError)) {
    log.error(
      { requestId, service, operation, ...describeUnexpected(failure.error) },
      'request failed unexpectedly',
    )
  }
}

/** Name and stack without the message, which may quote data. */
function describeUnexpected(error: unknown): { name: string; stack: string } {
  if (!(error instanceof Error)) return { name: typeof error, stack: '' }
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return { name: error.name, stack: frames.join('\n') }
}

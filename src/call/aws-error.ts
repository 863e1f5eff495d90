/**
 * An answer the caller may read: an AWS error code with AWS's wording. Its message carries no plaintext, key bytes or
 * storage detail. Rooms build theirs in one file each (`kms/errors.ts`, …), so wording is reviewed in one place.
 */
export class AwsError extends Error {
  override readonly name = 'AwsError'
  /** AWS's exception name as the SDK knows it, e.g. `DisabledException`. The gateway gives it its HTTP status. */
  readonly code: string
  /** Modelled members beside the message, e.g. `{ resourceId, resourceType }` of Q Business. */
  readonly members: Readonly<Record<string, unknown>>
  /** What the trail's `errorCode` says when it differs from `code` (`AccessDenied` for denials). */
  readonly trailCode: string
  /** What the trail's `errorMessage` says when the message repeats what a data service seals. */
  readonly trailMessage: string | undefined

  constructor(code: string, message: string, options: AwsErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.members = options.members ?? {}
    this.trailMessage = options.trailMessage
    this.trailCode = options.trailCode ?? (code === 'AccessDeniedException' ? 'AccessDenied' : code)
  }
}

export interface AwsErrorOptions {
  readonly members?: Readonly<Record<string, unknown>>
  readonly trailCode?: string
  readonly trailMessage?: string
  readonly cause?: unknown
}

/** A broken promise between our own parts. The caller sees an internal failure without detail. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`invariant: ${message}`)
}

import { ApiError, type ApiErrorKind } from '../api.ts'

/** A call that failed, kept as a fact of the resource that it was about. */
export interface FailedRead {
  readonly kind: ApiErrorKind
  readonly code: string
  /** `kms:GetKeyPolicy`. */
  readonly operation: string
}

/** Throws on what is no fact of one resource: it is gone, the whole scan ends, or it is a bug. */
export function errorAsFact(error: unknown): FailedRead {
  if (!(error instanceof ApiError) || error.kind === 'credentials' || error.kind === 'not-found') throw error
  const { kind, code, operation } = error
  return { kind, code, operation }
}

import { ApiError } from '../api.ts'

/**
 * The code of an error that only leaves one fact unknown, to be reported with that fact. Anything else is thrown on: expired
 * credentials end the whole scan, and what is no ApiError is a bug.
 */
export function tolerated(error: unknown): string {
  if (!(error instanceof ApiError) || error.kind === 'credentials') throw error
  return error.code
}

import { ApiError } from '../api.ts'
import { ScanStopped } from './scan-stopped.ts'

/** Everything else concerns one resource, one list or one account. */
export function endsScan(error: unknown): boolean {
  return error instanceof ScanStopped || (error instanceof ApiError && error.kind === 'credentials')
}

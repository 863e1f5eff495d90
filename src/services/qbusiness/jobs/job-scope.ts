import { createScopeJob, type ScopeWork } from '../../../resources/jobs.ts'
import type { JobHandler } from '../../../storage/storage.ts'
import { KeyUnavailableError } from '../errors.ts'
import type { QBusinessRoom } from '../room.ts'
import { applicationScope } from '../scope.ts'

/** A job on one application's data. */
export function scopeJob(room: QBusinessRoom, work: ScopeWork): JobHandler {
  return createScopeJob(
    {
      envelope: room.envelope,
      declaration: applicationScope,
      now: room.now,
      isKeyUnavailable: (error) => error instanceof KeyUnavailableError,
      keyRetryMs: room.settings.keyRetryMs,
    },
    work,
  )
}

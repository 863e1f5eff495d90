import { idOf, type ScopeWork } from '../../../resources/jobs.ts'
import type { IndexBody } from '../bodies.ts'
import { busyRetryMs } from '../exclusive.ts'
import type { QBusinessRoom } from '../room.ts'

/** Takes the words of deleted and replaced documents off the disk. */
export function purgeIndexJob(room: QBusinessRoom): ScopeWork {
  return async (scope, payload) => {
    const indexId = idOf(payload, 'indexId')
    const index = await scope.records.get<IndexBody>('index', indexId)
    if (index === null) return undefined
    const outcome = await room.indexWriters.tryRun(`${scope.id}/${indexId}`, () =>
      room.search.purge(scope, indexId),
    )
    return outcome.ran ? undefined : room.now() + busyRetryMs
  }
}

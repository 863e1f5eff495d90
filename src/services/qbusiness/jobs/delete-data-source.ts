import { idOf, type ScopeWork } from '../../../resources/jobs.ts'
import type { DocumentBody } from '../bodies.ts'
import { changeStatuses } from '../change-record.ts'
import { busyRetryMs } from '../exclusive.ts'
import type { QBusinessRoom } from '../room.ts'
import { removeDeleted } from './remove-documents.ts'

const chunk = 200

/** Its documents leave the index, then its groups and sync jobs go, then itself. */
export function deleteDataSourceJob(room: QBusinessRoom): ScopeWork {
  return async (scope, payload) => {
    const { records } = scope
    const indexId = idOf(payload, 'indexId')
    const dataSourceId = idOf(payload, 'dataSourceId')
    const outcome = await room.indexWriters.tryRun(`${scope.id}/${indexId}`, async () => {
      for (;;) {
        const documents = await records.find<DocumentBody>(
          'document',
          'dataSource',
          `${indexId}/${dataSourceId}`,
          {
            limit: chunk,
          },
        )
        if (documents.length === 0) break
        const ids = documents.map(({ id }) => id)
        await changeStatuses(records, 'document', ids, 'DELETING')
        await removeDeleted(room, scope, indexId)
      }
      await records.deleteChildren('sync-job', dataSourceId)
      await records.delete('data-source', [dataSourceId])
    })
    return outcome.ran ? undefined : room.now() + busyRetryMs
  }
}

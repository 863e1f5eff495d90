import { idOf, type ScopeWork } from '../../../resources/jobs.ts'
import type { DataSourceBody, DocumentBody, SyncJobBody } from '../bodies.ts'
import { changeRecord } from '../change-record.ts'
import type { QBusinessRoom } from '../room.ts'

const checkAgainMs = 500
const underWay = ['RECEIVED', 'UPDATED', 'PROCESSING', 'DELETING'] as const

/** Ends a stopped sync job when the last of its documents is indexed: INCOMPLETE when some failed. */
export function finishSyncJob(room: QBusinessRoom): ScopeWork {
  return async (scope, payload) => {
    const { records } = scope
    const executionId = idOf(payload, 'executionId')
    for (const status of underWay) {
      const open = await records.find<DocumentBody>('document', 'sync', executionId, { status, limit: 1 })
      if (open.length > 0) return room.now() + checkAgainMs
    }
    const ended = await changeRecord<SyncJobBody>(records, 'sync-job', executionId, ({ body, status }) =>
      status === 'SYNCING_INDEXING'
        ? { status: body.failed > 0 ? 'INCOMPLETE' : 'SUCCEEDED', body: { ...body, endTime: room.now() } }
        : null,
    )
    if (ended === null) return undefined
    await changeRecord<DataSourceBody>(records, 'data-source', ended.parent, ({ body }) =>
      body.syncExecutionId === executionId ? { body: { ...body, syncExecutionId: undefined } } : null,
    )
    return undefined
  }
}

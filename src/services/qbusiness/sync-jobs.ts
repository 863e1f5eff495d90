import type { SealedRecord } from '../../envelope/envelope.ts'
import type { OpenApplication } from './application.ts'
import type { DataSourceBody, SyncJobBody } from './bodies.ts'
import { changeRecord } from './change-record.ts'
import { fieldInvalid } from './errors.ts'

export type SyncCounts = Partial<Pick<SyncJobBody, 'added' | 'modified' | 'deleted' | 'failed'>>

/** A sync job that documents may be put into and deleted by. @throws ValidationException when it is not running here. */
export async function requireRunningSync(
  { scope }: OpenApplication,
  indexId: string,
  executionId: string,
): Promise<{ readonly executionId: string; readonly dataSourceId: string }> {
  const job = await scope.records.get<SyncJobBody>('sync-job', executionId)
  const dataSource = job === null ? null : await scope.records.get<DataSourceBody>('data-source', job.parent)
  if (job === null || job.status !== 'SYNCING' || dataSource?.parent !== indexId) {
    throw fieldInvalid(
      'dataSourceSyncId',
      'The dataSourceSyncId names no sync job that is running for this index.',
    )
  }
  return { executionId, dataSourceId: dataSource.id }
}

/** Adds to the job's metrics. */
export async function countInSync(
  records: OpenApplication['scope']['records'],
  executionId: string,
  counts: SyncCounts,
): Promise<SealedRecord<SyncJobBody> | null> {
  return changeRecord<SyncJobBody>(records, 'sync-job', executionId, ({ body }) => ({
    body: {
      ...body,
      added: body.added + (counts.added ?? 0),
      modified: body.modified + (counts.modified ?? 0),
      deleted: body.deleted + (counts.deleted ?? 0),
      failed: body.failed + (counts.failed ?? 0),
    },
  }))
}

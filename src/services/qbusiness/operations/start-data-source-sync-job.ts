import { randomUUID } from 'node:crypto'
import type { StartDataSourceSyncJobRequest, StartDataSourceSyncJobResponse } from '@aws-sdk/client-qbusiness'
import { RecordConflictError, type Scope } from '../../../envelope/envelope.ts'
import { given } from '../../../resources/given.ts'
import { placeOf } from '../../../resources/place.ts'
import { shown } from '../../../resources/projection.ts'
import { openActiveApplication, requireActive } from '../application.ts'
import { dataSourceArn } from '../arns.ts'
import type { SyncJobBody } from '../bodies.ts'
import { getDataSource } from '../children.ts'
import { conflict } from '../errors.ts'
import type { QBusinessOperation } from '../room.ts'

/** Opens a sync job for a CUSTOM data source: the caller passes its id as `dataSourceSyncId` with the documents. */
export const startDataSourceSyncJob: QBusinessOperation<
  StartDataSourceSyncJobRequest,
  StartDataSourceSyncJobResponse
> = {
  readOnly: false,
  category: 'Data',
  recordRequest: shown(['applicationId', 'indexId', 'dataSourceId']),
  recordResponse: shown(['executionId']),
  async handle(room, call, input) {
    const applicationId = given(input.applicationId, 'applicationId')
    const indexId = given(input.indexId, 'indexId')
    const dataSourceId = given(input.dataSourceId, 'dataSourceId')
    const resource = dataSourceArn(placeOf(call), applicationId, indexId, dataSourceId)
    await room.iam.authorize(call, { action: 'qbusiness:StartDataSourceSyncJob', resource })
    const application = await openActiveApplication(room, call, applicationId)
    const dataSource = await getDataSource(application, indexId, dataSourceId)
    requireActive('DataSource', dataSource)
    const { scope } = application
    const running = dataSource.body.syncExecutionId
    if (running !== undefined && (await isRunning(scope, running))) throw alreadyRunning(dataSourceId)
    const executionId = randomUUID()
    const body: SyncJobBody = { added: 0, modified: 0, deleted: 0, failed: 0 }
    const job = { kind: 'sync-job', id: executionId, parent: dataSourceId, status: 'SYNCING', body }
    await scope.records.create({ ...job, createdAt: room.now() })
    try {
      await scope.records.update(dataSource, { body: { ...dataSource.body, syncExecutionId: executionId } })
    } catch (error) {
      await scope.records.delete('sync-job', [executionId])
      throw error instanceof RecordConflictError ? alreadyRunning(dataSourceId) : error
    }
    return { executionId }
  },
}

export async function isRunning(scope: Scope, executionId: string): Promise<boolean> {
  const job = await scope.records.get<SyncJobBody>('sync-job', executionId)
  return job !== null && (job.status === 'SYNCING' || job.status === 'SYNCING_INDEXING')
}

function alreadyRunning(dataSourceId: string) {
  return conflict('DataSource', dataSourceId, `A sync job of data source ${dataSourceId} is running already.`)
}

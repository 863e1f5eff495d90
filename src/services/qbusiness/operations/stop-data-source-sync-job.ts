import type { StopDataSourceSyncJobRequest, StopDataSourceSyncJobResponse } from '@aws-sdk/client-qbusiness'
import { given } from '../../../resources/given.ts'
import { actThenSchedule } from '../../../resources/jobs.ts'
import { placeOf } from '../../../resources/place.ts'
import { shown } from '../../../resources/projection.ts'
import { openActiveApplication } from '../application.ts'
import { dataSourceArn } from '../arns.ts'
import type { SyncJobBody } from '../bodies.ts'
import { changeRecord } from '../change-record.ts'
import { getDataSource } from '../children.ts'
import { conflict } from '../errors.ts'
import type { QBusinessOperation } from '../room.ts'

/** For a CUSTOM data source this says that all documents are in; the job ends when they are indexed. */
export const stopDataSourceSyncJob: QBusinessOperation<
  StopDataSourceSyncJobRequest,
  StopDataSourceSyncJobResponse
> = {
  readOnly: false,
  category: 'Data',
  recordRequest: shown(['applicationId', 'indexId', 'dataSourceId']),
  async handle(room, call, input) {
    const applicationId = given(input.applicationId, 'applicationId')
    const indexId = given(input.indexId, 'indexId')
    const dataSourceId = given(input.dataSourceId, 'dataSourceId')
    const resource = dataSourceArn(placeOf(call), applicationId, indexId, dataSourceId)
    await room.iam.authorize(call, { action: 'qbusiness:StopDataSourceSyncJob', resource })
    const application = await openActiveApplication(room, call, applicationId)
    const { scope } = application
    const executionId = (await getDataSource(application, indexId, dataSourceId)).body.syncExecutionId
    const job =
      executionId === undefined ? null : await scope.records.get<SyncJobBody>('sync-job', executionId)
    if (job === null || job.status !== 'SYNCING') {
      throw conflict('DataSource', dataSourceId, `No sync job of data source ${dataSourceId} is running.`)
    }
    const finish = {
      kind: 'qbusiness:finish-sync',
      id: job.id,
      payload: { scopeId: scope.id, executionId: job.id },
    } as const
    await actThenSchedule(room, finish, () =>
      changeRecord<SyncJobBody>(scope.records, 'sync-job', job.id, ({ status }) =>
        status === 'SYNCING' ? { status: 'SYNCING_INDEXING' } : null,
      ),
    )
    return {}
  },
}

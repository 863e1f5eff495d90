import type {
  DataSourceSyncJob,
  ListDataSourceSyncJobsRequest,
  ListDataSourceSyncJobsResponse,
} from '@aws-sdk/client-qbusiness'
import type { SealedRecord } from '../../../envelope/envelope.ts'
import { given } from '../../../resources/given.ts'
import { placeOf } from '../../../resources/place.ts'
import { shown } from '../../../resources/projection.ts'
import { openApplication } from '../application.ts'
import { dataSourceArn } from '../arns.ts'
import type { SyncJobBody } from '../bodies.ts'
import { getDataSource } from '../children.ts'
import { cutPage, readPageToken } from '../page.ts'
import type { QBusinessOperation } from '../room.ts'
import { syncJobStatusOf } from '../wire-enums.ts'

const chunk = 100

/** Newest first. */
export const listDataSourceSyncJobs: QBusinessOperation<
  ListDataSourceSyncJobsRequest,
  ListDataSourceSyncJobsResponse
> = {
  readOnly: true,
  category: 'Data',
  recordRequest: shown(['applicationId', 'indexId', 'dataSourceId', 'maxResults', 'statusFilter']),
  async handle(room, call, input) {
    const applicationId = given(input.applicationId, 'applicationId')
    const indexId = given(input.indexId, 'indexId')
    const dataSourceId = given(input.dataSourceId, 'dataSourceId')
    const resource = dataSourceArn(placeOf(call), applicationId, indexId, dataSourceId)
    await room.iam.authorize(call, { action: 'qbusiness:ListDataSourceSyncJobs', resource })
    const application = await openApplication(room, call, applicationId)
    await getDataSource(application, indexId, dataSourceId)
    const limit = input.maxResults ?? 10
    const [from, to] = [input.startTime?.getTime() ?? 0, input.endTime?.getTime() ?? Number.POSITIVE_INFINITY]
    const filter = [String(from), String(to), input.statusFilter ?? '']
    const binding = {
      secret: application.secret,
      request: ['ListDataSourceSyncJobs', dataSourceId, ...filter],
    }
    const found: SealedRecord<SyncJobBody>[] = []
    let after = readPageToken(binding, input.nextToken)
    while (found.length <= limit) {
      const jobs = await application.scope.records.list<SyncJobBody>('sync-job', {
        parent: dataSourceId,
        status: input.statusFilter,
        order: 'newest',
        limit: chunk,
        after,
      })
      found.push(...jobs.filter(({ createdAt }) => createdAt >= from && createdAt <= to))
      after = jobs.at(-1)?.cursor
      if (jobs.length < chunk) break
    }
    const { page, nextToken } = cutPage(binding, limit, found)
    return { history: page.map(describe), nextToken }
  },
}

function describe({ id, status, body, createdAt }: SealedRecord<SyncJobBody>): DataSourceSyncJob {
  return {
    executionId: id,
    startTime: new Date(createdAt),
    endTime: body.endTime === undefined ? undefined : new Date(body.endTime),
    status: syncJobStatusOf(status),
    metrics: {
      documentsAdded: String(body.added),
      documentsModified: String(body.modified),
      documentsDeleted: String(body.deleted),
      documentsFailed: String(body.failed),
      documentsScanned: String(body.added + body.modified + body.deleted),
    },
  }
}

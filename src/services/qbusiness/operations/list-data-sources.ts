import type { ListDataSourcesRequest, ListDataSourcesResponse } from '@aws-sdk/client-qbusiness'
import { given } from '../../../resources/given.ts'
import { placeOf } from '../../../resources/place.ts'
import { shown } from '../../../resources/projection.ts'
import { openApplication } from '../application.ts'
import { indexArn } from '../arns.ts'
import type { DataSourceBody } from '../bodies.ts'
import { getIndex } from '../children.ts'
import { listPage } from '../page.ts'
import type { QBusinessOperation } from '../room.ts'
import { dataSourceStatusOf } from '../wire-enums.ts'

export const listDataSources: QBusinessOperation<ListDataSourcesRequest, ListDataSourcesResponse> = {
  readOnly: true,
  recordRequest: shown(['applicationId', 'indexId', 'maxResults']),
  async handle(room, call, input) {
    const applicationId = given(input.applicationId, 'applicationId')
    const indexId = given(input.indexId, 'indexId')
    const resource = indexArn(placeOf(call), applicationId, indexId)
    await room.iam.authorize(call, { action: 'qbusiness:ListDataSources', resource })
    const application = await openApplication(room, call, applicationId)
    await getIndex(application, indexId)
    const { page, nextToken } = await listPage<DataSourceBody>(
      { secret: application.secret, request: ['ListDataSources', indexId] },
      { limit: input.maxResults ?? 10, nextToken: input.nextToken },
      (options) => application.scope.records.list('data-source', { ...options, parent: indexId }),
    )
    const dataSources = page.map(({ id, body, status, createdAt, updatedAt }) => ({
      displayName: body.displayName,
      dataSourceId: id,
      type: 'CUSTOM',
      createdAt: new Date(createdAt),
      updatedAt: new Date(updatedAt),
      status: dataSourceStatusOf(status),
    }))
    return { dataSources, nextToken }
  },
}

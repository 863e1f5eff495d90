import type { DeleteDataSourceRequest, DeleteDataSourceResponse } from '@aws-sdk/client-qbusiness'
import { given } from '../../../resources/given.ts'
import { actThenSchedule } from '../../../resources/jobs.ts'
import { placeOf } from '../../../resources/place.ts'
import { shown } from '../../../resources/projection.ts'
import { openApplication } from '../application.ts'
import { dataSourceArn } from '../arns.ts'
import { getDataSource } from '../children.ts'
import type { QBusinessOperation } from '../room.ts'

/** Its documents leave the index with it. */
export const deleteDataSource: QBusinessOperation<DeleteDataSourceRequest, DeleteDataSourceResponse> = {
  readOnly: false,
  recordRequest: shown(['applicationId', 'indexId', 'dataSourceId']),
  async handle(room, call, input) {
    const applicationId = given(input.applicationId, 'applicationId')
    const indexId = given(input.indexId, 'indexId')
    const dataSourceId = given(input.dataSourceId, 'dataSourceId')
    const resource = dataSourceArn(placeOf(call), applicationId, indexId, dataSourceId)
    await room.iam.authorize(call, { action: 'qbusiness:DeleteDataSource', resource })
    const application = await openApplication(room, call, applicationId)
    await getDataSource(application, indexId, dataSourceId)
    const { scope } = application
    const job = {
      kind: 'qbusiness:delete-data-source',
      id: dataSourceId,
      payload: { scopeId: scope.id, indexId, dataSourceId },
    } as const
    await actThenSchedule(room, job, () => scope.records.setStatus('data-source', dataSourceId, 'DELETING'))
    return {}
  },
}

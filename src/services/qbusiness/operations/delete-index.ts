import type { DeleteIndexRequest, DeleteIndexResponse } from '@aws-sdk/client-qbusiness'
import { given } from '../../../resources/given.ts'
import { actThenSchedule } from '../../../resources/jobs.ts'
import { placeOf } from '../../../resources/place.ts'
import { shown } from '../../../resources/projection.ts'
import { openApplication } from '../application.ts'
import { indexArn } from '../arns.ts'
import { getIndex } from '../children.ts'
import type { QBusinessOperation } from '../room.ts'

export const deleteIndex: QBusinessOperation<DeleteIndexRequest, DeleteIndexResponse> = {
  readOnly: false,
  recordRequest: shown(['applicationId', 'indexId']),
  async handle(room, call, input) {
    const applicationId = given(input.applicationId, 'applicationId')
    const indexId = given(input.indexId, 'indexId')
    const resource = indexArn(placeOf(call), applicationId, indexId)
    await room.iam.authorize(call, { action: 'qbusiness:DeleteIndex', resource })
    const application = await openApplication(room, call, applicationId)
    await getIndex(application, indexId)
    const { scope } = application
    const job = {
      kind: 'qbusiness:delete-index',
      id: indexId,
      payload: { scopeId: scope.id, indexId },
    } as const
    await actThenSchedule(room, job, () => scope.records.setStatus('index', indexId, 'DELETING'))
    return {}
  },
}

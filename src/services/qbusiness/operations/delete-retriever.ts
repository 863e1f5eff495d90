import type { DeleteRetrieverRequest, DeleteRetrieverResponse } from '@aws-sdk/client-qbusiness'
import { given } from '../../../resources/given.ts'
import { placeOf } from '../../../resources/place.ts'
import { shown } from '../../../resources/projection.ts'
import { openApplication } from '../application.ts'
import { retrieverArn } from '../arns.ts'
import { getRetriever } from '../children.ts'
import type { QBusinessOperation } from '../room.ts'

/** Nothing hangs on a retriever, so it is gone at once. */
export const deleteRetriever: QBusinessOperation<DeleteRetrieverRequest, DeleteRetrieverResponse> = {
  readOnly: false,
  recordRequest: shown(['applicationId', 'retrieverId']),
  async handle(room, call, input) {
    const applicationId = given(input.applicationId, 'applicationId')
    const retrieverId = given(input.retrieverId, 'retrieverId')
    const resource = retrieverArn(placeOf(call), applicationId, retrieverId)
    await room.iam.authorize(call, { action: 'qbusiness:DeleteRetriever', resource })
    const application = await openApplication(room, call, applicationId)
    await getRetriever(application, retrieverId)
    await application.scope.records.delete('retriever', [retrieverId])
    return {}
  },
}

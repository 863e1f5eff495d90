import type { GetRetrieverRequest, GetRetrieverResponse } from '@aws-sdk/client-qbusiness'
import { given } from '../../../resources/given.ts'
import { placeOf } from '../../../resources/place.ts'
import { shown } from '../../../resources/projection.ts'
import { openApplication } from '../application.ts'
import { retrieverArn } from '../arns.ts'
import { getRetriever as findRetriever } from '../children.ts'
import type { QBusinessOperation } from '../room.ts'
import { retrieverStatusOf } from '../wire-enums.ts'

export const getRetriever: QBusinessOperation<GetRetrieverRequest, GetRetrieverResponse> = {
  readOnly: true,
  recordRequest: shown(['applicationId', 'retrieverId']),
  async handle(room, call, input) {
    const applicationId = given(input.applicationId, 'applicationId')
    const retrieverId = given(input.retrieverId, 'retrieverId')
    const arn = retrieverArn(placeOf(call), applicationId, retrieverId)
    await room.iam.authorize(call, { action: 'qbusiness:GetRetriever', resource: arn })
    const application = await openApplication(room, call, applicationId)
    const { body, status, createdAt, updatedAt } = await findRetriever(application, retrieverId)
    return {
      applicationId,
      retrieverId,
      retrieverArn: arn,
      type: 'NATIVE_INDEX',
      status: retrieverStatusOf(status),
      displayName: body.displayName,
      configuration: { nativeIndexConfiguration: { indexId: body.indexId } },
      roleArn: body.roleArn,
      createdAt: new Date(createdAt),
      updatedAt: new Date(updatedAt),
    }
  },
}

import type { UpdateRetrieverRequest, UpdateRetrieverResponse } from '@aws-sdk/client-qbusiness'
import { given } from '../../../resources/given.ts'
import { placeOf } from '../../../resources/place.ts'
import { shown } from '../../../resources/projection.ts'
import { openActiveApplication } from '../application.ts'
import { retrieverArn } from '../arns.ts'
import type { RetrieverBody } from '../bodies.ts'
import { changeRecord } from '../change-record.ts'
import { getActiveIndex } from '../children.ts'
import { resourceMissing } from '../errors.ts'
import type { QBusinessOperation } from '../room.ts'
import { requireNativeIndex } from './create-retriever.ts'

export const updateRetriever: QBusinessOperation<UpdateRetrieverRequest, UpdateRetrieverResponse> = {
  readOnly: false,
  recordRequest: shown(['applicationId', 'retrieverId', 'roleArn'], ['displayName', 'configuration']),
  async handle(room, call, input) {
    const applicationId = given(input.applicationId, 'applicationId')
    const retrieverId = given(input.retrieverId, 'retrieverId')
    const resource = retrieverArn(placeOf(call), applicationId, retrieverId)
    await room.iam.authorize(call, { action: 'qbusiness:UpdateRetriever', resource })
    const application = await openActiveApplication(room, call, applicationId)
    const indexId = input.configuration === undefined ? undefined : requireNativeIndex(input.configuration)
    if (indexId !== undefined) await getActiveIndex(application, indexId)
    const changed = await changeRecord<RetrieverBody>(
      application.scope.records,
      'retriever',
      retrieverId,
      ({ body }) => ({
        body: {
          ...body,
          displayName: input.displayName ?? body.displayName,
          indexId: indexId ?? body.indexId,
          roleArn: input.roleArn ?? body.roleArn,
        },
      }),
    )
    if (changed === null) throw resourceMissing('Retriever', retrieverId)
    return {}
  },
}

import type { GetIndexRequest, GetIndexResponse } from '@aws-sdk/client-qbusiness'
import { given } from '../../../resources/given.ts'
import { placeOf } from '../../../resources/place.ts'
import { shown } from '../../../resources/projection.ts'
import { openApplication } from '../application.ts'
import { indexArn } from '../arns.ts'
import { getIndex as findIndex } from '../children.ts'
import type { QBusinessOperation } from '../room.ts'
import { indexStatusOf, indexTypeOf } from '../wire-enums.ts'

export const getIndex: QBusinessOperation<GetIndexRequest, GetIndexResponse> = {
  readOnly: true,
  recordRequest: shown(['applicationId', 'indexId']),
  async handle(room, call, input) {
    const applicationId = given(input.applicationId, 'applicationId')
    const indexId = given(input.indexId, 'indexId')
    const arn = indexArn(placeOf(call), applicationId, indexId)
    await room.iam.authorize(call, { action: 'qbusiness:GetIndex', resource: arn })
    const application = await openApplication(room, call, applicationId)
    const { body, status, createdAt, updatedAt } = await findIndex(application, indexId)
    const indexed = await application.scope.records.count('document', { parent: indexId, status: 'INDEXED' })
    return {
      applicationId,
      indexId,
      indexArn: arn,
      displayName: body.displayName,
      description: body.description,
      type: indexTypeOf(body.type),
      status: indexStatusOf(status),
      createdAt: new Date(createdAt),
      updatedAt: new Date(updatedAt),
      capacityConfiguration: { units: body.capacityUnits },
      documentAttributeConfigurations: [...body.documentAttributeConfigurations],
      indexStatistics: {
        textDocumentStatistics: {
          indexedTextBytes: body.indexedTextBytes,
          indexedTextDocumentCount: indexed,
        },
      },
      error:
        status === 'FAILED'
          ? {
              errorCode: 'InternalError',
              errorMessage: 'The index could not be made ready. Delete it and create it again.',
            }
          : undefined,
    }
  },
}

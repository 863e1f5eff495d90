import type { GetDataSourceRequest, GetDataSourceResponse } from '@aws-sdk/client-qbusiness'
import { given } from '../../../resources/given.ts'
import { placeOf } from '../../../resources/place.ts'
import { shown } from '../../../resources/projection.ts'
import { openApplication } from '../application.ts'
import { dataSourceArn } from '../arns.ts'
import { getDataSource as findDataSource } from '../children.ts'
import type { QBusinessOperation } from '../room.ts'
import { dataSourceStatusOf } from '../wire-enums.ts'

export const getDataSource: QBusinessOperation<GetDataSourceRequest, GetDataSourceResponse> = {
  readOnly: true,
  recordRequest: shown(['applicationId', 'indexId', 'dataSourceId']),
  async handle(room, call, input) {
    const applicationId = given(input.applicationId, 'applicationId')
    const indexId = given(input.indexId, 'indexId')
    const dataSourceId = given(input.dataSourceId, 'dataSourceId')
    const arn = dataSourceArn(placeOf(call), applicationId, indexId, dataSourceId)
    await room.iam.authorize(call, { action: 'qbusiness:GetDataSource', resource: arn })
    const application = await openApplication(room, call, applicationId)
    const { body, status, createdAt, updatedAt } = await findDataSource(application, indexId, dataSourceId)
    return {
      applicationId,
      indexId,
      dataSourceId,
      dataSourceArn: arn,
      displayName: body.displayName,
      description: body.description,
      type: 'CUSTOM',
      configuration: body.configuration,
      vpcConfiguration: body.vpcConfiguration,
      roleArn: body.roleArn,
      status: dataSourceStatusOf(status),
      createdAt: new Date(createdAt),
      updatedAt: new Date(updatedAt),
      error:
        status === 'FAILED'
          ? {
              errorCode: 'InternalError',
              errorMessage: 'The data source could not be made ready. Create it again.',
            }
          : undefined,
    }
  },
}

import type { UpdateDataSourceRequest, UpdateDataSourceResponse } from '@aws-sdk/client-qbusiness'
import { given } from '../../../resources/given.ts'
import { actThenSchedule } from '../../../resources/jobs.ts'
import { placeOf } from '../../../resources/place.ts'
import { shown } from '../../../resources/projection.ts'
import { openActiveApplication, requireActive } from '../application.ts'
import { dataSourceArn } from '../arns.ts'
import type { DataSourceBody } from '../bodies.ts'
import { changeRecord } from '../change-record.ts'
import { getDataSource } from '../children.ts'
import { requireCustomConfiguration, requireNoConnectorFeatures } from '../data-source-configuration.ts'
import type { QBusinessOperation } from '../room.ts'
import { activation } from '../schedule.ts'

export const updateDataSource: QBusinessOperation<UpdateDataSourceRequest, UpdateDataSourceResponse> = {
  readOnly: false,
  recordRequest: shown(
    ['applicationId', 'indexId', 'dataSourceId', 'roleArn', 'vpcConfiguration'],
    ['displayName', 'description', 'configuration'],
  ),
  async handle(room, call, input) {
    const applicationId = given(input.applicationId, 'applicationId')
    const indexId = given(input.indexId, 'indexId')
    const dataSourceId = given(input.dataSourceId, 'dataSourceId')
    const resource = dataSourceArn(placeOf(call), applicationId, indexId, dataSourceId)
    await room.iam.authorize(call, { action: 'qbusiness:UpdateDataSource', resource })
    const application = await openActiveApplication(room, call, applicationId)
    requireActive('DataSource', await getDataSource(application, indexId, dataSourceId))
    requireNoConnectorFeatures(input)
    if (input.configuration !== undefined) requireCustomConfiguration(input.configuration)
    const { scope } = application
    await actThenSchedule(room, activation(scope.id, 'data-source', dataSourceId), () =>
      changeRecord<DataSourceBody>(scope.records, 'data-source', dataSourceId, ({ body }) => ({
        status: 'UPDATING',
        body: {
          ...body,
          displayName: input.displayName ?? body.displayName,
          description: input.description ?? body.description,
          configuration: input.configuration ?? body.configuration,
          vpcConfiguration: input.vpcConfiguration ?? body.vpcConfiguration,
          roleArn: input.roleArn ?? body.roleArn,
        },
      })),
    )
    return {}
  },
}

import { randomUUID } from 'node:crypto'
import type { CreateDataSourceRequest, CreateDataSourceResponse } from '@aws-sdk/client-qbusiness'
import { RecordExistsError } from '../../../envelope/envelope.ts'
import { given } from '../../../resources/given.ts'
import { actThenSchedule } from '../../../resources/jobs.ts'
import { placeOf } from '../../../resources/place.ts'
import { shown } from '../../../resources/projection.ts'
import { requestFingerprint } from '../../../resources/request-fingerprint.ts'
import { requestTagContext } from '../../../resources/tags.ts'
import { type OpenApplication, openActiveApplication } from '../application.ts'
import { dataSourceArn, indexArn } from '../arns.ts'
import type { DataSourceBody } from '../bodies.ts'
import { getActiveIndex } from '../children.ts'
import { requireCustomConfiguration, requireNoConnectorFeatures } from '../data-source-configuration.ts'
import { quotaExceeded } from '../errors.ts'
import { once } from '../idempotency.ts'
import type { QBusinessOperation, QBusinessRoom } from '../room.ts'
import { activation } from '../schedule.ts'
import { readTags } from '../tags.ts'

export const createDataSource: QBusinessOperation<CreateDataSourceRequest, CreateDataSourceResponse> = {
  readOnly: false,
  recordRequest: shown(
    ['applicationId', 'indexId', 'roleArn', 'vpcConfiguration'],
    ['displayName', 'description', 'configuration', 'tags'],
  ),
  recordResponse: shown(['dataSourceId', 'dataSourceArn']),
  async handle(room, call, input) {
    const applicationId = given(input.applicationId, 'applicationId')
    const indexId = given(input.indexId, 'indexId')
    const resource = indexArn(placeOf(call), applicationId, indexId)
    const context = requestTagContext(input.tags)
    await room.iam.authorize(call, { action: 'qbusiness:CreateDataSource', resource, context })
    const application = await openActiveApplication(room, call, applicationId)
    await getActiveIndex(application, indexId)
    requireNoConnectorFeatures(input)
    const body: DataSourceBody = {
      displayName: given(input.displayName, 'displayName'),
      description: input.description,
      configuration: requireCustomConfiguration(given(input.configuration, 'configuration')),
      vpcConfiguration: input.vpcConfiguration,
      roleArn: input.roleArn,
      tags: readTags(room, input.tags),
    }
    const { clientToken, ...content } = input
    const request = {
      clientToken,
      parent: indexId,
      fingerprint: requestFingerprint(application.secret, content),
      proposed: { dataSourceId: randomUUID() },
    }
    return once(room, call, request, async ({ dataSourceId }) => {
      await makeDataSource(room, application, indexId, dataSourceId, body)
      return {
        dataSourceId,
        dataSourceArn: dataSourceArn(application.scope, applicationId, indexId, dataSourceId),
      }
    })
  },
}

async function makeDataSource(
  room: QBusinessRoom,
  { scope, applicationId }: OpenApplication,
  indexId: string,
  dataSourceId: string,
  body: DataSourceBody,
): Promise<void> {
  if ((await scope.records.get('data-source', dataSourceId)) !== null) return
  const { dataSourcesPerApplicationMax } = room.settings
  if ((await scope.records.count('data-source')) >= dataSourcesPerApplicationMax) {
    throw quotaExceeded(
      'DataSource',
      applicationId,
      `${dataSourcesPerApplicationMax} data sources an application`,
    )
  }
  const record = { kind: 'data-source', id: dataSourceId, parent: indexId, status: 'PENDING_CREATION', body }
  try {
    await actThenSchedule(room, activation(scope.id, 'data-source', dataSourceId), () =>
      scope.records.create({ ...record, createdAt: room.now() }),
    )
  } catch (error) {
    if (!(error instanceof RecordExistsError)) throw error
  }
}

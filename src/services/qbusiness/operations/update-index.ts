import type { UpdateIndexRequest, UpdateIndexResponse } from '@aws-sdk/client-qbusiness'
import { given } from '../../../resources/given.ts'
import { actThenSchedule } from '../../../resources/jobs.ts'
import { placeOf } from '../../../resources/place.ts'
import { shown } from '../../../resources/projection.ts'
import { openActiveApplication } from '../application.ts'
import { indexArn } from '../arns.ts'
import type { IndexBody } from '../bodies.ts'
import { changeRecord } from '../change-record.ts'
import { getActiveIndex } from '../children.ts'
import type { QBusinessOperation } from '../room.ts'
import { activation } from '../schedule.ts'

export const updateIndex: QBusinessOperation<UpdateIndexRequest, UpdateIndexResponse> = {
  readOnly: false,
  recordRequest: shown(
    ['applicationId', 'indexId', 'capacityConfiguration'],
    ['displayName', 'description', 'documentAttributeConfigurations'],
  ),
  async handle(room, call, input) {
    const applicationId = given(input.applicationId, 'applicationId')
    const indexId = given(input.indexId, 'indexId')
    const resource = indexArn(placeOf(call), applicationId, indexId)
    await room.iam.authorize(call, { action: 'qbusiness:UpdateIndex', resource })
    const application = await openActiveApplication(room, call, applicationId)
    await getActiveIndex(application, indexId)
    const { scope } = application
    await actThenSchedule(room, activation(scope.id, 'index', indexId), () =>
      changeRecord<IndexBody>(scope.records, 'index', indexId, ({ body }) => ({
        status: 'UPDATING',
        body: {
          ...body,
          displayName: input.displayName ?? body.displayName,
          description: input.description ?? body.description,
          capacityUnits: input.capacityConfiguration?.units ?? body.capacityUnits,
          documentAttributeConfigurations: merged(body, input),
        },
      })),
    )
    return {}
  },
}

/** Attributes are added and changed by name; the ones not named stay. */
function merged(body: IndexBody, input: UpdateIndexRequest): IndexBody['documentAttributeConfigurations'] {
  const byName = new Map(body.documentAttributeConfigurations.map((held) => [held.name, held]))
  for (const wanted of input.documentAttributeConfigurations ?? []) byName.set(wanted.name, wanted)
  return [...byName.values()]
}

import type { UpdateApplicationRequest, UpdateApplicationResponse } from '@aws-sdk/client-qbusiness'
import { given } from '../../../resources/given.ts'
import { actThenSchedule } from '../../../resources/jobs.ts'
import { placeOf } from '../../../resources/place.ts'
import { shown } from '../../../resources/projection.ts'
import { openActiveApplication } from '../application.ts'
import { applicationArn } from '../arns.ts'
import type { ApplicationBody } from '../bodies.ts'
import { changeRecord } from '../change-record.ts'
import { requireAvailableFeatures } from '../optional-features.ts'
import type { QBusinessOperation } from '../room.ts'
import { activation } from '../schedule.ts'

export const updateApplication: QBusinessOperation<UpdateApplicationRequest, UpdateApplicationResponse> = {
  readOnly: false,
  recordRequest: shown(['applicationId', 'roleArn'], ['displayName', 'description']),
  async handle(room, call, input) {
    const applicationId = given(input.applicationId, 'applicationId')
    const resource = applicationArn(placeOf(call), applicationId)
    await room.iam.authorize(call, { action: 'qbusiness:UpdateApplication', resource })
    requireAvailableFeatures(input)
    const { scope } = await openActiveApplication(room, call, applicationId)
    await actThenSchedule(room, activation(scope.id, 'application', applicationId), () =>
      changeRecord<ApplicationBody>(scope.records, 'application', applicationId, ({ body }) => ({
        status: 'UPDATING',
        body: {
          ...body,
          displayName: input.displayName ?? body.displayName,
          description: input.description ?? body.description,
          roleArn: input.roleArn ?? body.roleArn,
          identityCenterInstanceArn: input.identityCenterInstanceArn ?? body.identityCenterInstanceArn,
          attachmentsControlMode:
            input.attachmentsConfiguration?.attachmentsControlMode ?? body.attachmentsControlMode,
          qAppsControlMode: input.qAppsConfiguration?.qAppsControlMode ?? body.qAppsControlMode,
          personalizationControlMode:
            input.personalizationConfiguration?.personalizationControlMode ?? body.personalizationControlMode,
          autoSubscriptionConfiguration:
            input.autoSubscriptionConfiguration ?? body.autoSubscriptionConfiguration,
        },
      })),
    )
    return {}
  },
}

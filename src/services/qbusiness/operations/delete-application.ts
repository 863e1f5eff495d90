import type { DeleteApplicationRequest, DeleteApplicationResponse } from '@aws-sdk/client-qbusiness'
import { given } from '../../../resources/given.ts'
import { actThenSchedule } from '../../../resources/jobs.ts'
import { placeOf } from '../../../resources/place.ts'
import { shown } from '../../../resources/projection.ts'
import { getScope } from '../application.ts'
import { applicationArn } from '../arns.ts'
import type { QBusinessOperation } from '../room.ts'

/** Works although the key is lost: nothing has to be read to be destroyed. Deleting twice is deleting once. */
export const deleteApplication: QBusinessOperation<DeleteApplicationRequest, DeleteApplicationResponse> = {
  readOnly: false,
  recordRequest: shown(['applicationId']),
  async handle(room, call, input) {
    const applicationId = given(input.applicationId, 'applicationId')
    const resource = applicationArn(placeOf(call), applicationId)
    await room.iam.authorize(call, { action: 'qbusiness:DeleteApplication', resource })
    const scope = await getScope(room, call, applicationId)
    const job = {
      kind: 'qbusiness:delete-application',
      id: applicationId,
      payload: { scopeId: scope.id, applicationId },
    } as const
    await actThenSchedule(room, job, () => scope.records.setStatus('application', applicationId, 'DELETING'))
    return {}
  },
}

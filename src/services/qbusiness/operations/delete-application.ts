import type { DeleteApplicationRequest, DeleteApplicationResponse } from '@aws-sdk/client-qbusiness'
import { getScope } from '../application.ts'
import { applicationArn, placeOf } from '../arns.ts'
import { given } from '../given.ts'
import { shown } from '../projection.ts'
import type { QBusinessOperation } from '../room.ts'
import { actThenSchedule } from '../schedule.ts'

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

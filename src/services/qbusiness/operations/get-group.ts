import type { GetGroupRequest, GetGroupResponse, GroupStatusDetail } from '@aws-sdk/client-qbusiness'
import { given } from '../../../resources/given.ts'
import { placeOf } from '../../../resources/place.ts'
import { shown } from '../../../resources/projection.ts'
import { openApplication } from '../application.ts'
import { indexArn } from '../arns.ts'
import type { GroupBody } from '../bodies.ts'
import { groupMissing } from '../errors.ts'
import { groupRecordId } from '../groups.ts'
import type { QBusinessOperation } from '../room.ts'

export const getGroup: QBusinessOperation<GetGroupRequest, GetGroupResponse> = {
  readOnly: true,
  category: 'Data',
  recordRequest: shown(['applicationId', 'indexId', 'dataSourceId'], ['groupName']),
  async handle(room, call, input) {
    const applicationId = given(input.applicationId, 'applicationId')
    const indexId = given(input.indexId, 'indexId')
    const groupName = given(input.groupName, 'groupName')
    const resource = indexArn(placeOf(call), applicationId, indexId)
    await room.iam.authorize(call, { action: 'qbusiness:GetGroup', resource })
    const { scope, secret } = await openApplication(room, call, applicationId)
    const id = groupRecordId(secret, indexId, input.dataSourceId ?? null, groupName)
    const group = await scope.records.get<GroupBody>('group', id)
    if (group === null) throw groupMissing(indexId)
    const status: GroupStatusDetail = { status: 'SUCCEEDED', lastUpdatedAt: new Date(group.updatedAt) }
    return { status, statusHistory: [status] }
  },
}

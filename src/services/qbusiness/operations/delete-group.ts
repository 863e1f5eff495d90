import type { DeleteGroupRequest, DeleteGroupResponse } from '@aws-sdk/client-qbusiness'
import { given } from '../../../resources/given.ts'
import { placeOf } from '../../../resources/place.ts'
import { shown } from '../../../resources/projection.ts'
import { openApplication } from '../application.ts'
import { indexArn } from '../arns.ts'
import { groupMissing } from '../errors.ts'
import { groupRecordId } from '../groups.ts'
import type { QBusinessOperation } from '../room.ts'

export const deleteGroup: QBusinessOperation<DeleteGroupRequest, DeleteGroupResponse> = {
  readOnly: false,
  category: 'Data',
  recordRequest: shown(['applicationId', 'indexId', 'dataSourceId'], ['groupName']),
  async handle(room, call, input) {
    const applicationId = given(input.applicationId, 'applicationId')
    const indexId = given(input.indexId, 'indexId')
    const groupName = given(input.groupName, 'groupName')
    const resource = indexArn(placeOf(call), applicationId, indexId)
    await room.iam.authorize(call, { action: 'qbusiness:DeleteGroup', resource })
    const { scope, secret } = await openApplication(room, call, applicationId)
    const id = groupRecordId(secret, indexId, input.dataSourceId ?? null, groupName)
    if ((await scope.records.get('group', id)) === null) throw groupMissing(indexId)
    await scope.records.delete('group', [id])
    return {}
  },
}

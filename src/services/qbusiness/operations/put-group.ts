import type { PutGroupRequest, PutGroupResponse } from '@aws-sdk/client-qbusiness'
import { RecordExistsError } from '../../../envelope/envelope.ts'
import { given } from '../../../resources/given.ts'
import { placeOf } from '../../../resources/place.ts'
import { shown } from '../../../resources/projection.ts'
import { openActiveApplication } from '../application.ts'
import { indexArn } from '../arns.ts'
import type { GroupBody } from '../bodies.ts'
import { changeRecord } from '../change-record.ts'
import { getActiveIndex, getDataSource } from '../children.ts'
import { fieldInvalid } from '../errors.ts'
import { groupRecordId } from '../groups.ts'
import { requireRecordSize } from '../record-size.ts'
import type { QBusinessOperation } from '../room.ts'

/** Says who belongs to a group of an index or of one of its data sources; replaces what was said before. */
export const putGroup: QBusinessOperation<PutGroupRequest, PutGroupResponse> = {
  readOnly: false,
  category: 'Data',
  recordRequest: shown(
    ['applicationId', 'indexId', 'dataSourceId', 'type', 'roleArn'],
    ['groupName', 'groupMembers'],
  ),
  async handle(room, call, input) {
    const applicationId = given(input.applicationId, 'applicationId')
    const indexId = given(input.indexId, 'indexId')
    const resource = indexArn(placeOf(call), applicationId, indexId)
    await room.iam.authorize(call, { action: 'qbusiness:PutGroup', resource })
    const application = await openActiveApplication(room, call, applicationId)
    await getActiveIndex(application, indexId)
    const { dataSourceId } = input
    if ((input.type === 'DATASOURCE') !== (dataSourceId !== undefined)) {
      throw fieldInvalid(
        'dataSourceId',
        'A DATASOURCE group needs a dataSourceId, an INDEX group takes none.',
      )
    }
    if (dataSourceId !== undefined) await getDataSource(application, indexId, dataSourceId)
    const { memberGroups, memberUsers, s3PathForGroupMembers } = given(input.groupMembers, 'groupMembers')
    if (s3PathForGroupMembers !== undefined) {
      throw fieldInvalid(
        'groupMembers.s3PathForGroupMembers',
        'Member lists in Amazon S3 are not available yet.',
      )
    }
    const groupName = given(input.groupName, 'groupName')
    const body: GroupBody = {
      groupName,
      type: given(input.type, 'type'),
      dataSourceId,
      members: { memberGroups, memberUsers },
    }
    requireRecordSize(body, 'groupMembers')
    const { scope, secret } = application
    const id = groupRecordId(secret, indexId, dataSourceId ?? null, groupName)
    const replaced = await changeRecord<GroupBody>(scope.records, 'group', id, () => ({ body }))
    if (replaced !== null) return {}
    try {
      await scope.records.create({
        kind: 'group',
        id,
        parent: indexId,
        status: 'SUCCEEDED',
        body,
        createdAt: room.now(),
      })
    } catch (error) {
      if (!(error instanceof RecordExistsError)) throw error
      await changeRecord<GroupBody>(scope.records, 'group', id, () => ({ body }))
    }
    return {}
  },
}

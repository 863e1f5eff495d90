import type { ListGroupsRequest, ListGroupsResponse } from '@aws-sdk/client-qbusiness'
import type { SealedRecord } from '../../../envelope/envelope.ts'
import { given } from '../../../resources/given.ts'
import { placeOf } from '../../../resources/place.ts'
import { shown } from '../../../resources/projection.ts'
import { openApplication } from '../application.ts'
import { indexArn } from '../arns.ts'
import type { GroupBody } from '../bodies.ts'
import { getIndex } from '../children.ts'
import { cutPage, readPageToken } from '../page.ts'
import type { QBusinessOperation } from '../room.ts'

const chunk = 100

/** Groups last written before a time, so that a connector finds those that its latest run did not see. */
export const listGroups: QBusinessOperation<ListGroupsRequest, ListGroupsResponse> = {
  readOnly: true,
  category: 'Data',
  recordRequest: shown(['applicationId', 'indexId', 'dataSourceId', 'maxResults']),
  async handle(room, call, input) {
    const applicationId = given(input.applicationId, 'applicationId')
    const indexId = given(input.indexId, 'indexId')
    const resource = indexArn(placeOf(call), applicationId, indexId)
    await room.iam.authorize(call, { action: 'qbusiness:ListGroups', resource })
    const application = await openApplication(room, call, applicationId)
    await getIndex(application, indexId)
    const before = given(input.updatedEarlierThan, 'updatedEarlierThan').getTime()
    const limit = input.maxResults ?? 10
    const request = ['ListGroups', indexId, input.dataSourceId ?? '', String(before)]
    const binding = { secret: application.secret, request }
    const found: SealedRecord<GroupBody>[] = []
    let after = readPageToken(binding, input.nextToken)
    while (found.length <= limit) {
      const groups = await application.scope.records.list<GroupBody>('group', {
        parent: indexId,
        limit: chunk,
        after,
      })
      found.push(
        ...groups.filter(
          ({ body, updatedAt }) => updatedAt < before && body.dataSourceId === input.dataSourceId,
        ),
      )
      after = groups.at(-1)?.cursor
      if (groups.length < chunk) break
    }
    const { page, nextToken } = cutPage(binding, limit, found)
    return { items: page.map(({ body }) => ({ groupName: body.groupName })), nextToken }
  },
}

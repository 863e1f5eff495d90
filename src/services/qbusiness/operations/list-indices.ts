import type { ListIndicesRequest, ListIndicesResponse } from '@aws-sdk/client-qbusiness'
import { given } from '../../../resources/given.ts'
import { placeOf } from '../../../resources/place.ts'
import { shown } from '../../../resources/projection.ts'
import { openApplication } from '../application.ts'
import { applicationArn } from '../arns.ts'
import type { IndexBody } from '../bodies.ts'
import { listPage } from '../page.ts'
import type { QBusinessOperation } from '../room.ts'
import { indexStatusOf } from '../wire-enums.ts'

export const listIndices: QBusinessOperation<ListIndicesRequest, ListIndicesResponse> = {
  readOnly: true,
  recordRequest: shown(['applicationId', 'maxResults']),
  async handle(room, call, input) {
    const applicationId = given(input.applicationId, 'applicationId')
    const resource = applicationArn(placeOf(call), applicationId)
    await room.iam.authorize(call, { action: 'qbusiness:ListIndices', resource })
    const { scope, secret } = await openApplication(room, call, applicationId)
    const { page, nextToken } = await listPage<IndexBody>(
      { secret, request: ['ListIndices'] },
      { limit: input.maxResults ?? 100, nextToken: input.nextToken },
      (options) => scope.records.list('index', options),
    )
    const indices = page.map(({ id, body, status, createdAt, updatedAt }) => ({
      displayName: body.displayName,
      indexId: id,
      createdAt: new Date(createdAt),
      updatedAt: new Date(updatedAt),
      status: indexStatusOf(status),
    }))
    return { indices, nextToken }
  },
}

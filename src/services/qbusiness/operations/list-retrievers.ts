import type { ListRetrieversRequest, ListRetrieversResponse } from '@aws-sdk/client-qbusiness'
import { given } from '../../../resources/given.ts'
import { placeOf } from '../../../resources/place.ts'
import { shown } from '../../../resources/projection.ts'
import { openApplication } from '../application.ts'
import { applicationArn } from '../arns.ts'
import type { RetrieverBody } from '../bodies.ts'
import { listPage } from '../page.ts'
import type { QBusinessOperation } from '../room.ts'
import { retrieverStatusOf } from '../wire-enums.ts'

export const listRetrievers: QBusinessOperation<ListRetrieversRequest, ListRetrieversResponse> = {
  readOnly: true,
  recordRequest: shown(['applicationId', 'maxResults']),
  async handle(room, call, input) {
    const applicationId = given(input.applicationId, 'applicationId')
    const resource = applicationArn(placeOf(call), applicationId)
    await room.iam.authorize(call, { action: 'qbusiness:ListRetrievers', resource })
    const { scope, secret } = await openApplication(room, call, applicationId)
    const { page, nextToken } = await listPage<RetrieverBody>(
      { secret, request: ['ListRetrievers'] },
      { limit: input.maxResults ?? 50, nextToken: input.nextToken },
      (options) => scope.records.list('retriever', options),
    )
    const retrievers = page.map(({ id, body, status }) => ({
      applicationId,
      retrieverId: id,
      type: 'NATIVE_INDEX' as const,
      status: retrieverStatusOf(status),
      displayName: body.displayName,
    }))
    return { retrievers, nextToken }
  },
}

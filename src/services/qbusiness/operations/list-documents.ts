import type { DocumentDetails, ListDocumentsRequest, ListDocumentsResponse } from '@aws-sdk/client-qbusiness'
import type { SealedRecord } from '../../../envelope/envelope.ts'
import { given } from '../../../resources/given.ts'
import { placeOf } from '../../../resources/place.ts'
import { shown } from '../../../resources/projection.ts'
import { openApplication } from '../application.ts'
import { indexArn } from '../arns.ts'
import type { DocumentBody } from '../bodies.ts'
import { getIndex } from '../children.ts'
import { listPage } from '../page.ts'
import type { QBusinessOperation } from '../room.ts'
import { documentStatusOf } from '../wire-enums.ts'

/** Oldest first. */
export const listDocuments: QBusinessOperation<ListDocumentsRequest, ListDocumentsResponse> = {
  readOnly: true,
  category: 'Data',
  recordRequest: shown(['applicationId', 'indexId', 'dataSourceIds', 'maxResults']),
  async handle(room, call, input) {
    const applicationId = given(input.applicationId, 'applicationId')
    const indexId = given(input.indexId, 'indexId')
    const resource = indexArn(placeOf(call), applicationId, indexId)
    await room.iam.authorize(call, { action: 'qbusiness:ListDocuments', resource })
    const application = await openApplication(room, call, applicationId)
    await getIndex(application, indexId)
    const { records } = application.scope
    const dataSourceId = input.dataSourceIds?.[0]
    const { page, nextToken } = await listPage<DocumentBody>(
      { secret: application.secret, request: ['ListDocuments', indexId, dataSourceId ?? ''] },
      { limit: input.maxResults ?? 100, nextToken: input.nextToken },
      (options) =>
        dataSourceId === undefined
          ? records.list('document', { ...options, parent: indexId })
          : records.find('document', 'dataSource', `${indexId}/${dataSourceId}`, options),
    )
    return { documentDetailList: page.map(describe), nextToken }
  },
}

function describe({ body, status, createdAt, updatedAt }: SealedRecord<DocumentBody>): DocumentDetails {
  return {
    documentId: body.documentId,
    status: documentStatusOf(status),
    error: body.error,
    createdAt: new Date(createdAt),
    updatedAt: new Date(updatedAt),
  }
}

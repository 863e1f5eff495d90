import type {
  BatchDeleteDocumentRequest,
  BatchDeleteDocumentResponse,
  FailedDocument,
} from '@aws-sdk/client-qbusiness'
import { given } from '../../../resources/given.ts'
import { placeOf } from '../../../resources/place.ts'
import { openActiveApplication } from '../application.ts'
import { indexArn } from '../arns.ts'
import { changeStatuses } from '../change-record.ts'
import { getActiveIndex } from '../children.ts'
import { fieldInvalid } from '../errors.ts'
import { documentRecordId } from '../put-document.ts'
import type { QBusinessOperation } from '../room.ts'
import { enqueueIndexing } from '../schedule.ts'
import { countInSync, requireRunningSync } from '../sync-jobs.ts'

const documentsMax = 100

/** From the answer on nobody finds the documents; a job takes them out of the index and off the disk. */
export const batchDeleteDocument: QBusinessOperation<
  BatchDeleteDocumentRequest,
  BatchDeleteDocumentResponse
> = {
  readOnly: false,
  category: 'Data',
  recordRequest: ({ applicationId, indexId, documents, dataSourceSyncId }) => ({
    applicationId,
    indexId,
    documentCount: documents?.length ?? 0,
    dataSourceSyncId,
  }),
  recordResponse: ({ failedDocuments }) => ({ failedDocumentCount: failedDocuments?.length ?? 0 }),
  async handle(room, call, input) {
    const applicationId = given(input.applicationId, 'applicationId')
    const indexId = given(input.indexId, 'indexId')
    const resource = indexArn(placeOf(call), applicationId, indexId)
    await room.iam.authorize(call, { action: 'qbusiness:BatchDeleteDocument', resource })
    const application = await openActiveApplication(room, call, applicationId)
    await getActiveIndex(application, indexId)
    const documentIds = new Set(
      given(input.documents, 'documents').map((document) => given(document.documentId, 'documentId')),
    )
    if (documentIds.size > documentsMax) {
      throw fieldInvalid('documents', `One request deletes at most ${documentsMax} documents.`)
    }
    const sync =
      input.dataSourceSyncId === undefined
        ? undefined
        : await requireRunningSync(application, indexId, input.dataSourceSyncId)
    const { scope, secret } = application
    const failedDocuments: FailedDocument[] = []
    const recordIds = new Map(
      [...documentIds].map((documentId) => [documentId, documentRecordId(secret, indexId, documentId)]),
    )
    const found = await changeStatuses(scope.records, 'document', [...recordIds.values()], 'DELETING', (tx) =>
      enqueueIndexing(room, tx, scope.id, indexId),
    )
    room.storage.jobs.nudge()
    for (const [documentId, recordId] of recordIds) {
      if (!found.has(recordId)) failedDocuments.push(missingDocument(documentId, sync?.dataSourceId))
    }
    if (sync !== undefined) {
      await countInSync(scope.records, sync.executionId, {
        deleted: documentIds.size - failedDocuments.length,
      })
    }
    return { failedDocuments }
  },
}

function missingDocument(id: string, dataSourceId: string | undefined): FailedDocument {
  const error = {
    errorCode: 'ResourceNotFound',
    errorMessage: 'The index holds no document with this id.',
  } as const
  return { id, error, dataSourceId }
}

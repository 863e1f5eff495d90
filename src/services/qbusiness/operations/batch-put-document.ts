import type {
  BatchPutDocumentRequest,
  BatchPutDocumentResponse,
  Document,
  FailedDocument,
} from '@aws-sdk/client-qbusiness'
import { given } from '../../../resources/given.ts'
import { placeOf } from '../../../resources/place.ts'
import { type OpenApplication, openActiveApplication } from '../application.ts'
import { indexArn } from '../arns.ts'
import { getActiveIndex } from '../children.ts'
import { fieldInvalid, quotaExceeded } from '../errors.ts'
import { type DocumentToPut, type PutSync, putDocuments, readDocument } from '../put-document.ts'
import type { QBusinessOperation, QBusinessRoom } from '../room.ts'
import { countInSync, requireRunningSync } from '../sync-jobs.ts'

/** Takes documents in; reading and indexing them is a job's work, so `failedDocuments` names only what was refused. */
export const batchPutDocument: QBusinessOperation<BatchPutDocumentRequest, BatchPutDocumentResponse> = {
  readOnly: false,
  category: 'Data',
  recordRequest: ({ applicationId, indexId, documents, roleArn, dataSourceSyncId }) => ({
    applicationId,
    indexId,
    documentCount: documents?.length ?? 0,
    roleArn,
    dataSourceSyncId,
  }),
  recordResponse: ({ failedDocuments }) => ({ failedDocumentCount: failedDocuments?.length ?? 0 }),
  async handle(room, call, input) {
    const applicationId = given(input.applicationId, 'applicationId')
    const indexId = given(input.indexId, 'indexId')
    const resource = indexArn(placeOf(call), applicationId, indexId)
    await room.iam.authorize(call, { action: 'qbusiness:BatchPutDocument', resource })
    const application = await openActiveApplication(room, call, applicationId)
    const index = await getActiveIndex(application, indexId)
    const documents = given(input.documents, 'documents')
    requireBatch(room, documents)
    const sync =
      input.dataSourceSyncId === undefined
        ? undefined
        : await requireRunningSync(application, indexId, input.dataSourceSyncId)
    const failedDocuments: FailedDocument[] = []
    const accepted: DocumentToPut[] = []
    for (const document of documents) {
      const read = readDocument(document, sync)
      if ('refusal' in read) failedDocuments.push(failure(document.id, read.refusal, sync))
      else accepted.push(read)
    }
    await requireRoom(room, application, indexId, index.body.capacityUnits, accepted.length)
    if (accepted.length > 0) {
      failedDocuments.push(...(await putAll(room, application, indexId, accepted, sync)))
    }
    return { failedDocuments }
  },
}

async function putAll(
  room: QBusinessRoom,
  application: OpenApplication,
  indexId: string,
  documents: readonly DocumentToPut[],
  sync: PutSync | undefined,
): Promise<readonly FailedDocument[]> {
  const refused: FailedDocument[] = []
  const counts = { added: 0, modified: 0 }
  const outcomes = await putDocuments(room, application, indexId, documents)
  for (const [i, { documentId }] of documents.entries()) {
    const outcome = outcomes[i] ?? 'refused'
    if (outcome === 'refused') {
      refused.push(failure(documentId, 'The document is being deleted. Put it again when it is gone.', sync))
    } else counts[outcome]++
  }
  if (sync !== undefined) await countInSync(application.scope.records, sync.executionId, counts)
  return refused
}

function requireBatch(room: QBusinessRoom, documents: readonly Document[]): void {
  const { batchBytesMax } = room.settings
  const ids = new Set(documents.map(({ id }) => id))
  if (ids.size !== documents.length) throw fieldInvalid('documents', 'A document id is given twice.')
  const bytes = documents.reduce((sum, { content }) => sum + (content?.blob?.byteLength ?? 0), 0)
  if (bytes > batchBytesMax) {
    throw fieldInvalid(
      'documents',
      `The documents of one request hold at most ${batchBytesMax} bytes together.`,
    )
  }
}

async function requireRoom(
  room: QBusinessRoom,
  { scope }: OpenApplication,
  indexId: string,
  units: number,
  more: number,
): Promise<void> {
  const limit = room.settings.documentsPerUnit * units
  const held = await scope.records.count('document', { parent: indexId })
  if (held + more > limit)
    throw quotaExceeded('Index', indexId, `${limit} documents with ${units} capacity units`)
}

function failure(id: string | undefined, errorMessage: string, sync: PutSync | undefined): FailedDocument {
  return { id, error: { errorCode: 'InvalidRequest', errorMessage }, dataSourceId: sync?.dataSourceId }
}

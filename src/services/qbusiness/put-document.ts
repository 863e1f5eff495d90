import type { Document } from '@aws-sdk/client-qbusiness'
import {
  RecordConflictError,
  RecordExistsError,
  type RecordWrite,
  type SealedRecord,
} from '../../envelope/envelope.ts'
import { given } from '../../resources/given.ts'
import { keyedId } from '../../resources/keyed-id.ts'
import type { OpenApplication } from './application.ts'
import { readOwnAttributes, stringAttribute } from './attributes.ts'
import type { DocumentBody } from './bodies.ts'
import { deleteContent, newContentId, putContent } from './document-content.ts'
import { conflict, fieldInvalid } from './errors.ts'
import { requireRecordSize } from './record-size.ts'
import type { QBusinessRoom } from './room.ts'
import { enqueueIndexing } from './schedule.ts'

export interface DocumentToPut {
  readonly documentId: string
  readonly body: Omit<DocumentBody, 'contentId' | 'textBytes'>
  readonly content: Uint8Array
}

export interface PutSync {
  readonly executionId: string
  readonly dataSourceId: string
}

/** `refused`: the document is being deleted. */
export type PutOutcome = 'added' | 'modified' | 'refused'

/** @returns why this document cannot be taken, or the document. @throws ValidationException for a malformed request. */
export function readDocument(
  document: Document,
  sync: PutSync | undefined,
): DocumentToPut | { readonly refusal: string } {
  const documentId = given(document.id, 'document id')
  if (document.content?.s3 !== undefined) {
    return { refusal: 'Content from Amazon S3 is not available yet: send the content itself.' }
  }
  if (
    document.documentEnrichmentConfiguration !== undefined ||
    document.mediaExtractionConfiguration !== undefined
  ) {
    return { refusal: 'Document enrichment and media extraction are not available here.' }
  }
  for (const { principals } of document.accessConfiguration?.accessControls ?? []) {
    for (const principal of principals ?? []) {
      if ((principal.user?.id ?? principal.group?.name) === undefined) {
        throw fieldInvalid(
          'documents.accessConfiguration',
          'A principal needs the id of a user or the name of a group.',
        )
      }
    }
  }
  const attributes = readOwnAttributes(document.attributes ?? [], 'documents.attributes')
  const body = {
    documentId,
    title: document.title ?? stringAttribute(attributes, '_document_title'),
    contentType: document.contentType,
    attributes,
    accessConfiguration: document.accessConfiguration,
    dataSourceId: sync?.dataSourceId,
    executionId: sync?.executionId,
  }
  requireRecordSize(body, 'documents')
  return { documentId, body, content: document.content?.blob ?? new Uint8Array(0) }
}

/** The record id of a document: the same document id in the same index is the same document. */
export function documentRecordId(secret: string, indexId: string, documentId: string): string {
  return keyedId(secret, 'document', [indexId, documentId])
}

/**
 * Stores documents: their raw bytes, and the records that point to them, in one transaction with the job that indexes
 * them. Outcomes are in the order of the documents.
 * @throws ConflictException when two puts of a document meet; none of the documents is changed then.
 */
export async function putDocuments(
  room: QBusinessRoom,
  { scope, secret }: OpenApplication,
  indexId: string,
  documents: readonly DocumentToPut[],
): Promise<readonly PutOutcome[]> {
  const found = await Promise.all(
    documents.map(async (document) => {
      const id = documentRecordId(secret, indexId, document.documentId)
      const existing = await scope.records.get<DocumentBody>('document', id)
      return { document, id, contentId: newContentId(id), existing }
    }),
  )
  const taken = found.filter(({ existing }) => existing?.status !== 'DELETING')
  const replaced = taken.flatMap(({ existing }) => existing ?? [])
  try {
    const writes: RecordWrite<unknown>[] = []
    // A millisecond apart, so that they are listed in the order they were given in.
    const firstAt = room.now() - taken.length
    for (const [i, put] of taken.entries()) {
      writes.push(...(await putContent(scope, put.id, put.contentId, put.document.content)))
      writes.push(documentWrite(indexId, put, firstAt + i))
    }
    if (writes.length > 0) {
      await scope.records.save(writes, {
        whole: true,
        also: (tx) => enqueueIndexing(room, tx, scope.id, indexId),
      })
      room.storage.jobs.nudge()
    }
  } catch (error) {
    // After any other error the answer to a commit may have been lost.
    if (!(error instanceof RecordConflictError || error instanceof RecordExistsError)) throw error
    await deleteContent(
      scope,
      taken.map(({ contentId }) => contentId),
    )
    throw conflict('Index', indexId, 'One of the documents is being changed by another request. Try again.')
  }
  await deleteContent(
    scope,
    replaced.map(({ body }) => body.contentId),
  )
  return found.map(({ existing }) => {
    if (existing?.status === 'DELETING') return 'refused'
    return existing === null ? 'added' : 'modified'
  })
}

interface Put {
  readonly document: DocumentToPut
  readonly id: string
  readonly contentId: string
  readonly existing: SealedRecord<DocumentBody> | null
}

function documentWrite(indexId: string, put: Put, createdAt: number): RecordWrite<DocumentBody> {
  const { document, id, contentId, existing } = put
  const body = { ...document.body, contentId, textBytes: existing?.body.textBytes ?? 0 }
  const indexes = searchableFields(indexId, body)
  if (existing !== null) return { update: existing, change: { body, status: 'UPDATED', indexes } }
  return {
    create: {
      kind: 'document',
      id,
      parent: indexId,
      status: 'RECEIVED',
      body,
      indexes,
      createdAt,
    },
  }
}

function searchableFields(indexId: string, body: DocumentToPut['body']): Readonly<Record<string, string>> {
  return {
    ...(body.dataSourceId === undefined ? {} : { dataSource: `${indexId}/${body.dataSourceId}` }),
    ...(body.executionId === undefined ? {} : { sync: body.executionId }),
  }
}

import type { Document } from '@aws-sdk/client-qbusiness'
import { RecordConflictError, RecordExistsError } from '../../envelope/envelope.ts'
import type { OpenApplication } from './application.ts'
import { readAttributes } from './attributes.ts'
import type { DocumentBody } from './bodies.ts'
import { conflict, fieldInvalid } from './errors.ts'
import { given } from './given.ts'
import { keyedId } from './keyed-id.ts'
import { requireRecordSize } from './record-size.ts'
import type { QBusinessRoom } from './room.ts'

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
  const body = {
    documentId,
    title: document.title,
    contentType: document.contentType,
    attributes: readAttributes(document.attributes ?? [], 'documents.attributes'),
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

/** The two places a document's raw bytes may rest: a new version never overwrites the one that is being read. */
export function contentIds(recordId: string): readonly [string, string] {
  return [`${recordId}.a`, `${recordId}.b`]
}

/** Stores the raw bytes, then the record that points to them. @throws ConflictException when two puts of a document meet. */
export async function putDocument(
  room: QBusinessRoom,
  { scope, secret }: OpenApplication,
  indexId: string,
  document: DocumentToPut,
): Promise<PutOutcome> {
  const id = documentRecordId(secret, indexId, document.documentId)
  const existing = await scope.records.get<DocumentBody>('document', id)
  if (existing?.status === 'DELETING') return 'refused'
  const [first, second] = contentIds(id)
  const contentId = existing?.body.contentId === first ? second : first
  const indexes = searchableFields(indexId, document.body)
  try {
    await scope.objects.delete('content', [contentId])
    await scope.objects.put('content', contentId, document.content)
    if (existing === null) {
      const body: DocumentBody = { ...document.body, contentId, textBytes: 0 }
      await scope.records.create({
        kind: 'document',
        id,
        parent: indexId,
        status: 'RECEIVED',
        body,
        indexes,
        createdAt: room.now(),
      })
      return 'added'
    }
    const body: DocumentBody = { ...document.body, contentId, textBytes: existing.body.textBytes }
    await scope.records.update<DocumentBody>(existing, { body, status: 'UPDATED', indexes })
    await scope.objects.delete('content', [existing.body.contentId])
    return 'modified'
  } catch (error) {
    if (error instanceof RecordConflictError || error instanceof RecordExistsError) {
      throw conflict('Index', indexId, 'One of the documents is being changed by another request. Try again.')
    }
    throw error
  }
}

function searchableFields(indexId: string, body: DocumentToPut['body']): Readonly<Record<string, string>> {
  return {
    ...(body.dataSourceId === undefined ? {} : { dataSource: `${indexId}/${body.dataSourceId}` }),
    ...(body.executionId === undefined ? {} : { sync: body.executionId }),
  }
}

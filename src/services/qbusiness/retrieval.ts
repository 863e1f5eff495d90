import type { AttributeFilter } from '@aws-sdk/client-qbusiness'
import type { SealedRecord } from '../../envelope/envelope.ts'
import type { Passage } from '../../search/search.ts'
import { mayRead } from './access-list.ts'
import type { OpenApplication } from './application.ts'
import { type AttributePredicate, compileFilter } from './attribute-filter.ts'
import type { AttributeValue } from './attributes.ts'
import type { DocumentBody, IndexBody, RetrieverBody } from './bodies.ts'
import type { ChatUser } from './chat-user.ts'
import { membershipOf } from './groups.ts'
import type { QBusinessRoom } from './room.ts'

export interface Hit {
  readonly indexId: string
  readonly passage: Passage
  readonly document: SealedRecord<DocumentBody>
}

export interface Question {
  readonly text: string
  readonly user: ChatUser
  readonly filter: AttributeFilter | undefined
  readonly limit: number
}

/** The indices that an application's retrievers search: native ones that are in use. */
export async function searchedIndices({ scope }: OpenApplication): Promise<readonly string[]> {
  const retrievers = await scope.records.list<RetrieverBody>('retriever', { status: 'ACTIVE' })
  return [...new Set(retrievers.map(({ body }) => body.indexId))]
}

/**
 * The best passages of documents that the user may read and the filter lets through, over all indices given.
 * @throws ValidationException on a malformed filter.
 */
export async function retrieve(
  room: QBusinessRoom,
  application: OpenApplication,
  indexIds: readonly string[],
  question: Question,
): Promise<readonly Hit[]> {
  const filter = compileFilter(question.filter)
  const found: Hit[] = []
  for (const indexId of indexIds) {
    const index = await application.scope.records.get<IndexBody>('index', indexId)
    if (index === null || (index.status !== 'ACTIVE' && index.status !== 'UPDATING')) continue
    found.push(...(await searchIndex(room, application, indexId, question, filter)))
  }
  return found.sort((a, b) => b.passage.score - a.passage.score).slice(0, question.limit)
}

async function searchIndex(
  room: QBusinessRoom,
  application: OpenApplication,
  indexId: string,
  question: Question,
  filter: AttributePredicate | null,
): Promise<readonly Hit[]> {
  const { scope } = application
  const membership = membershipOf(application, indexId, question.user)
  const documents = new Map<string, SealedRecord<DocumentBody>>()
  const passages = await room.search.query(scope, indexId, {
    text: question.text,
    limit: question.limit,
    accept: async (recordId) => {
      const document = await scope.records.get<DocumentBody>('document', recordId)
      // While a document is replaced or deleted the index may still hold its earlier text, for which its present access
      // list was not made: only what is indexed as it stands is served.
      if (document === null || document.status !== 'INDEXED' || document.parent !== indexId) return false
      if (filter !== null && !filter(filterable(document.body))) return false
      const { accessConfiguration, dataSourceId } = document.body
      if (!(await mayRead(accessConfiguration, dataSourceId ?? null, membership))) return false
      documents.set(recordId, document)
      return true
    },
  })
  return passages.flatMap((passage) => {
    const document = documents.get(passage.documentId)
    return document === undefined ? [] : [{ indexId, passage, document }]
  })
}

/** A document's attributes; what the service knows itself goes before what a document says of itself. */
function filterable(body: DocumentBody): ReadonlyMap<string, AttributeValue> {
  const attributes = new Map<string, AttributeValue>()
  for (const { name, value } of body.attributes) attributes.set(name, value)
  attributes.set('_document_id', { kind: 'string', value: body.documentId })
  if (body.title !== undefined) attributes.set('_document_title', { kind: 'string', value: body.title })
  if (body.contentType !== undefined)
    attributes.set('_file_type', { kind: 'string', value: body.contentType })
  if (body.dataSourceId !== undefined)
    attributes.set('_data_source_id', { kind: 'string', value: body.dataSourceId })
  return attributes
}

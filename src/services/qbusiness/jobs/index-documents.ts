import {
  ObjectMissingError,
  RecordConflictError,
  type Scope,
  type SealedRecord,
} from '../../../envelope/envelope.ts'
import type { SearchDocument } from '../../../search/search.ts'
import type { DocumentBody, IndexBody } from '../bodies.ts'
import { KeyUnavailableError } from '../errors.ts'
import { busyRetryMs } from '../exclusive.ts'
import type { QBusinessRoom } from '../room.ts'
import { countInSync } from '../sync-jobs.ts'
import { removeIndexContent } from './delete-index.ts'
import { idOf, type JobTools, type ScopeWork } from './job-scope.ts'
import { readText } from './read-text.ts'
import { addIndexedBytes, removeDeleted, schedulePurge } from './remove-documents.ts'

const documentsPerRound = 100
const textPerRoundMax = 8_000_000
/** From this attempt on documents go in one by one, so that the one which breaks the round is found. */
const attemptsTogether = 3
// PROCESSING first: those are what a crash left half done.
const waiting = ['PROCESSING', 'UPDATED', 'RECEIVED'] as const

interface ReadDocument {
  readonly record: SealedRecord<DocumentBody>
  readonly search: SearchDocument
}

/** Indexes whatever waits in an index, in rounds, until nothing does. */
export function indexDocuments(room: QBusinessRoom): ScopeWork {
  return async (scope, payload, job) => {
    const indexId = idOf(payload, 'indexId')
    const outcome = await room.indexWriters.tryRun(`${scope.id}/${indexId}`, () =>
      drain(room, scope, indexId, job),
    )
    return outcome.ran ? outcome.result : room.now() + busyRetryMs
  }
}

async function drain(
  room: QBusinessRoom,
  scope: Scope,
  indexId: string,
  job: JobTools,
): Promise<number | undefined> {
  for (;;) {
    if (job.signal.aborted) return room.now()
    const index = await scope.records.get<IndexBody>('index', indexId)
    // Documents whose index was deleted while they were put have nowhere to go.
    if (index === null) await removeIndexContent(room, scope, indexId)
    if (index === null || index.status === 'DELETING') return undefined
    await removeDeleted(room, scope, indexId)
    const round = await takeRound(scope, indexId, job.attempts < attemptsTogether ? documentsPerRound : 1)
    if (round.length === 0) return undefined
    await indexRound(room, scope, indexId, round, job)
  }
}

async function takeRound(
  scope: Scope,
  indexId: string,
  limit: number,
): Promise<readonly SealedRecord<DocumentBody>[]> {
  for (const status of waiting) {
    const records = await scope.records.list<DocumentBody>('document', { parent: indexId, status, limit })
    if (records.length > 0) return records
  }
  return []
}

async function indexRound(
  room: QBusinessRoom,
  scope: Scope,
  indexId: string,
  round: readonly SealedRecord<DocumentBody>[],
  job: JobTools,
): Promise<void> {
  const read: ReadDocument[] = []
  let characters = 0
  for (const document of round) {
    if (characters > textPerRoundMax) break
    const ready = await readOne(room, scope, indexId, document)
    if (ready === null) continue
    read.push(ready)
    characters += ready.search.text.length
  }
  if (read.length === 0) return
  if (read.some(({ record }) => record.body.textBytes > 0)) await schedulePurge(room, scope, indexId)
  try {
    await room.search.add(
      scope,
      indexId,
      read.map(({ search }) => search),
    )
  } catch (error) {
    const alone = job.attempts >= attemptsTogether && read.length === 1
    if (!alone || error instanceof KeyUnavailableError || error instanceof RecordConflictError) throw error
    for (const { record } of read) await fail(scope, indexId, record, 'The document could not be indexed.')
    return
  }
  for (const { record, search } of read) await markIndexed(scope, indexId, record, search)
}

/** Null when there is nothing to index: the document was unreadable, or it changed in the meantime. */
async function readOne(
  room: QBusinessRoom,
  scope: Scope,
  indexId: string,
  document: SealedRecord<DocumentBody>,
): Promise<ReadDocument | null> {
  try {
    const record =
      document.status === 'PROCESSING'
        ? document
        : await scope.records.update(document, { status: 'PROCESSING' })
    const content = await scope.objects.readAll('content', record.body.contentId)
    const text = await readText(room, record.body, content)
    if ('unreadable' in text) {
      if (record.body.textBytes > 0) await schedulePurge(room, scope, indexId)
      await room.search.remove(scope, indexId, [record.id])
      await fail(scope, indexId, record, text.unreadable)
      return null
    }
    return { record, search: { id: record.id, title: text.title, text: text.text } }
  } catch (error) {
    if (error instanceof RecordConflictError) return null
    if (!(error instanceof ObjectMissingError)) throw error
    return missingContent(scope, indexId, document)
  }
}

/** Another version replaced the bytes under our feet, which the next round sees; or they are truly gone. */
async function missingContent(
  scope: Scope,
  indexId: string,
  document: SealedRecord<DocumentBody>,
): Promise<null> {
  const now = await scope.records.get<DocumentBody>('document', document.id)
  if (now?.body.contentId === document.body.contentId && now.status === 'PROCESSING') {
    await fail(scope, indexId, now, 'The content of the document is missing. Put it again.')
  }
  return null
}

async function markIndexed(
  scope: Scope,
  indexId: string,
  record: SealedRecord<DocumentBody>,
  search: SearchDocument,
): Promise<void> {
  const textBytes = Buffer.byteLength(search.text)
  try {
    await scope.records.update(record, {
      status: 'INDEXED',
      body: { ...record.body, textBytes, error: undefined },
    })
    await addIndexedBytes(scope, indexId, textBytes - record.body.textBytes)
  } catch (error) {
    if (!(error instanceof RecordConflictError)) throw error
    // Replaced while it was read. If another node has indexed the newer version already, our older text came after it.
    const now = await scope.records.get<DocumentBody>('document', record.id)
    if (now?.status === 'INDEXED') await scope.records.setStatus('document', record.id, 'UPDATED')
  }
}

async function fail(
  scope: Scope,
  indexId: string,
  record: SealedRecord<DocumentBody>,
  errorMessage: string,
): Promise<void> {
  const error = { errorCode: 'InvalidRequest', errorMessage } as const
  try {
    await scope.records.update(record, { status: 'FAILED', body: { ...record.body, textBytes: 0, error } })
  } catch (conflict) {
    if (conflict instanceof RecordConflictError) return
    throw conflict
  }
  await addIndexedBytes(scope, indexId, -record.body.textBytes)
  if (record.body.executionId !== undefined)
    await countInSync(scope.records, record.body.executionId, { failed: 1 })
}

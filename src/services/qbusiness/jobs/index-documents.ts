import { setTimeout } from 'node:timers/promises'
import {
  ObjectMissingError,
  RecordConflictError,
  type Scope,
  type SealedRecord,
} from '../../../envelope/envelope.ts'
import { idOf, type JobTools, type ScopeWork } from '../../../resources/jobs.ts'
import type { SearchDocument } from '../../../search/search.ts'
import type { DocumentBody, IndexBody } from '../bodies.ts'
import { readContent } from '../document-content.ts'
import { KeyUnavailableError } from '../errors.ts'
import { busyRetryMs } from '../exclusive.ts'
import type { QBusinessRoom } from '../room.ts'
import { countInSync } from '../sync-jobs.ts'
import { removeIndexContent } from './delete-index.ts'
import { readText } from './read-text.ts'
import { addIndexedBytes, removeDeleted, schedulePurge } from './remove-documents.ts'

/** A round is one change of the index: the larger, the fewer segments are written and merged. */
const documentsPerRound = 1_000
/** UTF-16 units of text and records. A round may exceed it by the documents that are read at the same time. */
const charactersPerRound = 8_000_000
const recordsPerPage = 100
/** Documents read at the same time: one more than the extractor has workers by default. */
const readersMax = 3
/** While documents keep coming, the next round lets this many gather for so long. */
const gatherCount = 250
const gatherMs = 250
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
  const limit = job.attempts < attemptsTogether ? documentsPerRound : 1
  for (let round = 1; ; round += 1) {
    if (job.signal.aborted) return room.now()
    const index = await scope.records.get<IndexBody>('index', indexId)
    // Documents whose index was deleted while they were put have nowhere to go.
    if (index === null) await removeIndexContent(room, scope, indexId)
    if (index === null || index.status === 'DELETING') return undefined
    await removeDeleted(room, scope, indexId)
    const waitingCount = await countWaiting(scope, indexId)
    if (waitingCount === 0) return undefined
    if (round > 1 && waitingCount < gatherCount) await gather(job.signal)
    await indexRound(room, scope, indexId, await readRound(room, scope, indexId, limit), job)
  }
}

async function countWaiting(scope: Scope, indexId: string): Promise<number> {
  const counts = waiting.map((status) => scope.records.count('document', { parent: indexId, status }))
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0)
}

async function gather(signal: AbortSignal): Promise<void> {
  await setTimeout(gatherMs, undefined, { signal }).catch(() => undefined)
}

/** Documents that wait, with their text, as many as make a round. They are PROCESSING then. */
async function readRound(
  room: QBusinessRoom,
  scope: Scope,
  indexId: string,
  limit: number,
): Promise<readonly ReadDocument[]> {
  const read: ReadDocument[] = []
  let [documents, characters] = [0, 0]
  for (const status of waiting) {
    let after: string | undefined
    while (documents < limit && characters < charactersPerRound) {
      const pageLimit = Math.min(recordsPerPage, limit - documents)
      const page = await scope.records.list<DocumentBody>('document', {
        parent: indexId,
        status,
        limit: pageLimit,
        after,
      })
      after = page.at(-1)?.cursor
      documents += page.length
      characters += page.reduce((sum, { body }) => sum + JSON.stringify(body).length, 0)
      const taken = status === 'PROCESSING' ? page : await markProcessing(scope, page)
      await inParallel(taken, readersMax, async (record) => {
        // What is not read now is PROCESSING and comes first in the next round.
        if (characters >= charactersPerRound) return
        const ready = await readOne(room, scope, indexId, record)
        if (ready === null) return
        characters += ready.search.text.length
        read.push(ready)
      })
      if (page.length < pageLimit) break
    }
  }
  return read
}

/** Without those that were put again in the meantime. */
async function markProcessing(
  scope: Scope,
  records: readonly SealedRecord<DocumentBody>[],
): Promise<readonly SealedRecord<DocumentBody>[]> {
  if (records.length === 0) return []
  const writes = records.map((update) => ({ update, change: { status: 'PROCESSING' } }))
  return (await scope.records.save<DocumentBody>(writes)).filter((record) => record !== null)
}

async function indexRound(
  room: QBusinessRoom,
  scope: Scope,
  indexId: string,
  read: readonly ReadDocument[],
  job: JobTools,
): Promise<void> {
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
  for (let start = 0; start < read.length; start += recordsPerPage)
    await markIndexed(scope, indexId, read.slice(start, start + recordsPerPage))
}

/** Null when there is nothing to index: the document was unreadable, or it changed in the meantime. */
async function readOne(
  room: QBusinessRoom,
  scope: Scope,
  indexId: string,
  record: SealedRecord<DocumentBody>,
): Promise<ReadDocument | null> {
  try {
    const content = await readContent(scope, record.body.contentId)
    const text = await readText(room, record.body, content)
    if ('unreadable' in text) {
      if (record.body.textBytes > 0) await schedulePurge(room, scope, indexId)
      await room.search.remove(scope, indexId, [record.id])
      await fail(scope, indexId, record, text.unreadable)
      return null
    }
    return { record, search: { id: record.id, title: text.title, text: text.text } }
  } catch (error) {
    if (!(error instanceof ObjectMissingError)) throw error
    return missingContent(scope, indexId, record)
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

async function markIndexed(scope: Scope, indexId: string, read: readonly ReadDocument[]): Promise<void> {
  const writes = read.map(({ record, search }) => {
    const body = { ...record.body, textBytes: Buffer.byteLength(search.text), error: undefined }
    return { update: record, change: { status: 'INDEXED', body } }
  })
  const saved = await scope.records.save<DocumentBody>(writes)
  let bytes = 0
  for (const [i, { record }] of read.entries()) {
    const now = saved[i] ?? null
    if (now === null) await againIfIndexed(scope, record.id)
    else bytes += now.body.textBytes - record.body.textBytes
  }
  await addIndexedBytes(scope, indexId, bytes)
}

/** Replaced while it was read. If another node has indexed the newer version already, our older text came after it. */
async function againIfIndexed(scope: Scope, recordId: string): Promise<void> {
  const now = await scope.records.get<DocumentBody>('document', recordId)
  if (now?.status === 'INDEXED') await scope.records.setStatus('document', recordId, 'UPDATED')
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

async function inParallel<T>(
  items: readonly T[],
  workersMax: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const left = items.values()
  await Promise.all(
    Array.from({ length: workersMax }, async () => {
      for (const item of left) await work(item)
    }),
  )
}

import type { Scope } from '../../../envelope/envelope.ts'
import { schedule } from '../../../resources/jobs.ts'
import type { DocumentBody, IndexBody } from '../bodies.ts'
import { changeRecord } from '../change-record.ts'
import { deleteContentOf } from '../document-content.ts'
import type { QBusinessRoom } from '../room.ts'

const chunk = 200

/** Takes documents that are DELETING out of the index and off the disk. The caller holds the index's writer. */
export async function removeDeleted(room: QBusinessRoom, scope: Scope, indexId: string): Promise<void> {
  for (;;) {
    const documents = await scope.records.list<DocumentBody>('document', {
      parent: indexId,
      status: 'DELETING',
      limit: chunk,
    })
    if (documents.length === 0) return
    const ids = documents.map(({ id }) => id)
    await schedulePurge(room, scope, indexId)
    await room.search.remove(scope, indexId, ids)
    await deleteContentOf(scope, ids)
    await addIndexedBytes(scope, indexId, -documents.reduce((sum, { body }) => sum + body.textBytes, 0))
    await scope.records.delete('document', ids)
  }
}

/** Plans that the words of documents which are about to leave the index leave the disk, many documents at a time. */
export async function schedulePurge(room: QBusinessRoom, scope: Scope, indexId: string): Promise<void> {
  const job = { kind: 'qbusiness:purge-index', id: indexId, payload: { scopeId: scope.id, indexId } } as const
  await schedule(room, job, room.now() + room.settings.purgeDelayMs)
}

/** Keeps the index's statistics. */
export async function addIndexedBytes(scope: Scope, indexId: string, bytes: number): Promise<void> {
  if (bytes === 0) return
  await changeRecord<IndexBody>(scope.records, 'index', indexId, ({ body }) => ({
    body: { ...body, indexedTextBytes: Math.max(0, body.indexedTextBytes + bytes) },
  }))
}

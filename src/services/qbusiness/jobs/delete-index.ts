import type { Scope } from '../../../envelope/envelope.ts'
import { idOf, type ScopeWork } from '../../../resources/jobs.ts'
import { deleteContentOf } from '../document-content.ts'
import { busyRetryMs } from '../exclusive.ts'
import type { QBusinessRoom } from '../room.ts'

const chunk = 500

/** Everything of the index, its record last. Nothing of it needs the key. */
export function deleteIndexJob(room: QBusinessRoom): ScopeWork {
  return async (scope, payload) => {
    const indexId = idOf(payload, 'indexId')
    const outcome = await room.indexWriters.tryRun(`${scope.id}/${indexId}`, async () => {
      await removeIndexContent(room, scope, indexId)
      await scope.records.delete('index', [indexId])
    })
    return outcome.ran ? undefined : room.now() + busyRetryMs
  }
}

/** Segments, raw contents and records below an index. The caller holds the index's writer. */
export async function removeIndexContent(room: QBusinessRoom, scope: Scope, indexId: string): Promise<void> {
  const { records } = scope
  await room.search.drop(scope, indexId)
  for (;;) {
    const documents = await records.outlines('document', { parent: indexId, limit: chunk })
    if (documents.length === 0) break
    const ids = documents.map(({ id }) => id)
    await deleteContentOf(scope, ids)
    await records.delete('document', ids)
  }
  for (const dataSource of await records.outlines('data-source', { parent: indexId })) {
    await records.deleteChildren('sync-job', dataSource.id)
  }
  await records.deleteChildren('data-source', indexId)
  await records.deleteChildren('group', indexId)
}

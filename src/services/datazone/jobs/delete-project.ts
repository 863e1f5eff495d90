import type { SealedRecords } from '../../../envelope/envelope.ts'
import { idOf, type ScopeWork } from '../../../resources/jobs.ts'

const chunk = 500

/**
 * Assets and members go first, so that a crash in between is done over. Needs no key. A project that is not DELETING is
 * left alone: the call that planned this failed before it began.
 */
export const deleteProjectJob: ScopeWork = async ({ records }, payload) => {
  const projectId = idOf(payload, 'projectId')
  const project = await findOutline(records, projectId)
  if (project !== 'DELETING') return undefined
  await removeContents(records, projectId)
  await records.delete('project', [projectId])
  // What calls that were under way have put in since.
  await removeContents(records, projectId)
  return undefined
}

/** The status, without opening anything; null when there is none. */
async function findOutline(records: SealedRecords, projectId: string): Promise<string | null> {
  for (let after: string | undefined; ; ) {
    const page = await records.outlines('project', { status: 'DELETING', limit: chunk, after })
    const found = page.find(({ id }) => id === projectId)
    if (found !== undefined) return found.status
    after = page.at(-1)?.cursor
    if (page.length < chunk) return null
  }
}

async function removeContents(records: SealedRecords, projectId: string): Promise<void> {
  for (;;) {
    const assets = await records.outlines('asset', { parent: projectId, limit: chunk })
    for (const { id } of assets) await records.deleteChildren('asset-revision', id)
    await records.delete(
      'asset',
      assets.map(({ id }) => id),
    )
    if (assets.length < chunk) break
  }
  await records.deleteChildren('membership', projectId)
}

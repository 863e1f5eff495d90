import type { Scope } from '../../envelope/envelope.ts'
import type { Authority } from '../../storage/storage.ts'
import { type CacheBudget, SegmentCache } from './segment-cache.ts'

/** What the room needs of its process. */
export interface SearchContext {
  readonly authority: Authority
  readonly budget: CacheBudget
  readonly now: () => number
}

/** An index of a scope, at hand. */
export interface OpenIndex {
  readonly scope: Scope
  readonly indexId: string
  readonly cache: SegmentCache
  /** Rejects when the key went out of reach after the index was opened: call before handing anything out. */
  requireCurrent(): Promise<void>
}

/** Opens an index with the cache that the authority holds for it, or a new one after proof that the key can be reached. */
export async function openIndex(context: SearchContext, scope: Scope, indexId: string): Promise<OpenIndex> {
  const key = `search/${scope.id}/${indexId}`
  const cache = await context.authority.read(scope.subject, key, async () => {
    await scope.requireKey()
    return new SegmentCache(context.budget)
  })
  const requireCurrent = async (): Promise<void> => {
    if ((await context.authority.peek(scope.subject, key)) !== cache) await scope.requireKey()
  }
  return { scope, indexId, cache, requireCurrent }
}

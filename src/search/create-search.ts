import type { Scope } from '../envelope/envelope.ts'
import type { Authority } from '../storage/storage.ts'
import type { SearchContext } from './index/open-index.ts'
import { CacheBudget } from './index/segment-cache.ts'
import { dropIndex } from './index/sweep.ts'
import { changeIndex, type IndexChange } from './index/write-index.ts'
import { queryIndex } from './query/query-index.ts'
import type { Search } from './search.ts'

export interface SearchOptions {
  readonly authority: Authority
  readonly now: () => number
  /** What decrypted index parts may take in memory, all indexes together. Default 256 MiB. */
  readonly cacheBytesMax?: number
}

/** Search over the sealed segments of scopes. */
export function createSearch({ authority, now, cacheBytesMax = 256 * 1024 * 1024 }: SearchOptions): Search {
  const context: SearchContext = { authority, now, budget: new CacheBudget(cacheBytesMax) }
  const inTurn = createTurns()
  const change = (scope: Scope, indexId: string, what: Partial<IndexChange>): Promise<void> =>
    inTurn(`${scope.id}/${indexId}`, () =>
      changeIndex(context, scope, indexId, { add: [], remove: [], purge: false, ...what }),
    )
  return {
    add: (scope, indexId, documents) => change(scope, indexId, { add: documents }),
    remove: (scope, indexId, documentIds) => change(scope, indexId, { remove: documentIds }),
    purge: (scope, indexId) => change(scope, indexId, { purge: true }),
    query: (scope, indexId, query) => queryIndex(context, scope, indexId, query),
    drop: (scope, indexId) => inTurn(`${scope.id}/${indexId}`, () => dropIndex(scope, indexId)),
  }
}

/** Runs work of one key in the order it came; the work of another key does not wait for it. */
function createTurns(): (key: string, work: () => Promise<void>) => Promise<void> {
  const last = new Map<string, Promise<void>>()
  return (key, work) => {
    const turn = (last.get(key) ?? Promise.resolve()).then(work)
    const settled = turn.catch(() => undefined)
    last.set(key, settled)
    void settled.then(() => {
      if (last.get(key) === settled) last.delete(key)
    })
    return turn
  }
}

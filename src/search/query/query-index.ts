import { ObjectMissingError, type Scope } from '../../envelope/envelope.ts'
import { type OpenIndex, openIndex, type SearchContext } from '../index/open-index.ts'
import type { Passage, SearchQuery } from '../search.ts'
import { termsOf } from '../text/analyze.ts'
import { expandTerms } from './expand-terms.ts'
import { joinNeighbours } from './join-neighbours.ts'
import { readLiveIndex } from './live-index.ts'
import { refine } from './refine.ts'
import { documentId, type ScoredPassage, scorePassages } from './score.ts'

/** Limits on what arrives. In UTF-16 units, terms and passages. */
const questionLengthMax = 20_000
const questionTermsMax = 48
const limitMax = 100
/** A merge deletes what a query on the revision before still reads: it starts over this often. */
const attemptsMax = 4

/** Best passages first. @throws what the scope throws when its key is out of reach */
export async function queryIndex(
  context: SearchContext,
  scope: Scope,
  indexId: string,
  query: SearchQuery,
): Promise<readonly Passage[]> {
  for (let attempt = 1; ; attempt += 1) {
    const index = await openIndex(context, scope, indexId)
    try {
      const passages = await answer(index, query)
      await index.requireCurrent()
      return passages
    } catch (error) {
      if (!(error instanceof ObjectMissingError) || attempt === attemptsMax) throw error
    }
  }
}

async function answer(index: OpenIndex, query: SearchQuery): Promise<readonly Passage[]> {
  const questionTerms = termsOf(query.text.slice(0, questionLengthMax)).slice(0, questionTermsMax)
  const limit = Math.min(query.limit, limitMax)
  const live = await readLiveIndex(index)
  if (questionTerms.length === 0 || limit < 1 || live.passages === 0) return []
  const expansion = expandTerms(live, questionTerms)
  const scored = await scorePassages(index, live, expansion)
  const candidates = await firstAccepted(scored, query.accept, Math.max(20, limit * 3))
  const refined = await refine(index, candidates, expansion.wanted)
  return (await joinNeighbours(index, refined, limit)).slice(0, limit)
}

/** The best passages of documents that the caller may see; each document is asked for once. */
async function firstAccepted(
  scored: Iterable<ScoredPassage>,
  accept: SearchQuery['accept'],
  count: number,
): Promise<ScoredPassage[]> {
  const answers = new Map<string, boolean>()
  const accepted: ScoredPassage[] = []
  for (const passage of scored) {
    if (accepted.length === count) break
    const id = documentId(passage)
    let allowed = answers.get(id)
    if (allowed === undefined) {
      allowed = accept === undefined || (await accept(id))
      answers.set(id, allowed)
    }
    if (allowed) accepted.push(passage)
  }
  return accepted
}

import MiniSearch, { type SearchResult } from 'minisearch'
import type { OpenIndex } from '../index/open-index.ts'
import { fields } from '../segment/postings.ts'
import { readAffordable } from './affordable-terms.ts'
import type { Expansion } from './expand-terms.ts'
import { Gathered, type Place } from './gathered.ts'
import type { LiveIndex } from './live-index.ts'

export interface ScoredPassage extends Place {
  readonly score: number
}

const boost: Readonly<Record<(typeof fields)[number], number>> = { title: 1.6, heading: 1.3, text: 1 }
const prefixWeight = 0.25
const correctionWeight = 0.5

/**
 * Scores passages by BM25+ (MiniSearch). Just the postings of the question's terms are gathered from all segments into one
 * small MiniSearch index that carries the whole index's statistics: scores are those of an index that was never cut into
 * segments, and nothing else has to be read. It lives as long as the query. Best first; equals by document id and position.
 */
export async function scorePassages(
  index: OpenIndex,
  live: LiveIndex,
  expansion: Expansion,
): Promise<Iterable<ScoredPassage>> {
  const gathered = new Gathered(live)
  const postings = await readAffordable(index, live, expansion)
  // In an order that does not depend on how the index is cut: the sums then agree to the last bit.
  for (const ofTerm of postings.sort((a, b) => (a.term < b.term ? -1 : 1))) gathered.add(ofTerm)
  const engine = MiniSearch.loadJS(gathered.asPlainObject(), { fields: [...fields] })
  const results = engine.search('question', {
    tokenize: () => [...new Set(expansion.wanted)],
    processTerm: (term) => term,
    prefix: (term) => expansion.prefix.has(term),
    boostTerm: (term) => (expansion.corrections.has(term) ? correctionWeight : 1),
    boost,
    weights: { prefix: prefixWeight, fuzzy: 0 },
  })
  return inOrder(results, gathered)
}

export function documentId({ segment: { directory }, passage }: Place): string {
  return directory.documentIds[directory.passages.document[passage] as number] as string
}

/** MiniSearch gives the best first; of equals, whose order it leaves open, only as many are put in order as are read. */
function* inOrder(results: readonly SearchResult[], gathered: Gathered): Generator<ScoredPassage> {
  for (let from = 0, to = 0; from < results.length; from = to) {
    const score = results[from]?.score as number
    while (results[to]?.score === score) to += 1
    const equals = results.slice(from, to).map(({ id }) => ({ ...gathered.place(id), score }))
    yield* equals.length === 1 ? equals : equals.sort(byPlace)
  }
}

function byPlace(a: ScoredPassage, b: ScoredPassage): number {
  const [idOfA, idOfB] = [documentId(a), documentId(b)]
  if (idOfA === idOfB) return a.passage - b.passage
  return idOfA < idOfB ? -1 : 1
}

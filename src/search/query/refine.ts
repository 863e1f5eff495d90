import type { OpenIndex } from '../index/open-index.ts'
import { readText } from '../index/read-segment.ts'
import { createTokenProcessor, tokenize } from '../text/analyze.ts'
import type { ScoredPassage } from './score.ts'

/** For each pair of the question's neighbouring words that stands together in a passage … */
const pairBoost = 0.08
/** … and for all pairs together. */
const pairBoostMax = 0.32
/** What a passage keeps that has almost none of the question's words: BM25 alone overrates one rare word. */
const coverageFloor = 0.55

/** Orders the best candidates anew by what BM25 does not see: how much of the question is there, and in its order. */
export async function refine(
  index: OpenIndex,
  candidates: readonly ScoredPassage[],
  questionTerms: readonly string[],
): Promise<ScoredPassage[]> {
  const wanted = new Set(questionTerms)
  const pairs = new Set(questionTerms.slice(1).map((term, i) => `${questionTerms[i]} ${term}`))
  const processToken = createTokenProcessor()
  const refined = await Promise.all(
    candidates.map(async (candidate) => {
      const { directory, stored } = candidate.segment
      const { byteStart, byteEnd, document } = directory.passages
      const at = candidate.passage
      const text = await readText(index, stored, byteStart[at] as number, byteEnd[at] as number)
      const words = tokenize(`${directory.titles[document[at] as number]} ${text}`)
      const terms = words.flatMap(processToken)
      const covered = wanted.intersection(new Set(terms)).size / wanted.size
      const found = new Set(terms.slice(1).map((term, i) => `${terms[i]} ${term}`)).intersection(pairs).size
      const factor =
        (coverageFloor + (1 - coverageFloor) * covered) * (1 + Math.min(pairBoostMax, found * pairBoost))
      return { ...candidate, score: candidate.score * factor }
    }),
  )
  // Stable: equals stay in the order of BM25.
  return refined.sort((a, b) => b.score - a.score)
}

import MiniSearch, { type AsPlainObject } from 'minisearch'
import type { OpenIndex } from '../index/open-index.ts'
import { readPostingBytes } from '../index/read-segment.ts'
import { fields, readPostings, titleField } from '../segment/postings.ts'
import { type Expansion, lowerBound } from './expand-terms.ts'
import type { LiveIndex, LiveSegment } from './live-index.ts'

export interface ScoredPassage {
  readonly segment: LiveSegment
  /** Ordinal within the segment. */
  readonly passage: number
  readonly score: number
}

/**
 * Bytes of postings one query may score, about as many postings: some twenty milliseconds. The commonest terms beyond
 * that have little weight, and `refine` still sees them in the best passages.
 */
const postingsBytesMax = 24_000
const boost = { title: 1.6, heading: 1.3, text: 1 }
const prefixWeight = 0.25
const correctionWeight = 0.5

/**
 * Scores all passages by BM25+ (MiniSearch). Just the postings of the question's terms are gathered from all segments
 * into one small MiniSearch index that carries the whole index's statistics: scores are those of an index that was
 * never cut into segments, and nothing else has to be read. Best first; equals by document id and position.
 */
export async function scorePassages(
  index: OpenIndex,
  live: LiveIndex,
  expansion: Expansion,
): Promise<ScoredPassage[]> {
  const gathered = new Gathered(live)
  for (const term of affordable(live, expansion)) {
    const parts = await Promise.all(live.segments.map((segment) => readTerm(index, segment, term)))
    for (const [i, bytes] of parts.entries()) {
      if (bytes !== null) gathered.add(live.segments[i] as LiveSegment, term, bytes)
    }
  }
  const engine = MiniSearch.loadJS(gathered.asPlainObject(), { fields: [...fields] })
  const results = engine.search('question', {
    tokenize: () => [...new Set(expansion.wanted)],
    processTerm: (term) => term,
    prefix: (term) => expansion.prefix.has(term),
    boostTerm: (term) => (expansion.corrections.has(term) ? correctionWeight : 1),
    boost,
    weights: { prefix: prefixWeight, fuzzy: 0 },
  })
  return results.map(({ id, score }) => gathered.place(id, score)).sort(bestFirst)
}

function bestFirst(a: ScoredPassage, b: ScoredPassage): number {
  return b.score - a.score || compare(documentId(a), documentId(b)) || a.passage - b.passage
}

export function documentId({ segment: { directory }, passage }: ScoredPassage): string {
  return directory.documentIds[directory.passages.document[passage] as number] as string
}

function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

/** The question's own terms before those they were expanded to, the rarest first, as many as the limit allows. */
function affordable(live: LiveIndex, { terms, exact }: Expansion): string[] {
  const sized = terms.map((term) => ({
    term,
    bytes: postingsBytes(live, term),
    rank: exact.has(term) ? 0 : 1,
  }))
  sized.sort((a, b) => a.rank - b.rank || a.bytes - b.bytes)
  let bytes = 0
  return sized
    .filter((candidate, i) => {
      bytes += candidate.bytes
      return i === 0 || bytes <= postingsBytesMax
    })
    .map(({ term }) => term)
}

function postingsBytes(live: LiveIndex, term: string): number {
  return live.segments.reduce((sum, segment) => {
    const range = postingsRange(segment, term)
    return sum + (range === null ? 0 : range.end - range.start)
  }, 0)
}

function postingsRange({ directory }: LiveSegment, term: string): { start: number; end: number } | null {
  const i = lowerBound(directory.terms, term)
  if (directory.terms[i] !== term) return null
  return { start: directory.postingsStart[i] as number, end: directory.postingsStart[i + 1] as number }
}

async function readTerm(index: OpenIndex, segment: LiveSegment, term: string): Promise<Buffer | null> {
  const range = postingsRange(segment, term)
  return range === null ? null : await readPostingBytes(index, segment.stored, range.start, range.end)
}

/** Postings on their way from segments into MiniSearch's serialised form. */
class Gathered {
  readonly #live: LiveIndex
  readonly #terms = new Map<string, [Frequencies, Frequencies, Frequencies]>()
  readonly #places = new Map<number, { segment: LiveSegment; passage: number }>()

  constructor(live: LiveIndex) {
    this.#live = live
  }

  add(segment: LiveSegment, term: string, bytes: Buffer): void {
    const { passages, firstPassage } = segment.directory
    let byField = this.#terms.get(term)
    if (byField === undefined) {
      byField = [{}, {}, {}]
      this.#terms.set(term, byField)
    }
    const frequencies = byField
    const put = (field: number, passage: number, frequency: number): void => {
      const number = segment.base + passage
      if (!this.#places.has(number)) this.#places.set(number, { segment, passage })
      ;(frequencies[field] as Frequencies)[number] = frequency
    }
    readPostings(bytes, (field, ordinal, frequency) => {
      const document = field === titleField ? ordinal : (passages.document[ordinal] as number)
      if (segment.dead.has(document)) return
      if (field !== titleField) return put(field, ordinal, frequency)
      const end = firstPassage[document + 1] as number
      for (let passage = firstPassage[document] as number; passage < end; passage += 1)
        put(field, passage, frequency)
    })
  }

  place(number: number, score: number): ScoredPassage {
    const place = this.#places.get(number)
    if (place === undefined) throw new Error('A passage was scored that was never gathered.')
    return { ...place, score }
  }

  asPlainObject(): AsPlainObject {
    const documentIds: Record<string, number> = {}
    const fieldLength: Record<string, number[]> = {}
    for (const [number, { segment, passage }] of this.#places) {
      const { passages, titleLength } = segment.directory
      documentIds[number] = number
      fieldLength[number] = [
        titleLength[passages.document[passage] as number] as number,
        passages.headingLength[passage] as number,
        passages.textLength[passage] as number,
      ]
    }
    return {
      documentCount: this.#live.passages,
      nextId: 0,
      documentIds,
      fieldIds: Object.fromEntries(fields.map((field, id) => [field, id])),
      fieldLength,
      averageFieldLength: [...this.#live.averageLength],
      storedFields: {},
      index: [...this.#terms].map(([term, byField]) => [term, Object.fromEntries(byField.entries())]),
      serializationVersion: 2,
    }
  }
}

type Frequencies = Record<string, number>

import type { OpenIndex } from '../index/open-index.ts'
import { readPostingBytes } from '../index/read-segment.ts'
import { fields, readPostings, titleField } from '../segment/postings.ts'
import { bm25 } from './bm25.ts'
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
const postingsBytesMax = 300_000
const boosts: Readonly<Record<(typeof fields)[number], number>> = { title: 1.6, heading: 1.3, text: 1 }
const prefixWeight = 0.25
/** How much of its weight a longer word loses for each letter more. */
const prefixDistanceWeight = 0.3
const correctionWeight = 0.5

/** Of one term: passages with it and how often they have it, by field. */
type Occurrences = readonly { readonly passages: number[]; readonly frequencies: number[] }[]

/**
 * Scores passages by BM25+. Just the postings of the question's terms are read, from all segments, and the statistics are
 * those of the whole index: scores are those of an index that was never cut into segments. Best first; equals by document
 * id and position.
 */
export async function scorePassages(
  index: OpenIndex,
  live: LiveIndex,
  expansion: Expansion,
): Promise<Iterable<ScoredPassage>> {
  const occurrences = new Map<string, Occurrences>()
  for (const term of affordable(live, expansion)) {
    const parts = await Promise.all(live.segments.map((segment) => readTerm(index, segment, term)))
    occurrences.set(term, gather(live, parts))
  }
  const scores = new Scores(live)
  for (const wanted of new Set(expansion.wanted)) {
    const weight = expansion.corrections.has(wanted) ? correctionWeight : 1
    scores.begin()
    for (const [term, found] of occurrences) {
      if (term === wanted) scores.add(found, weight)
      else if (expansion.prefix.has(wanted) && term.startsWith(wanted)) {
        const near = term.length / (term.length + prefixDistanceWeight * (term.length - wanted.length))
        scores.add(found, weight * prefixWeight * near)
      }
    }
  }
  return scores.bestFirst()
}

export function documentId({ segment: { directory }, passage }: ScoredPassage): string {
  return directory.documentIds[directory.passages.document[passage] as number] as string
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

function gather(live: LiveIndex, parts: readonly (Buffer | null)[]): Occurrences {
  const byField = fields.map(() => ({ passages: [] as number[], frequencies: [] as number[] }))
  for (const [i, bytes] of parts.entries()) {
    if (bytes === null) continue
    const { directory, dead, base } = live.segments[i] as LiveSegment
    const { passages, firstPassage } = directory
    const put = (field: number, passage: number, frequency: number): void => {
      byField[field]?.passages.push(base + passage)
      byField[field]?.frequencies.push(frequency)
    }
    readPostings(bytes, (field, ordinal, frequency) => {
      const document = field === titleField ? ordinal : (passages.document[ordinal] as number)
      if (dead.has(document)) return
      if (field !== titleField) return put(field, ordinal, frequency)
      const end = firstPassage[document + 1] as number
      for (let passage = firstPassage[document] as number; passage < end; passage += 1)
        put(field, passage, frequency)
    })
  }
  return byField
}

/** Sums up scores by passage. What has more of the wanted terms is worth more than the sum, as MiniSearch has it. */
class Scores {
  readonly #live: LiveIndex
  readonly #scores: Float64Array
  /** How many of the wanted terms a passage has, and the last of them that was counted. */
  readonly #matches: Uint16Array
  readonly #lastMatch: Uint16Array
  readonly #touched: number[] = []
  #wanted = 0

  constructor(live: LiveIndex) {
    const count = live.segments.reduce((sum, { stored }) => sum + stored.passages, 0)
    this.#live = live
    this.#scores = new Float64Array(count)
    this.#matches = new Uint16Array(count)
    this.#lastMatch = new Uint16Array(count)
  }

  /** What is added from here on belongs to the next wanted term. */
  begin(): void {
    this.#wanted += 1
  }

  add(occurrences: Occurrences, weight: number): void {
    for (const [field, { passages, frequencies }] of occurrences.entries()) {
      const boost = weight * boosts[fields[field] as (typeof fields)[number]]
      const score = bm25(this.#live.passages, passages.length, this.#live.averageLength[field] ?? 0)
      for (let i = 0; i < passages.length; i += 1) {
        const passage = passages[i] as number
        this.#match(passage)
        this.#scores[passage] =
          (this.#scores[passage] as number) +
          boost * score(frequencies[i] as number, this.#length(field, passage))
      }
    }
  }

  /** Sorted only as far as it is read. */
  *bestFirst(): Generator<ScoredPassage> {
    for (const passage of this.#touched)
      this.#scores[passage] = (this.#scores[passage] as number) * (this.#matches[passage] as number)
    const heap = this.#touched
    for (let i = (heap.length >>> 1) - 1; i >= 0; i -= 1) this.#sink(heap, i)
    while (heap.length > 0) {
      const best = heap[0] as number
      const last = heap.pop() as number
      if (heap.length > 0) {
        heap[0] = last
        this.#sink(heap, 0)
      }
      yield this.#place(best)
    }
  }

  #match(passage: number): void {
    if (this.#lastMatch[passage] === this.#wanted) return
    if (this.#matches[passage] === 0) this.#touched.push(passage)
    this.#lastMatch[passage] = this.#wanted
    this.#matches[passage] = (this.#matches[passage] as number) + 1
  }

  #sink(heap: number[], from: number): void {
    let at = from
    for (;;) {
      let best = at
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < heap.length && this.#isBefore(heap[child] as number, heap[best] as number)) best = child
      }
      if (best === at) return
      const moved = heap[at] as number
      heap[at] = heap[best] as number
      heap[best] = moved
      at = best
    }
  }

  #isBefore(a: number, b: number): boolean {
    const difference = (this.#scores[a] as number) - (this.#scores[b] as number)
    if (difference !== 0) return difference > 0
    const [idOfA, idOfB] = [documentId(this.#place(a)), documentId(this.#place(b))]
    return idOfA === idOfB ? a < b : idOfA < idOfB
  }

  #place(number: number): ScoredPassage {
    const segment = this.#segmentOf(number)
    return { segment, passage: number - segment.base, score: this.#scores[number] as number }
  }

  #length(field: number, number: number): number {
    const { base, directory } = this.#segmentOf(number)
    const { passages, titleLength } = directory
    const passage = number - base
    if (field === titleField) return titleLength[passages.document[passage] as number] as number
    return (fields[field] === 'heading' ? passages.headingLength : passages.textLength)[passage] as number
  }

  #segmentOf(number: number): LiveSegment {
    const { segments } = this.#live
    let low = 0
    let high = segments.length - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if ((segments[middle] as LiveSegment).base <= number) low = middle
      else high = middle - 1
    }
    return segments[low] as LiveSegment
  }
}

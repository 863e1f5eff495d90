import type { OpenIndex } from '../index/open-index.ts'
import { readPostingBytes } from '../index/read-segment.ts'
import { type Expansion, lowerBound } from './expand-terms.ts'
import type { LiveIndex, LiveSegment } from './live-index.ts'

/**
 * Bytes of postings one query may score, about as many postings: some twenty milliseconds of MiniSearch. The commonest terms beyond
 * that have little weight, and `refine` still sees them in the best passages.
 */
const postingsBytesMax = 16_000
/**
 * The rarest term alone may have more, up to this: a question of nothing but common words has an answer too. Segments
 * past it are left out, so that no question takes more memory than this and a segment's share.
 */
const rarestTermBytesMax = 240_000

/** A term's postings in the segments that have it. */
export interface TermPostings {
  readonly term: string
  readonly parts: readonly { readonly segment: LiveSegment; readonly bytes: Buffer }[]
}

/** The postings of the question's own terms before those they were expanded to, the rarest first, within the limit. */
export async function readAffordable(
  index: OpenIndex,
  live: LiveIndex,
  expansion: Expansion,
): Promise<TermPostings[]> {
  return await Promise.all(
    affordable(live, expansion).map(async ({ term, ranges }) => ({
      term,
      parts: await Promise.all(
        ranges.map(async ({ segment, start, end }) => ({
          segment,
          bytes: await readPostingBytes(index, segment.stored, start, end),
        })),
      ),
    })),
  )
}

interface SizedTerm {
  readonly term: string
  readonly ranges: readonly PostingsRange[]
  readonly bytes: number
}

interface PostingsRange {
  readonly segment: LiveSegment
  readonly start: number
  readonly end: number
}

function affordable(live: LiveIndex, { terms, exact }: Expansion): SizedTerm[] {
  const rank = ({ term }: SizedTerm): number => (exact.has(term) ? 0 : 1)
  const sized = terms.map((term) => sizeOf(live, term))
  sized.sort((a, b) => rank(a) - rank(b) || a.bytes - b.bytes)
  let bytes = 0
  return sized.filter((candidate, i) => {
    bytes += candidate.bytes
    return i === 0 || bytes <= postingsBytesMax
  })
}

function sizeOf({ segments }: LiveIndex, term: string): SizedTerm {
  const ranges: PostingsRange[] = []
  let bytes = 0
  for (const segment of segments) {
    const { terms, postingsStart } = segment.directory
    const i = lowerBound(terms, term)
    if (terms[i] !== term || bytes > rarestTermBytesMax) continue
    const [start, end] = [postingsStart[i] as number, postingsStart[i + 1] as number]
    ranges.push({ segment, start, end })
    bytes += end - start
  }
  return { term, ranges, bytes }
}

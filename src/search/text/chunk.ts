import { type Block, blocksOf } from './blocks.ts'
import { type Span, sentencesOf } from './sentences.ts'

/** A passage of a text: offsets in UTF-16 units, end exclusive, and the headings it stands under. */
export interface Chunk extends Span {
  readonly heading: string
}

/** A passage is closed once it is this long … */
const targetLength = 1000
/** … and never longer than this. */
const lengthMax = 1400
/** A heading opens a new passage unless the one before it would stay shorter than this. */
const sectionLengthMin = 250
/** When a paragraph has to be broken, its last sentence is repeated, unless it is longer than this. */
const overlapMax = 200

/**
 * Cuts text into passages at headings, paragraphs and sentences, in this order of preference. Deterministic; passages are
 * in order, cover everything but white space, and overlap by at most one sentence.
 */
export function chunk(text: string): Chunk[] {
  const chunks: Chunk[] = []
  // The last chunk is still open: what follows may be joined to it.
  for (const block of blocksOf(text)) {
    const open = chunks.at(-1)
    if (open !== undefined && joins(open, block)) {
      chunks[chunks.length - 1] = { ...open, end: block.end }
      continue
    }
    const pieces =
      block.end - block.start <= targetLength ? [block] : pack(sentencesOf(text, block, lengthMax))
    for (const { start, end } of pieces) chunks.push({ start, end, heading: block.heading })
  }
  return chunks
}

function joins(open: Chunk, block: Block): boolean {
  const length = open.end - open.start
  if (length >= targetLength || block.end - open.start > lengthMax) return false
  return block.heading === open.heading || length < sectionLengthMin
}

/** Sentences into spans of at most `lengthMax`, each beginning with the last sentence of the one before. */
function pack(sentences: readonly Span[]): Span[] {
  const spans: Span[] = []
  let first = 0
  for (let i = 0; i < sentences.length; i += 1) {
    const next = sentences[i + 1]
    const start = (sentences[first] as Span).start
    const end = (sentences[i] as Span).end
    if (next !== undefined && end - start < targetLength && next.end - start <= lengthMax) continue
    spans.push({ start, end })
    first = next !== undefined && i > first && overlaps(sentences[i] as Span, next) ? i : i + 1
  }
  return spans
}

function overlaps(sentence: Span, next: Span): boolean {
  return sentence.end - sentence.start <= overlapMax && next.end - sentence.start <= targetLength
}

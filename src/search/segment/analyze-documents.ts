import { setImmediate } from 'node:timers/promises'
import type { SearchDocument } from '../search.ts'
import { createTokenProcessor, type TokenProcessor, tokenize } from '../text/analyze.ts'
import { type Chunk, chunk } from '../text/chunk.ts'
import type { PassageRow } from './directory.ts'
import type { SegmentDraft } from './draft.ts'
import { titleField } from './postings.ts'

/** Passages analysed before other work of the process gets a turn: about ten milliseconds. */
const passagesPerTurn = 50
/** Titles are for showing. In UTF-16 units. */
const titleLengthMax = 1000

/** Cuts documents into passages and adds them, with how often they have which terms, to a draft. */
export async function analyzeDocuments(
  draft: SegmentDraft,
  documents: readonly SearchDocument[],
): Promise<void> {
  const processTerm = createTokenProcessor()
  for (const document of documents) await analyzeDocument(draft, document, processTerm)
}

async function analyzeDocument(
  draft: SegmentDraft,
  document: SearchDocument,
  processTerm: TokenProcessor,
): Promise<void> {
  const title = document.title.slice(0, titleLengthMax)
  const chunks = chunk(document.text)
  // A document without text is still found by its title.
  if (chunks.length === 0) chunks.push({ start: 0, end: 0, heading: '' })
  const base = { document: draft.documents, passage: draft.passages }
  const passages: PassageRow[] = []
  const bytesUntil = byteOffsets(document.text)
  let titleLength = 0
  for (let from = 0; from < chunks.length; from += passagesPerTurn) {
    const batch = chunks.slice(from, from + passagesPerTurn)
    const lengths = countTerms(
      draft,
      { ...base, passage: base.passage + from },
      batch,
      from === 0 ? title : '',
      document.text,
      processTerm,
    )
    if (from === 0) titleLength = lengths[0]?.[titleField] ?? 0
    for (const [i, { start, end }] of batch.entries()) {
      const [, headingLength = 0, textLength = 0] = lengths[i] ?? []
      passages.push({
        start,
        end,
        byteStart: bytesUntil(start),
        byteEnd: bytesUntil(end),
        headingLength,
        textLength,
      })
    }
    await setImmediate()
  }
  draft.addDocument({ id: document.id, title, titleLength, text: Buffer.from(document.text), passages })
}

/** Adds the postings of some passages and gives their field lengths. */
function countTerms(
  draft: SegmentDraft,
  base: { document: number; passage: number },
  chunks: readonly Chunk[],
  title: string,
  text: string,
  processTerm: TokenProcessor,
): number[][] {
  return chunks.map(({ start, end, heading }, i) => {
    const values = [i === 0 ? title : '', heading, text.slice(start, end)]
    return values.map((value, field) => {
      const ordinal = field === titleField ? base.document : base.passage + i
      return countField(draft, field, ordinal, tokenize(value), processTerm)
    })
  })
}

/** Gives the field's length as BM25 takes it: distinct words. */
function countField(
  draft: SegmentDraft,
  field: number,
  ordinal: number,
  tokens: readonly string[],
  processTerm: TokenProcessor,
): number {
  const words = new Map<string, number>()
  for (const token of tokens) words.set(token, (words.get(token) ?? 0) + 1)
  const frequencies = new Map<string, number>()
  for (const [word, count] of words) {
    for (const term of processTerm(word)) frequencies.set(term, (frequencies.get(term) ?? 0) + count)
  }
  for (const [term, frequency] of frequencies) draft.addPosting(term, field, ordinal, frequency)
  return words.size
}

/** UTF-8 offset of a UTF-16 offset. Remembers the last answer, so ascending questions (with small steps back) are cheap. */
function byteOffsets(text: string): (offset: number) => number {
  let knownUnits = 0
  let knownBytes = 0
  return (offset) => {
    const step =
      offset >= knownUnits
        ? Buffer.byteLength(text.slice(knownUnits, offset))
        : -Buffer.byteLength(text.slice(offset, knownUnits))
    knownUnits = offset
    knownBytes += step
    return knownBytes
  }
}

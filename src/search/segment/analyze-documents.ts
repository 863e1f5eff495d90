import { setImmediate } from 'node:timers/promises'
import type { SearchDocument } from '../search.ts'
import { type Chunk, chunk } from '../text/chunk.ts'
import { type CountedPassage, TermCounter } from './count-terms.ts'
import type { PassageRow } from './directory.ts'
import type { SegmentDraft } from './draft.ts'
import { titleField } from './postings.ts'

/** Passages analysed before other work of the process gets a turn: about twenty milliseconds. */
const passagesPerTurn = 50
/** Titles are for showing. In UTF-16 units. */
const titleLengthMax = 1000

/** A document cut into passages. */
interface CutDocument {
  readonly id: string
  readonly title: string
  readonly text: string
  readonly chunks: readonly Chunk[]
}

/** Cuts documents into passages and adds them, their terms counted by MiniSearch, to a draft. */
export async function analyzeDocuments(
  draft: SegmentDraft,
  documents: readonly SearchDocument[],
): Promise<void> {
  const counter = new TermCounter(draft)
  const cut: CutDocument[] = []
  const lengths: number[][] = []
  const waiting: CountedPassage[] = []
  const ordinals = { document: draft.documents, passage: draft.passages }
  const count = async (): Promise<void> => {
    lengths.push(...counter.count(waiting.splice(0)))
    await setImmediate()
  }
  for (const document of documents) {
    const pieces = cutDocument(document)
    const { title, text, chunks } = pieces
    cut.push(pieces)
    for (const [i, { start, end, heading }] of chunks.entries()) {
      waiting.push({ ...ordinals, title: i === 0 ? title : '', heading, text: text.slice(start, end) })
      ordinals.passage += 1
      if (waiting.length === passagesPerTurn) await count()
    }
    ordinals.document += 1
  }
  await count()
  let passage = 0
  for (const document of cut) {
    addDocument(draft, document, lengths.slice(passage, passage + document.chunks.length))
    passage += document.chunks.length
  }
}

function cutDocument({ id, title, text }: SearchDocument): CutDocument {
  const chunks = chunk(text)
  // A document without text is still found by its title.
  if (chunks.length === 0) chunks.push({ start: 0, end: 0, heading: '' })
  return { id, title: title.slice(0, titleLengthMax), text, chunks }
}

/** @param lengths by passage, by field */
function addDocument(
  draft: SegmentDraft,
  { id, title, text, chunks }: CutDocument,
  lengths: readonly (readonly number[])[],
): void {
  const bytesUntil = byteOffsets(text)
  const passages = chunks.map(({ start, end }, i): PassageRow => {
    const [, headingLength = 0, textLength = 0] = lengths[i] ?? []
    return {
      start,
      end,
      byteStart: bytesUntil(start),
      byteEnd: bytesUntil(end),
      headingLength,
      textLength,
    }
  })
  const titleLength = lengths[0]?.[titleField] ?? 0
  draft.addDocument({ id, title, titleLength, text: Buffer.from(text), passages })
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

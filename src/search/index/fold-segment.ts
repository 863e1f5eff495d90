import { setImmediate } from 'node:timers/promises'
import type { Directory } from '../segment/directory.ts'
import type { SegmentDraft } from '../segment/draft.ts'
import { readPostings, titleField } from '../segment/postings.ts'
import type { ManifestSegment } from './manifest.ts'
import type { OpenIndex } from './open-index.ts'
import { readBody, readDirectory } from './read-segment.ts'

/** Terms copied before other work of the process gets a turn. */
const termsPerTurn = 2000
/** No place in the new segment. */
const gone = 0xffffffff

/** Copies a segment's live documents into a draft: no text is analysed again. */
export async function foldSegment(
  index: OpenIndex,
  draft: SegmentDraft,
  segment: ManifestSegment,
): Promise<void> {
  const directory = await readDirectory(index, segment)
  const { postings, texts } = await readBody(index, segment)
  const places = copyDocuments(draft, directory, new Set(segment.dead), texts)
  for (const [i, term] of directory.terms.entries()) {
    readPostings(
      postings.subarray(directory.postingsStart[i], directory.postingsStart[i + 1]),
      (field, ordinal, frequency) => {
        const place = (field === titleField ? places.document : places.passage)[ordinal] ?? gone
        if (place !== gone) draft.addPosting(term, field, place, frequency)
      },
    )
    if (i % termsPerTurn === termsPerTurn - 1) await setImmediate()
  }
}

/** Old ordinals to new ones. */
function copyDocuments(
  draft: SegmentDraft,
  directory: Directory,
  dead: ReadonlySet<number>,
  texts: Buffer,
): { document: Uint32Array; passage: Uint32Array } {
  const { passages, firstPassage, documentIds } = directory
  const document = new Uint32Array(documentIds.length).fill(gone)
  const passage = new Uint32Array(passages.document.length).fill(gone)
  for (const [ordinal, id] of documentIds.entries()) {
    if (dead.has(ordinal)) continue
    const first = firstPassage[ordinal] as number
    const end = firstPassage[ordinal + 1] as number
    document[ordinal] = draft.documents
    for (let old = first; old < end; old += 1) passage[old] = draft.passages + old - first
    draft.addDocument(copyDocument(directory, ordinal, id, texts))
  }
  return { document, passage }
}

function copyDocument(
  directory: Directory,
  ordinal: number,
  id: string,
  texts: Buffer,
): Parameters<SegmentDraft['addDocument']>[0] {
  const { passages, firstPassage, titles, titleLength } = directory
  const first = firstPassage[ordinal] as number
  const end = firstPassage[ordinal + 1] as number
  const textStart = passages.byteStart[first] as number
  const textEnd = passages.byteEnd.subarray(first, end).reduce((max, byte) => Math.max(max, byte), 0)
  const at = (column: Uint32Array, passage: number): number => column[passage] as number
  return {
    id,
    title: titles[ordinal] ?? '',
    titleLength: titleLength[ordinal] ?? 0,
    text: texts.subarray(textStart, textEnd),
    passages: Array.from({ length: end - first }, (_, i) => ({
      start: at(passages.start, first + i),
      end: at(passages.end, first + i),
      byteStart: at(passages.byteStart, first + i) - textStart,
      byteEnd: at(passages.byteEnd, first + i) - textStart,
      headingLength: at(passages.headingLength, first + i),
      textLength: at(passages.textLength, first + i),
    })),
  }
}

import MiniSearch from 'minisearch'
import { createTokenProcessor, tokenize } from '../text/analyze.ts'
import type { SegmentDraft } from './draft.ts'
import { fields, titleField } from './postings.ts'

/** A passage to be counted. */
export interface CountedPassage {
  /** Ordinals within the draft. */
  readonly document: number
  readonly passage: number
  /** Of the document's first passage only, else empty: a title is written once. */
  readonly title: string
  readonly heading: string
  readonly text: string
}

/** Counts the terms of passages with MiniSearch for one draft. */
export class TermCounter {
  readonly #draft: SegmentDraft
  readonly #processTerm = createTokenProcessor()

  constructor(draft: SegmentDraft) {
    this.#draft = draft
  }

  /** Adds the postings of passages, which are in order, and gives by passage and field the length that BM25 takes. */
  count(passages: readonly CountedPassage[]): number[][] {
    const analysis = new MiniSearch({ fields: [...fields], tokenize, processTerm: this.#processTerm })
    for (const [id, { title, heading, text }] of passages.entries())
      analysis.add({ id, title, heading, text })
    const { index, fieldLength } = analysis.toJSON()
    for (const [term, byField] of index) {
      for (const field in byField) {
        const frequencies = byField[field] as Record<string, number>
        for (const id in frequencies) {
          const { document, passage } = passages[Number(id)] as CountedPassage
          const ordinal = Number(field) === titleField ? document : passage
          this.#draft.addPosting(term, Number(field), ordinal, frequencies[id] as number)
        }
      }
    }
    return passages.map((_, id) => fieldLength[id] ?? [])
  }
}

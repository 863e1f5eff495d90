import { ByteWriter } from './bytes.ts'
import { type DocumentRow, encodeDirectory, type PassageRow } from './directory.ts'
import { noPostings, type Postings, writePostings } from './postings.ts'

/** A segment as it is stored, and where its parts begin. */
export interface EncodedSegment {
  readonly content: Buffer
  readonly directoryBytes: number
  readonly postingsBytes: number
  readonly documents: number
  readonly passages: number
}

export interface DraftDocument {
  readonly id: string
  readonly title: string
  readonly titleLength: number
  /** UTF-8. */
  readonly text: Uint8Array
  /** Byte offsets relative to `text`. */
  readonly passages: readonly PassageRow[]
}

/** A segment being written: documents and postings in ascending order, encoded once at the end. */
export class SegmentDraft {
  readonly #documents: DocumentRow[] = []
  readonly #postings = new Map<string, Postings>()
  readonly #texts: Uint8Array[] = []
  #textBytes = 0
  #passages = 0

  get documents(): number {
    return this.#documents.length
  }

  get passages(): number {
    return this.#passages
  }

  /** Call after the postings of the document's passages or before, but for documents in order. */
  addDocument(document: DraftDocument): void {
    const base = this.#textBytes
    const passages = document.passages.map((passage) => ({
      ...passage,
      byteStart: passage.byteStart + base,
      byteEnd: passage.byteEnd + base,
    }))
    this.#documents.push({
      id: document.id,
      title: document.title,
      titleLength: document.titleLength,
      passages,
    })
    this.#texts.push(document.text)
    this.#textBytes += document.text.length
    this.#passages += passages.length
  }

  /** `ordinal`: of the document for titles, else of the passage. Never smaller than the one before of its term and field. */
  addPosting(term: string, field: number, ordinal: number, frequency: number): void {
    let postings = this.#postings.get(term)
    if (postings === undefined) {
      postings = noPostings()
      this.#postings.set(term, postings)
    }
    postings[field]?.push(ordinal, frequency)
  }

  encode(): EncodedSegment {
    const terms = [...this.#postings.keys()].sort()
    const writer = new ByteWriter()
    const starts = [0]
    for (const term of terms) {
      writePostings(writer, this.#postings.get(term) ?? noPostings())
      starts.push(writer.length)
    }
    const directory = encodeDirectory(this.#documents, terms, starts)
    return {
      content: Buffer.concat([directory, writer.bytes(), ...this.#texts]),
      directoryBytes: directory.length,
      postingsBytes: writer.length,
      documents: this.#documents.length,
      passages: this.#passages,
    }
  }
}

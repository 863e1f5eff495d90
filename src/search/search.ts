/**
 * Search's door: documents to text, text to an index that rests only as sealed segments of a scope, questions to ranked
 * passages, passages to answers. It knows scopes and text; documents' owners, access lists and conversations are its
 * callers' business.
 */

import type { Scope } from '../envelope/envelope.ts'

export interface Search {
  /** Adds or replaces documents (each already cut to text). Durable when it resolves. One writer an index at a time. */
  add(scope: Scope, indexId: string, documents: readonly SearchDocument[]): Promise<void>
  /** Takes documents out of answers at once. Their words leave the segments with the next merge, or with `purge`. */
  remove(scope: Scope, indexId: string, documentIds: readonly string[]): Promise<void>
  /** Rewrites segments that still hold the words of removed or replaced documents: afterwards they are gone from disk. */
  purge(scope: Scope, indexId: string): Promise<void>
  /** Best passages first (BM25). `accept` is asked per document before it may count. */
  query(scope: Scope, indexId: string, query: SearchQuery): Promise<readonly Passage[]>
  /** Deletes the index's segments. Works without the key. */
  drop(scope: Scope, indexId: string): Promise<void>
}

export interface SearchDocument {
  /** The record id of the document within the scope. */
  readonly id: string
  readonly title: string
  readonly text: string
}

export interface SearchQuery {
  readonly text: string
  readonly limit: number
  /** Documents a caller may see; undefined: all. Asked once a document and query. */
  readonly accept?: (documentId: string) => boolean | Promise<boolean>
}

export interface Passage {
  readonly documentId: string
  readonly title: string
  readonly text: string
  /** Offsets of the passage in the document's extracted text, in UTF-16 units. */
  readonly start: number
  readonly end: number
  readonly score: number
}

/** Turns a document's bytes into text. CPU work on hostile input: runs outside the main thread, limited in time and memory. */
export interface TextExtractor {
  /** @throws ExtractionError whose `reason` is safe to show: it never holds content. */
  extractText(document: RawDocument): Promise<ExtractedText>
  /** Stops the workers; extractions under way reject. */
  close(): Promise<void>
}

export interface RawDocument {
  readonly content: Uint8Array
  /** Q Business's content type: `PLAIN_TEXT`, `MD`, `HTML`, `CSV`, `JSON`, `XML`, `RTF`, `PDF`, `MS_WORD`. Absent: sniffed. */
  readonly contentType?: string
  /** The title its owner gave. Wins over one found in the document. */
  readonly title?: string
}

export interface ExtractedText {
  readonly text: string
  /** The title given, or else the document's own; null when it has none. */
  readonly title: string | null
}

export type ExtractionFailure =
  | 'UNSUPPORTED'
  | 'UNREADABLE'
  | 'ENCRYPTED'
  | 'EMPTY'
  | 'TOO_LARGE'
  | 'TIMEOUT'
  | 'CLOSED'

/** A document that cannot be turned into text. `message` is a sentence for its owner, without any of its content. */
export class ExtractionError extends Error {
  override readonly name = 'ExtractionError'
  readonly failure: ExtractionFailure

  constructor(failure: ExtractionFailure, reason: string) {
    super(reason)
    this.failure = failure
  }

  get reason(): string {
    return this.message
  }
}

/** What an answer says when the passages hold none. Its citations are empty then. */
export const noAnswerText = 'Sorry, I could not find relevant information to complete your request.'

/** Writes an answer from passages, best first. @throws AnswerUnavailableError */
export type AnswerWriter = (question: string, passages: readonly Passage[]) => Promise<Answer>

export interface Answer {
  readonly text: string
  /** In order of position. Empty when the passages hold no answer. */
  readonly citations: readonly Citation[]
}

export interface Citation {
  /** Index into the passages given (0-based); `[n]` in the text is `passage + 1`. */
  readonly passage: number
  /** The part of the answer's text that the passage supports, in UTF-16 units, end exclusive. */
  readonly beginOffset: number
  readonly endOffset: number
  /** The words of the passage that support it. */
  readonly excerpt: string
}

/** The configured endpoint gave no usable answer. Its message holds neither question, passages nor the endpoint's words. */
export class AnswerUnavailableError extends Error {
  override readonly name = 'AnswerUnavailableError'
}

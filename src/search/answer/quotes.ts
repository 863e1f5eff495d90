import type { Passage } from '../search.ts'
import { sentencesOf } from '../text/sentences.ts'
import { matchedTerms } from './term-match.ts'

/** A sentence of a passage and what of a question it holds. */
export interface Quote {
  /** Index of the passage. */
  readonly passage: number
  /** Index of the sentence within it. */
  readonly sentence: number
  /** As it stands in the passage. */
  readonly text: string
  readonly matched: ReadonlySet<string>
}

/** Longer sentences are cut. In UTF-16 units. */
const sentenceLengthMax = 500
/** Headings, rules and table borders say nothing on their own. */
const furniture = /^(?:#{1,6}\s|[^\p{L}\p{N}]*$)/u
const listMark = /^(?:[-*+•]|\d{1,3}[.)])\s+/

/** The sentences of a passage, in order. */
export function quotesOf(passage: Passage, index: number, questionTerms: readonly string[]): Quote[] {
  return sentencesOf(passage.text, { start: 0, end: passage.text.length }, sentenceLengthMax)
    .map(({ start, end }) => passage.text.slice(start, end).replace(listMark, ''))
    .map((text, sentence) => ({ passage: index, sentence, text, matched: matchedTerms(questionTerms, text) }))
    .filter(({ text }) => !furniture.test(text))
}

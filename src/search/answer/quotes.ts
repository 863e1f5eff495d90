import type { Passage } from '../search.ts'
import { sentencesOf } from '../text/sentences.ts'
import { matchedTerms } from './term-match.ts'

/** A sentence of a passage and what of a question it holds. */
export interface Quote {
  /** Index of the passage. */
  readonly passage: number
  /** Index of the sentence within it. */
  readonly sentence: number
  /** As it stands in the passage, white space made one. */
  readonly text: string
  readonly matched: ReadonlySet<string>
  /** The sentence before, when this one cannot be understood without it (`It is …`, `This means …`). */
  readonly context: Pick<Quote, 'sentence' | 'text' | 'matched'> | null
}

/** Longer sentences are cut. In UTF-16 units. */
const sentenceLengthMax = 900
const contextLengthMax = 400
/** Headings, rules, table borders and fences say nothing on their own. */
const furniture = /^(?:#{1,6}\s|```|~~~|[^\p{L}\p{N}]*$)/u
const listMark = /^(?:[-*+•]|\d{1,3}[.)])\s+/
/** Words that point back. */
const pointsBack =
  /^(?:It|Its|This|These|They|Their|Those|That|Then|There|Both|He|She|Such|Otherwise|However|Therefore|Instead|Also)\b/

/** The sentences of a passage, in order. */
export function quotesOf(passage: Passage, index: number, questionTerms: readonly string[]): Quote[] {
  const quotes: Quote[] = []
  let previous: { quote: Quote; end: number } | null = null
  const spans = sentencesOf(passage.text, { start: 0, end: passage.text.length }, sentenceLengthMax)
  for (const [sentence, { start, end }] of spans.entries()) {
    const raw = passage.text.slice(start, end)
    const text = raw.replace(listMark, '').replaceAll(/\s+/g, ' ').trim()
    if (furniture.test(text)) {
      previous = null
      continue
    }
    const near: boolean = previous !== null && !passage.text.slice(previous.end, start).includes('\n\n')
    const needsContext =
      near && pointsBack.test(text) && (previous?.quote.text.length ?? 0) <= contextLengthMax
    const quote: Quote = {
      passage: index,
      sentence,
      text,
      matched: matchedTerms(questionTerms, text),
      context: needsContext ? (previous?.quote ?? null) : null,
    }
    quotes.push(quote)
    previous = { quote, end }
  }
  return quotes
}

import type { Answer, Citation, Passage } from '../search.ts'
import { quotesOf } from './quotes.ts'
import { questionTermsOf } from './term-match.ts'

/** `[1]`, `[1, 2]`; two in a row count as one mark. */
const marks = /(?:\s*\[\d{1,3}(?:\s*,\s*\d{1,3})*\])+/g
const sentenceEnd = /[.!?。！？][\])"'”’]*\s+|\n+/g

/** Finds `[n]` in a written answer. Numbers of passages that do not exist are taken out of the text. */
export function citeByNumber(written: string, passages: readonly Passage[]): Answer {
  const citations: Citation[] = []
  let text = ''
  let from = 0
  for (const match of written.matchAll(marks)) {
    text += written.slice(from, match.index)
    from = match.index + match[0].length
    const numbers = [...new Set([...match[0].matchAll(/\d+/g)].map(([digits]) => Number(digits)))]
    const known = numbers.filter((number) => number >= 1 && number <= passages.length)
    if (known.length === 0) continue
    const endOffset = text.trimEnd().length
    const beginOffset = supportedFrom(text, endOffset)
    for (const number of known) {
      const passage = number - 1
      const excerpt = excerptFor(text.slice(beginOffset, endOffset), passages[passage] as Passage, passage)
      citations.push({ passage, beginOffset, endOffset, excerpt })
    }
    text = `${text.slice(0, endOffset)} ${known.map((number) => `[${number}]`).join('')}`
  }
  return { text: text + written.slice(from), citations }
}

/** A mark supports its sentence: from the end of the one before, or of the mark before when that stands within it. */
function supportedFrom(text: string, end: number): number {
  let begin = 0
  for (const { 0: found, index } of text.slice(0, end).matchAll(sentenceEnd)) {
    if (index + found.length < end) begin = index + found.length
  }
  const mark = text.lastIndexOf(']', end - 1) + 1
  if (mark > begin && mark < end) begin = mark
  while (begin < end && /[\s.,;]/.test(text.charAt(begin))) begin += 1
  return begin
}

/** The sentence of the passage that shares most with what it is to support. */
function excerptFor(claim: string, passage: Passage, index: number): string {
  const quotes = quotesOf(passage, index, questionTermsOf(claim))
  const [first, ...others] = quotes
  if (first === undefined) return passage.text.slice(0, 200)
  return others.reduce((best, quote) => (quote.matched.size > best.matched.size ? quote : best), first).text
}

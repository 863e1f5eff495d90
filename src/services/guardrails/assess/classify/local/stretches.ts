import { type Term, termsOf } from './terms.ts'
import { unmask } from './unmask.ts'

/** In words. What is learned from is about this long, and a longer stretch would bury a sentence in its surroundings. */
const wordsMax = 32
const sentenceEnd = /[.!?。！？…]+["')\]]*\s+|\n+/g

/**
 * A text as the stretches that are judged one by one: its sentences, each two neighbours together when they are short (a
 * demand and what it is about are often two sentences), and long sentences in halves that overlap.
 */
export function* stretchesOf(text: string): Iterable<readonly Term[]> {
  let before: readonly Term[] = []
  for (const sentence of sentencesOf(text)) {
    const terms = termsOf(unmask(sentence))
    if (terms.length === 0) continue
    for (let from = 0; from === 0 || from + wordsMax / 2 < terms.length; from += wordsMax / 2) {
      yield terms.slice(from, from + wordsMax)
    }
    if (before.length > 0 && before.length + terms.length <= wordsMax) yield [...before, ...terms]
    before = terms
  }
}

function* sentencesOf(text: string): Iterable<string> {
  let from = 0
  for (const { 0: end, index } of text.matchAll(sentenceEnd)) {
    yield* pieces(text.slice(from, index + end.length))
    from = index + end.length
  }
  yield* pieces(text.slice(from))
}

/** So that a text without full stops is no piece of work that cannot be interrupted. */
const sentenceMax = 2000

function* pieces(sentence: string): Iterable<string> {
  for (let from = 0; from < sentence.length; from += sentenceMax)
    yield sentence.slice(from, from + sentenceMax)
}

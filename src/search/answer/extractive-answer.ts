import { type Answer, type Citation, noAnswerText, type Passage } from '../search.ts'
import { type Quote, quotesOf } from './quotes.ts'
import { matchedTerms, questionTermsOf } from './term-match.ts'

/** Only the best passages are quoted, and only so much. Sentences and UTF-16 units. */
const passagesMax = 5
const sentencesMax = 4
const lengthMax = 1200
/** Share of the question's terms that a passage, its title included, must have to count as relevant. */
const coverageMin = 0.33
/** Of the weight of the question's words in the sentence before, for one that points back to it. */
const contextShare = 0.7
/** A further sentence must be at least this good, measured by the best one. */
const furtherScoreMin = 0.65

/**
 * Answers with sentences of the best passages, word for word, each passage's followed by its number: `… [1]`. Says
 * `noAnswerText` when no passage is relevant enough.
 */
export async function extractiveAnswer(question: string, passages: readonly Passage[]): Promise<Answer> {
  const questionTerms = questionTermsOf(question)
  const relevant = passages
    .map((passage, index) => ({ passage, index }))
    .slice(0, passagesMax)
    .filter(({ passage }) => isRelevant(passage, questionTerms))
  const quotes = relevant.flatMap(({ passage, index }) => quotesOf(passage, index, questionTerms))
  const chosen = choose(quotes, passages, questionTerms)
  return chosen.length === 0 ? { text: noAnswerText, citations: [] } : compose(chosen)
}

function isRelevant(passage: Passage, questionTerms: readonly string[]): boolean {
  const matched = matchedTerms(questionTerms, `${passage.title}\n${passage.text}`)
  return matched.size > 0 && matched.size >= questionTerms.length * coverageMin
}

interface Scored extends Quote {
  readonly score: number
}

/** The best sentences, best first. */
function choose(
  quotes: readonly Quote[],
  passages: readonly Passage[],
  questionTerms: readonly string[],
): Scored[] {
  const weights = new Map(questionTerms.map((term) => [term, rarity(quotes, term)]))
  const best = passages[0]?.score ?? 1
  const scored = quotes.map((quote) => {
    const weight = weightOf(quote.matched, weights) + contextWeight(quote, weights)
    // A passage found by its title alone still gives its first sentence.
    const opening = quote.sentence === 0 ? 0.1 : 0
    return { ...quote, score: (weight + opening) * Math.sqrt((passages[quote.passage]?.score ?? 0) / best) }
  })
  scored.sort((a, b) => b.score - a.score)
  const chosen: Scored[] = []
  let length = 0
  for (const quote of scored) {
    const first = chosen[0]
    if (chosen.length === sentencesMax || length + quote.text.length > lengthMax) break
    if (quote.score <= 0 || (first !== undefined && quote.score < first.score * furtherScoreMin)) break
    if (chosen.some(({ text }) => text === quote.text)) continue
    chosen.push(quote)
    length += quote.text.length + (quote.context?.text.length ?? 0)
  }
  return chosen
}

function weightOf(terms: Iterable<string>, weights: ReadonlyMap<string, number>): number {
  return [...terms].reduce((sum, term) => sum + (weights.get(term) ?? 0), 0)
}

/** A sentence that points back speaks of what the one before names. */
function contextWeight({ matched, context }: Quote, weights: ReadonlyMap<string, number>): number {
  return context === null ? 0 : contextShare * weightOf(context.matched.difference(matched), weights)
}

/** What few of the sentences have tells more than what all have. */
function rarity(quotes: readonly Quote[], term: string): number {
  const having = quotes.filter((quote) => quote.matched.has(term)).length
  return Math.log(1 + quotes.length / Math.max(1, having))
}

/** One paragraph a passage, in the order of their best sentences; within it, sentences in their own order. */
function compose(chosen: readonly Scored[]): Answer {
  const citations: Citation[] = []
  let text = ''
  for (const passage of new Set(chosen.map((quote) => quote.passage))) {
    if (text !== '') text += '\n\n'
    const beginOffset = text.length
    const excerpt = sentencesIn(chosen.filter((quote) => quote.passage === passage))
    text += excerpt
    citations.push({ passage, beginOffset, endOffset: text.length, excerpt })
    text += ` [${passage + 1}]`
  }
  return { text, citations }
}

/** Sentences with what they point back to, each once, in their own order. */
function sentencesIn(quotes: readonly Quote[]): string {
  const sentences = new Map<number, string>()
  for (const quote of quotes) {
    sentences.set(quote.sentence, quote.text)
    if (quote.context !== null) sentences.set(quote.context.sentence, quote.context.text)
  }
  const inOrder = [...sentences].sort(([a], [b]) => a - b)
  return inOrder.map(([, sentence]) => ended(sentence)).join(' ')
}

/** List items often go without a full stop; two in a row would run into each other. */
function ended(sentence: string): string {
  return /[\p{L}\p{N})\]"'”’]$/u.test(sentence) && !/[.!?。！？][)\]"'”’]*$/.test(sentence)
    ? `${sentence}.`
    : sentence
}

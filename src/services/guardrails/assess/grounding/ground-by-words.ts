import type { GroundRequest, GroundScores } from '../classify/classifier.ts'
import { termsOf } from '../classify/local/terms.ts'
import type { Breathe } from '../slices.ts'

const grammar: ReadonlySet<string> = new Set(
  termsOf(
    `a about after all also am an and any are as at be because been before being between both but by can could did do does
    doing done each else etc for from further had has have having he her here hers him his how i if in into is it its just may
    me might more most must my of off on once only or other our out over own please same shall she should so some such tell than
    that the their them then there these they this those through to too under until up us very was we were what when where
    which while who whom whose why will with would yes you your`,
  ).map(({ stem }) => stem),
)
const sentenceEnd = /(?<=[.!?。！？])\s+|\n+/
const negation =
  /\b(?:no|not|never|none|nobody|nothing|without|cannot|can't|don't|doesn't|didn't|isn't|aren't|wasn't|weren't|won't)\b/i

/**
 * Scores by shared words. Grounding: how much of each sentence of the answer is in the sources, where a number that is not
 * there weighs most, and pairs of neighbours count beside single words. Relevance: how much of the query the answer takes up.
 * Blind to paraphrase and to who did what to whom.
 */
export async function groundByWords(
  { sources, query, answer }: GroundRequest,
  breathe: Breathe,
): Promise<GroundScores> {
  return { grounding: await grounding(sources, answer, breathe), relevance: relevance(query, answer) }
}

async function grounding(sources: readonly string[], answer: string, breathe: Breathe): Promise<number> {
  const known = new Set<string>()
  const pairs = new Set<string>()
  for (const sentence of sources.flatMap((source) => source.split(sentenceEnd))) {
    const terms = contentOf(sentence)
    for (const [i, term] of terms.entries()) {
      known.add(term)
      if (i > 0) pairs.add(`${terms[i - 1]} ${term}`)
    }
    await breathe()
  }
  const denies = sources.some((source) => negation.test(source))
  let supported = 0
  let total = 0
  for (const sentence of answer.split(sentenceEnd)) {
    const terms = contentOf(sentence)
    if (terms.length === 0) continue
    const score = supportOf(terms, known, pairs) * (negation.test(sentence) && !denies ? 0.5 : 1)
    supported += score * terms.length
    total += terms.length
  }
  // An answer that claims nothing contradicts nothing.
  return total === 0 ? 1 : supported / total
}

function supportOf(terms: readonly string[], known: ReadonlySet<string>, pairs: ReadonlySet<string>): number {
  let found = 0
  let weight = 0
  let foundPairs = 0
  for (const [i, term] of terms.entries()) {
    const weighs = /\d/.test(term) ? 3 : 1
    weight += weighs
    if (known.has(term)) found += weighs
    if (i > 0 && pairs.has(`${terms[i - 1]} ${term}`)) foundPairs += 1
  }
  const words = found / weight
  if (terms.length < 2) return words
  // Pairs are broken by any rewording, so that they can only lift a sentence, by a fifth at most.
  return 0.8 * words + 0.2 * Math.max(words * words, foundPairs / (terms.length - 1))
}

function relevance(query: string, answer: string): number {
  const asked = new Set(contentOf(query))
  if (asked.size === 0) return 1
  const answered = new Set(contentOf(answer))
  let shared = 0
  for (const term of asked) if (answered.has(term)) shared += 1
  return shared / asked.size
}

function contentOf(text: string): string[] {
  return termsOf(text)
    .map(({ stem }) => stem)
    .filter((stem) => !grammar.has(stem))
}

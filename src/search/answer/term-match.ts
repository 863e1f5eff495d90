import { termsOf } from '../text/analyze.ts'
import { editDistance } from '../text/edit-distance.ts'

const prefixLengthMin = 4
const typoLengthMin = 6

/** The distinct terms of a question. */
export function questionTermsOf(question: string): string[] {
  return [...new Set(termsOf(question))]
}

/** Which of a question's terms a text has: as they stand, as the beginning of a longer word or the reverse, or misspelt. */
export function matchedTerms(questionTerms: readonly string[], text: string): ReadonlySet<string> {
  const terms = new Set(termsOf(text))
  return new Set(
    questionTerms.filter((wanted) => terms.has(wanted) || [...terms].some((term) => isLike(wanted, term))),
  )
}

function isLike(wanted: string, term: string): boolean {
  const [short, long] = wanted.length < term.length ? [wanted, term] : [term, wanted]
  if (short.length < prefixLengthMin) return false
  if (long.startsWith(short)) return long.length - short.length <= prefixLengthMin
  if (short.length < typoLengthMin || long.length - short.length > 1 || short[0] !== long[0]) return false
  return editDistance(short, long) <= 1
}

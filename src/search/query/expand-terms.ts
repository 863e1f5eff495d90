import { editDistance } from '../text/edit-distance.ts'
import type { LiveIndex } from './live-index.ts'

/** What of the index's vocabulary a question's terms stand for. */
export interface Expansion {
  /** The question's terms in order, misspelt ones replaced by what they probably mean. */
  readonly wanted: readonly string[]
  /** Terms of the index to fetch: those wanted and, for each, longer ones that begin with it. */
  readonly terms: readonly string[]
  readonly exact: ReadonlySet<string>
  readonly prefix: ReadonlySet<string>
  readonly corrections: ReadonlySet<string>
}

const prefixLengthMin = 4
const prefixTermsMax = 20
const correctedLengthMin = 5
const correctionsMax = 3
/** A damaged ending defeats the stemmer: `encryptoin` is to find `encrypt`. */
const endingLengthMax = 4

/**
 * Looks the question's terms up in the dictionaries of all segments together, so that how an index is cut into segments
 * makes no difference.
 */
export function expandTerms(index: LiveIndex, questionTerms: readonly string[]): Expansion {
  const looked = new Map(questionTerms.map((term) => [term, lookUp(index, term)]))
  const all = [...looked.values()]
  const exact = new Set(all.flatMap((found) => [...(found.exact ? [found.term] : []), ...found.corrections]))
  return {
    wanted: questionTerms.flatMap((term) => replacement(looked.get(term), term)),
    terms: [...new Set([...exact, ...all.flatMap((found) => found.longer)])],
    exact,
    prefix: new Set(all.filter((found) => found.longer.length > 0).map((found) => found.term)),
    corrections: new Set(all.flatMap((found) => found.corrections)),
  }
}

interface Found {
  readonly term: string
  readonly exact: boolean
  readonly longer: readonly string[]
  readonly corrections: readonly string[]
}

function lookUp(index: LiveIndex, term: string): Found {
  const exact = has(index, term)
  const longer = isWord(term) && term.length >= prefixLengthMin ? termsWithPrefix(index, term) : []
  const correctable = !exact && longer.length === 0 && isWord(term) && term.length >= correctedLengthMin
  return { term, exact, longer, corrections: correctable ? termsNear(index, term) : [] }
}

function replacement(found: Found | undefined, term: string): readonly string[] {
  return found === undefined || found.corrections.length === 0 ? [term] : found.corrections
}

function isWord(term: string): boolean {
  return !/\p{N}/u.test(term)
}

function has(index: LiveIndex, term: string): boolean {
  return index.segments.some(({ directory }) => directory.terms[lowerBound(directory.terms, term)] === term)
}

/** The shortest ones first: the nearer the length, the likelier the same word. */
function termsWithPrefix(index: LiveIndex, prefix: string): string[] {
  const matches = new Set<string>()
  for (const { directory } of index.segments) {
    for (let i = lowerBound(directory.terms, prefix); directory.terms[i]?.startsWith(prefix); i += 1) {
      if (directory.terms[i] !== prefix) matches.add(directory.terms[i] as string)
    }
  }
  return [...matches].sort((a, b) => a.length - b.length || (a < b ? -1 : 1)).slice(0, prefixTermsMax)
}

/** Terms few edits away that begin with the same letter (few misspell the first one). The nearest only. */
function termsNear(index: LiveIndex, term: string): string[] {
  const first = String.fromCodePoint(term.codePointAt(0) ?? 0)
  const distanceMax = term.length < 8 ? 1 : 2
  const matches = new Map<string, number>()
  for (const { directory } of index.segments) {
    for (let i = lowerBound(directory.terms, first); directory.terms[i]?.startsWith(first); i += 1) {
      const candidate = directory.terms[i] as string
      const distance = misspelling(term, candidate, distanceMax)
      if (distance <= distanceMax) matches.set(candidate, distance)
    }
  }
  const nearest = [...matches].sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1))
  return nearest.slice(0, correctionsMax).map(([match]) => match)
}

function misspelling(term: string, candidate: string, distanceMax: number): number {
  const ending = term.length - candidate.length
  if (ending < -distanceMax || ending > endingLengthMax) return Number.POSITIVE_INFINITY
  const whole = ending > distanceMax ? Number.POSITIVE_INFINITY : editDistance(term, candidate)
  const stemmed = candidate.length >= correctedLengthMin && term.startsWith(candidate)
  return stemmed ? Math.min(1, whole) : whole
}

export function lowerBound(terms: readonly string[], term: string): number {
  let low = 0
  let high = terms.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((terms[middle] as string) < term) low = middle + 1
    else high = middle
  }
  return low
}

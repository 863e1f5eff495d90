import { stemmer } from 'stemmer'

const word = /[\p{L}\p{M}\p{N}]+(?:'[\p{L}]+)*/gu
/** Longer ones (hashes, base64) say nothing. */
const lengthMax = 40

export interface Term {
  readonly stem: string
  /** UTF-16 offset in the text. */
  readonly start: number
}

/** The words of a folded text in lower case, stemmed as English. Grammar words stay: `you are` and `how do I` tell a lot. */
export function termsOf(text: string): Term[] {
  const terms: Term[] = []
  for (const { 0: found, index } of text.matchAll(word)) {
    if (found.length <= lengthMax) terms.push({ stem: stemOf(found), start: index })
  }
  return terms
}

/** `don't` becomes `dont`; possessives lose their `'s`. */
export function stemOf(found: string): string {
  const base = found.toLowerCase().replace(/'s$/, '').replaceAll("'", '')
  return /^[a-z]{3,}$/.test(base) ? stemmer(base) : base
}

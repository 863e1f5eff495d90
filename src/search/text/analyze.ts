import { stemmer } from 'stemmer'
import { stopWords } from './stop-words.ts'

/** Longer tokens (base64, hashes) are cut: they would fill the dictionary and nobody types them. In UTF-16 units. */
const tokenLengthMax = 64

/** A word with its inner apostrophes: `key's`, `l’État`. Marks belong to letters in the scripts of India and others. */
const word = /[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}\p{N}]+)*/gu
/** Scripts that are written without spaces between words. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u
/** Accents of Latin, Greek and Cyrillic; marks of other scripts change the word and stay. */
const accents = /[\u0300-\u036f]/g
const ascii = /^[\w']*$/
const camelBorder = /(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u

/**
 * Cuts text into words as they stand, case kept, so that `processToken` can see `CreateGrant`. Scripts without spaces are
 * cut into overlapping pairs of characters, which finds their words without a dictionary.
 */
export function tokenize(text: string): string[] {
  const tokens: string[] = []
  for (const [token] of text.matchAll(word)) {
    if (unspaced.test(token)) addPairs(tokens, token)
    else tokens.push(token)
  }
  return tokens
}

/**
 * The terms a token is found by: lower case, without accents and `'s`, stemmed when English. `CreateGrant` is found by
 * itself and by its parts. Empty for stop words.
 */
export function processToken(token: string): string[] {
  const parts = token.length <= tokenLengthMax && camelBorder.test(token) ? token.split(camelBorder) : []
  const terms = new Set<string>()
  for (const piece of [token, ...parts]) {
    const term = toTerm(piece)
    if (term !== null) terms.add(term)
  }
  return [...terms]
}

export type TokenProcessor = (token: string) => string[]

/** `processToken` with a memory for as long as its user needs it: words repeat. */
export function createTokenProcessor(): TokenProcessor {
  const known = new Map<string, string[]>()
  return (token) => {
    let terms = known.get(token)
    if (terms === undefined) {
      terms = processToken(token)
      known.set(token, terms)
    }
    return terms
  }
}

/** The terms of a text in order, with repetitions. */
export function termsOf(text: string): string[] {
  return tokenize(text).flatMap(processToken)
}

function toTerm(piece: string): string | null {
  const folded = fold(piece.slice(0, tokenLengthMax))
  const base = folded.replace(/['’]s$/u, '').replace(/['’]/gu, '')
  if (base === '' || stopWords.has(base)) return null
  return /^[a-z]{3,}$/.test(base) ? stemmer(base) : base
}

function fold(piece: string): string {
  if (ascii.test(piece)) return piece.toLowerCase()
  return piece.normalize('NFKD').replace(accents, '').normalize('NFC').toLowerCase()
}

function addPairs(tokens: string[], run: string): void {
  const characters = [...run]
  if (characters.length === 1) tokens.push(run)
  for (let i = 0; i + 1 < characters.length; i += 1) tokens.push(`${characters[i]}${characters[i + 1]}`)
}

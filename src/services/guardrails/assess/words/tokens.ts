export interface Token {
  /** As compared: NFKC, lower case, without accents of Latin letters left decomposed. */
  readonly key: string
  /** UTF-16 offsets in the folded text, `end` exclusive. */
  readonly start: number
  readonly end: number
}

/**
 * A word, a character of a script written without spaces, or a sign. Signs are tokens too, so that `C++` is not `C`;
 * characters of unspaced scripts are, so that a word is found within a sentence.
 */
const token =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]\p{M}*|[[\p{L}\p{M}\p{N}_]--[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]]+|\S/gv

const ascii = /^[\x20-\x7e]*$/

/** Cuts a folded text into tokens. */
export function* tokensOf(folded: string): Iterable<Token> {
  for (const { 0: text, index } of folded.matchAll(token)) {
    yield { key: keyOf(text), start: index, end: index + text.length }
  }
}

function keyOf(text: string): string {
  if (ascii.test(text)) return text.toLowerCase()
  // Upper case first: ß and SS, final and other sigmas are the same word.
  return text.normalize('NFKC').toUpperCase().toLowerCase().replaceAll('ς', 'σ')
}

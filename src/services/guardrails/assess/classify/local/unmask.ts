import { isInLexicon } from './lexicon.ts'
import { stemOf } from './terms.ts'

/**
 * A text as it is meant to be read: letters of other alphabets and digits that stand for Latin ones (`k1ll`), words spelled out
 * (`k i l l`), written backwards or in ROT13, and base64, which is put after itself in plain. Words change only into words of
 * the lexicon, so that `S3` and `U.S.A.` stay. Marks that imitate the frame of a conversation become the word `frametrick`.
 */
export function unmask(text: string): string {
  return withoutMarks(text)
    .replaceAll(frame, ' frametrick ')
    .replaceAll(base64, (found) => `${found} ${decoded(found)}`.trimEnd())
    .replaceAll(spelled, joined)
    .replaceAll(masked, plainWord)
}

const frame =
  /<\/?(?:system|user|assistant|instructions?)>|<\|[a-z_]{2,20}\|>|\[\/?(?:inst|system|sys)\]|#{2,} ?(?:end|new|system|begin|start)\b|"role" ?: ?"(?:system|developer|assistant)"|-{3,} ?end of/gi
const base64 = /(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{16,}={0,2}/g
const spelled = /(?<![\p{L}\p{N}])\p{L}(?:[ .*_-]{1,2}\p{L}){2,39}(?![\p{L}\p{N}'])/gu
const masked = /[\p{L}\p{N}@$!|*]+/gu

function withoutMarks(text: string): string {
  if (/^[\x20-\x7e\s]*$/.test(text)) return text
  return text
    .normalize('NFD')
    .replaceAll(/\p{M}+/gu, '')
    .replaceAll(/[\u0370-\u04ff]+/gu, latin)
}

/** Greek and Cyrillic letters by the Latin ones they look like (Unicode TR 39, confusables). */
const lookalikes = lettersOf('аaеeоoрpсcуyхxіiјjѕsԁdһhкkмmтtвbнhгrαaεeοoρpτtυuιiκkνvηnѕs')

function lettersOf(pairs: string): ReadonlyMap<string, string> {
  return new Map(
    Array.from({ length: pairs.length / 2 }, (_, i) => [pairs.charAt(2 * i), pairs.charAt(2 * i + 1)]),
  )
}

function latin(letters: string): string {
  return Array.from(letters.toLowerCase(), (letter) => lookalikes.get(letter) ?? letter).join('')
}

const decodedMax = 2000

/** Empty unless it is readable text. */
function decoded(found: string): string {
  if (!/[a-z]/.test(found) || !/[A-Z]/.test(found)) return ''
  const plain = Buffer.from(found.slice(0, decodedMax), 'base64').toString('latin1')
  return /^[\x20-\x7e\s]{10,}$/.test(plain) && plain.includes(' ') ? plain : ''
}

function joined(found: string): string {
  const letters = found.replaceAll(/[^\p{L}]/gu, '').toLowerCase()
  return split(letters)?.join(' ') ?? found
}

const wordMax = 14

/** Letters as the fewest words of the lexicon, at least one of them of three letters or more. */
function split(letters: string): readonly string[] | undefined {
  const best: (readonly string[] | undefined)[] = [[]]
  for (let end = 1; end <= letters.length; end += 1) {
    for (let begin = Math.max(0, end - wordMax); begin < end; begin += 1) {
      const before = best[begin]
      const known = best[end]
      if (before === undefined || (known !== undefined && known.length <= before.length + 1)) continue
      const word = letters.slice(begin, end)
      if (word === 'i' || word === 'a' || (word.length > 1 && isInLexicon(word)))
        best[end] = [...before, word]
    }
  }
  const words = best[letters.length]
  return words?.some(({ length }) => length > 2) ? words : undefined
}

const digits: ReadonlyMap<string, string> = new Map(
  Object.entries({ 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't', '@': 'a', $: 's', '!': 'i', '|': 'l' }),
)

function plainWord(found: string): string {
  if (/^[a-z]+$/i.test(found)) return disguised.get(found.toLowerCase()) ?? found
  const word = found.replace(/[!|*]+$/, '')
  if (word.length < 2 || word.length > wordMax || !/[a-z]/i.test(word) || !/[0-9@$!|*]/.test(word))
    return found
  const letters = Array.from(word.toLowerCase(), (letter) => digits.get(letter) ?? letter).join('')
  const readings = [letters, word.toLowerCase().includes('1') ? letters.replaceAll('i', 'l') : letters]
  for (const reading of readings) {
    for (const vowel of reading.includes('*') ? 'uiaeo' : ' ') {
      const full = reading.replaceAll('*', vowel)
      if (isInLexicon(full) || isInLexicon(stemOf(full))) return full
    }
  }
  return found
}

/** The words of attacks on prompts, backwards and in ROT13. */
const disguised: ReadonlyMap<string, string> = new Map(
  'ignore disregard forget override bypass instruction instructions previous system prompt rules reveal secret password restrictions guidelines policy obey print above everything your'
    .split(' ')
    .flatMap((word) => [
      [Array.from(word).reverse().join(''), word] as const,
      [
        word.replaceAll(/[a-z]/g, (letter) => String.fromCharCode(((letter.charCodeAt(0) - 84) % 26) + 97)),
        word,
      ] as const,
    ]),
)

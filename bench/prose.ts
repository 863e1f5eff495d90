/**
 * Text to index: the same on every run, with a vocabulary whose words are used as unevenly as in real text (Zipf), so
 * that common words have long postings and rare ones tell documents apart.
 */

const syllables = [
  'ka',
  'lo',
  'mi',
  'ren',
  'tas',
  'vu',
  'sel',
  'dor',
  'pi',
  'han',
  'gru',
  'ob',
  'ny',
  'fe',
  'wax',
  'zu',
]
const vocabularySize = 8000
const wordsPerDocument = 260
const wordsPerSentence = 13

export function documentTitle(number: number): string {
  const random = randomOf(number + 1_000_003)
  return `${capital(word(random))} ${word(random)} ${number}`
}

/** About 1.5 KiB. */
export function documentText(number: number): string {
  const random = randomOf(number)
  const words = Array.from({ length: wordsPerDocument }, () => word(random))
  const sentences: string[] = []
  for (let start = 0; start < words.length; start += wordsPerSentence) {
    sentences.push(`${capital(words.slice(start, start + wordsPerSentence).join(' '))}.`)
  }
  return sentences.join(' ')
}

/** Words of one document, some rare: the question has an answer. */
export function question(number: number, documents: number): string {
  const words = documentText((number * 37) % documents)
    .toLowerCase()
    .replaceAll('.', '')
    .split(' ')
  return `What about ${words.slice(20, 26).join(' ')}?`
}

function word(random: () => number): string {
  // The rank of a word falls off exponentially in a uniform number: frequency is about 1 / rank.
  let rank = Math.floor(vocabularySize ** random())
  let text = ''
  do {
    text += syllables[rank % syllables.length]
    rank = Math.floor(rank / syllables.length)
  } while (rank > 0)
  return text
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** mulberry32: small, fast and the same everywhere. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

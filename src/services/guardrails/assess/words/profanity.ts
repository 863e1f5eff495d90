import { englishDataset, englishRecommendedTransformers, RegExpMatcher } from 'obscenity'
import type { Breathe } from '../slices.ts'

/**
 * Terms of the data set that are words of medicine, law and sex education as well. They are what the content filters judge;
 * a list that cannot tell would block a nurse.
 */
const clinical: ReadonlySet<string> = new Set(
  'anal anus bestiality ejaculate fellatio incest masturbate negro orgasm penis porn rape retard scat semen sex spastic tit vagina abo arse finger bang double penetration doggystyle hentai felch'.split(
    ' ',
  ),
)
/** Whole words that the data set's patterns take for others. */
const innocent: ReadonlySet<string> = new Set(
  'cockpit cockpits cockatoo cockatiel cockroach cockroaches peacock peacocks hancock hitchcock babcock woodcock cockney shuttlecock gamecock shiitake shitake pussycat pussycats pussyfoot titanic dickens dickensian dickson dickinson cocker cockle cockles cumulative cumin cucumber circumspect document analog snigger sniggered niggardly niggling raccoon scunthorpe penistone swank swanky'.split(
    ' ',
  ),
)

interface Profanity {
  readonly match: string
}

const terms = englishDataset.build()
const matcher = new RegExpMatcher({
  ...terms,
  blacklistedTerms: terms.blacklistedTerms.filter(({ id }) => !clinical.has(wordOf(id))),
  ...englishRecommendedTransformers,
})

const pieceLength = 8192
/** Pieces overlap by more than the longest term, repeated letters included. */
const overlap = 128

/**
 * Profane words as they stand in a folded text, each once: English only, with leetspeak and repeated letters (`sh1t`,
 * `fuuuck`), from the data set of npm's `obscenity` (MIT).
 */
export async function findProfanity(foldedText: string, breathe: Breathe): Promise<Profanity[]> {
  const found = new Map<string, Profanity>()
  for (let offset = 0; offset < foldedText.length; offset += pieceLength) {
    const piece = foldedText.slice(offset, offset + pieceLength + overlap)
    for (const { startIndex, endIndex } of matcher.getAllMatches(piece)) {
      const word = wordAround(foldedText, offset + startIndex, offset + endIndex + 1)
      const key = word.toLowerCase()
      if (!innocent.has(key) && !found.has(key)) found.set(key, { match: word })
    }
    await breathe()
  }
  return [...found.values()]
}

function wordOf(termId: number): string {
  const { phraseMetadata } = englishDataset.getPayloadWithPhraseMetadata({
    termId,
    startIndex: 0,
    endIndex: 0,
    matchLength: 1,
  })
  return phraseMetadata?.originalWord ?? ''
}

/** The pattern matches a stem: the whole word is reported, of at most 64 characters. */
function wordAround(text: string, start: number, end: number): string {
  let from = start
  let to = end
  while (from > 0 && to - from < 64 && /[\p{L}\p{N}]/u.test(text.charAt(from - 1))) from -= 1
  while (to < text.length && to - from < 64 && /[\p{L}\p{N}$@!]/u.test(text.charAt(to))) to += 1
  return text.slice(from, to).replace(/!+$/, '')
}

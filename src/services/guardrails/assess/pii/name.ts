import type { Detector, Found } from './detector.ts'
import { ambiguousNames, givenNames, notFamilyNames } from './given-names.ts'

const capital = String.raw`\p{Lu}[\p{L}\p{M}]*(?:['-]\p{Lu}?[\p{L}\p{M}]+)*`
const particle = String.raw`(?:(?:van|von|der|den|de|del|della|di|da|la|le|bin|al|el|ter|ten)\s){0,3}`
/** Two or more words with a capital, perhaps with an initial between: what follows a title or a cue. */
const run = String.raw`${capital}(?:\.?[ \t]+(?:\p{Lu}\.[ \t]*)?${particle}${capital}){0,3}`

const titled = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Doctor|Sir|Dame|Lord|Lady|Rev|Fr|Judge|Captain|Capt|Lt|Sgt|Herr|Frau|Monsieur|Madame|Señor|Señora)\.?[ \t]+(?<value>${run})`,
  'dgu',
)
const cued = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(?:[Nn]ame\s*:|[Mm]y (?:full )?name is|MY NAME IS|[Nn]ame is|(?:[Mm]y|[Hh]is|[Hh]er|[Tt]he) name(?:'s| was)|[Tt]his is|[Ii] am|I'm|[Cc]alled|[Nn]amed|[Dd]ear|[Hh]i|[Hh]ello|[Ss]igned,?|[Rr]egards,|[Ss]incerely,|[Pp]atient:?|[Cc]ustomer:?|[Ee]mployee:?|[Cc]ontact:?|[Bb]y|[Ff]rom|[Tt]o|[Ww]ith|[Aa]ttn:?)\s+(?<value>${run})`,
  'dgu',
)
/** After these a name of any case and of no list is believed. */
const told =
  /(?<![\p{L}\p{N}])(?:my (?:full )?name is|my name's|name\s*:|they call me)\s+(?<value>\p{L}[\p{L}\p{M}'-]{1,30}(?:[ \t]+\p{L}[\p{L}\p{M}'-]{1,30})?)/dgiu
const firstWord = new RegExp(
  String.raw`(?<![\p{L}\p{N}@._/-])(?<given>${capital})(?![\p{L}\p{N}@])(?=(?<rest>(?:[ \t]+(?:\p{Lu}\.[ \t]*)?${particle}${capital}){0,2}))`,
  'gu',
)

/**
 * People by title, by cue (`my name is …`) and by a list of given names. A heuristic that knows no context: a family name
 * alone and a given name that it does not list are not seen.
 */
export const name: Detector = function* (text) {
  yield* groups(text, titled, (value) => !isStop(value))
  yield* groups(
    text,
    told,
    (value) => !isStop(value) && !/^(?:not|on|in|the|a|an|required|too|very)\b/i.test(value),
  )
  yield* groups(text, cued, (value) => looksPersonal(value))
  for (const match of text.matchAll(firstWord)) yield* listed(match)
}

function* listed(match: RegExpExecArray): Iterable<Found> {
  const given = match.groups?.given ?? ''
  const rest = match.groups?.rest ?? ''
  const folded = given.toLowerCase()
  const family = familyLength(rest)
  if (!givenNames.has(folded) && !(ambiguousNames.has(folded) && family > 0)) return
  yield {
    start: match.index,
    end: match.index + given.length + family,
    certainty: family > 0 ? 'labelled' : 'shaped',
  }
}

/** How much of the words behind a given name belongs to it: none from a word on that is no family name. */
function familyLength(rest: string): number {
  let length = 0
  for (const part of rest.matchAll(/[ \t]+(\S+)/gu)) {
    const word = (part[1] as string).toLowerCase().replace(/\.$/, '')
    if (notFamilyNames.has(word)) break
    length = (part.index ?? 0) + part[0].length
  }
  return length
}

function looksPersonal(value: string): boolean {
  const [first = '', second] = value.toLowerCase().split(/\s+/)
  return (
    givenNames.has(first) ||
    (ambiguousNames.has(first) && second !== undefined && !notFamilyNames.has(second))
  )
}

function isStop(value: string): boolean {
  return notFamilyNames.has((value.split(/\s+/)[0] as string).toLowerCase())
}

function* groups(text: string, pattern: RegExp, accept: (value: string) => boolean): Iterable<Found> {
  for (const match of text.matchAll(pattern)) {
    const value = match.groups?.value ?? ''
    const [start] = match.indices?.groups?.value ?? [match.index]
    if (!accept(value)) continue
    const [first = ''] = value.split(/[ \t]/)
    yield {
      start,
      end: start + first.length + familyLength(value.slice(first.length)),
      certainty: 'labelled',
    }
  }
}

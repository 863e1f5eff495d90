import { type Detector, labelled, matches } from './detector.ts'

const suffix =
  '(?:street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|dr|court|ct|place|pl|square|sq|terrace|ter|parkway|pkwy|highway|hwy|circle|cir|trail|trl|way|close|crescent|cres|gardens|grove|mews|row|alley|walk|quay|loop|plaza|broadway)'
const states =
  '(?:A[LKZR]|C[AOT]|DE|DC|FL|GA|HI|I[DLNA]|K[SY]|LA|M[EDAINSOT]|N[EVHJMYCD]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[TA]|W[AVIY])'
const word = String.raw`[\p{Lu}\d][\p{L}\p{N}'.-]{0,24}`
const unit = String.raw`(?:,?\s*(?:#\s?\w{1,6}|(?:apt|apartment|suite|ste|unit|flat|floor|fl|room|rm|bldg|building)\.?\s*#?\w{1,6}))?`
const zip = String.raw`(?:,?\s+(?:${states}|[A-Z][a-z]{3,13}(?:\s[A-Z][a-z]{3,10})?),?\s+\d{5}(?:-\d{4})?|,?\s+${states}\b)?`
const city = String.raw`(?:,\s*[\p{Lu}][\p{L}'.-]{1,24}(?:[ -][\p{Lu}][\p{L}'.-]{1,24}){0,2}(?![\p{L}\p{N}]))?`
const ukPostcode = '[A-Z]{1,2}\\d[A-Z\\d]?\\s?\\d[ABD-HJLNP-UW-Z]{2}'

/** `221B Baker Street, London NW1 6XE`, `1600 Pennsylvania Ave NW, Washington, DC 20500`. */
const street = new RegExp(
  String.raw`(?<![\p{L}\p{N}.,$€£/-])\d{1,5}[A-Za-z]?(?:-\d{1,5})?,?\s+(?:(?:N|S|E|W|NE|NW|SE|SW|North|South|East|West)\.?\s+)?(?:${word}\s+){1,4}(?:${caseless(suffix)})(?![\p{L}\p{N}'])\.?(?:\s+(?:N|S|E|W|NE|NW|SE|SW)\b\.?)?${caseless(unit)}${city}(?:,?\s+${ukPostcode}|${zip})`,
  'gu',
)
/** `Hauptstraße 5, 10115 Berlin`, `12 rue de Rivoli, 75001 Paris`. */
const continental =
  /(?<![\p{L}\p{N}])(?:[\p{Lu}][\p{L}-]{1,30}(?:straße|strasse|str\.|weg|platz|allee|gasse|laan|straat|plein)\s+\d{1,4}\s?[a-z]?\b|\d{1,4}(?:\s?(?:bis|ter))?,?\s+(?:rue|avenue|boulevard|place|quai|chemin|impasse)\s+(?:(?:de|du|des|la|le|l'|d')\s*){0,3}[\p{Lu}][\p{L}'-]{1,30}(?:[ -][\p{Lu}][\p{L}'-]{1,30}){0,3}|(?:Calle|Via|Avenida|Piazza|Viale|Plaza|Rua)\s+(?:(?:de|del|della|di|la|las|los|da|do)\s+){0,2}[\p{Lu}][\p{L}'-]{1,30}(?:\s[\p{Lu}][\p{L}'-]{1,30}){0,2},?\s+\d{1,4})(?:,?\s+\d{4,5}\s+[\p{Lu}][\p{L}-]{1,30})?/gu
const postBox =
  /(?<![\p{L}\p{N}])P\.?\s?O\.?\s+Box\s+\d{1,8}(?:,\s*[\p{Lu}][\p{L}'.-]{1,24}(?:\s[\p{Lu}][\p{L}'.-]{1,24}){0,2},?\s+[A-Z]{2}\s+\d{5}(?:-\d{4})?)?/giu
const postcode = new RegExp(String.raw`(?<![\p{L}\p{N}])${ukPostcode}(?![\p{L}\p{N}])`, 'gu')
const cityStateZip = new RegExp(
  String.raw`(?<![\p{L}\p{N}])[\p{Lu}][\p{L}'.-]{1,24}(?:\s[\p{Lu}][\p{L}'.-]{1,24}){0,2},\s+${states}\s+\d{5}(?:-\d{4})?(?![\p{L}\p{N}-])`,
  'gu',
)
const zipLabelled = labelled(
  String.raw`zip(?:\s*code)?|postcode|postal\s+code`,
  String.raw`\d{5}(?:-\d{4})?|[A-Z]\d[A-Z][ -]?\d[A-Z]\d|${ukPostcode}`,
)

/** Streets with a number, post boxes, postcodes. A heuristic: an address without any of them is not seen. */
export const address: Detector = function* (text) {
  yield* matches(text, street, 'labelled')
  yield* matches(text, continental, 'labelled')
  yield* matches(text, postBox, 'labelled')
  yield* matches(text, cityStateZip, 'shaped')
  yield* matches(text, zipLabelled, 'labelled')
  yield* matches(text, postcode, 'shaped')
}

/** Letters in either case, in an expression that minds the case elsewhere. */
function caseless(pattern: string): string {
  return pattern.replace(/\\[a-z]|[a-z]/g, (letter) =>
    letter.startsWith('\\') ? letter : `[${letter}${letter.toUpperCase()}]`,
  )
}

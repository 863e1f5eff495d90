import { type Detector, labelled, matches } from './detector.ts'

const number = '(?:1[01]\\d|120|[1-9]?\\d)'
const words =
  '(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|one|two|three|four|five|six|seven|eight|nine)'
const yearsOld = new RegExp(
  String.raw`(?<![\p{L}\p{N}.,-])(?:${number}|${words})(?:[ -]?(?:years?|yrs?|months?)[ -]?old\b|[ -]?(?:y/?o|yo)\b|[ -]years?[ -]of[ -]age\b)`,
  'giu',
)
const aged = labelled('age|aged', `${number}(?!\\s*(?:%|percent|hours|days|weeks))`)
/** `I am 34`, `she just turned 40`, with nothing behind that makes it a quantity. */
const am =
  /\b(?:i\s?am|i'm|he\s?is|he's|she\s?is|she's|turn(?:ed|s|ing)|they\s+are)\s+(?:now\s+|just\s+|only\s+|already\s+)?(?<value>[1-9]\d|1[01]\d)(?=\s*(?:[.,;!?)]|$|and\b|but\b|years?\b|today\b|this\b|next\b|last\b))/dgim

export const age: Detector = function* (text) {
  yield* matches(text, yearsOld, 'labelled')
  yield* matches(text, aged, 'labelled')
  yield* matches(text, am, 'shaped')
}

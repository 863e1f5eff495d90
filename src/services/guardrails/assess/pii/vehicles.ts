import { vinCheckDigit } from './checksums.ts'
import { type Detector, digitsOf, labelled, matches, near } from './detector.ts'

const vin = /(?<![\p{L}\p{N}])[0-9A-HJ-NPR-Za-hj-npr-z]{17}(?![\p{L}\p{N}])/gu
const vinContext = /\b(?:vin|vehicle\s+id(?:entification)?|chassis)\b/i

/** The check digit where there is one; European makers leave it out, so beside a label the form is enough. */
export const vehicleIdentification: Detector = function* (text) {
  for (const found of matches(
    text,
    vin,
    'checked',
    (value) => /[A-Za-z]/.test(value) && digitsOf(value).length >= 3,
  )) {
    const value = text.slice(found.start, found.end).toUpperCase()
    if (vinCheckDigit(value)) yield found
    else if (near(text, found.start, found.end, vinContext)) yield { ...found, certainty: 'labelled' }
  }
}

const plate = labelled(
  String.raw`licen[cs]e\s+(?:plate|tag)s?(?:\s+(?:number|no))?|(?:number|registration|reg|vehicle|car|tag)\s+plate|plate(?:\s+(?:number|no|#))|vehicle\s+registration(?:\s+(?:number|no))?|registration\s+(?:number|no)|plates?`,
  String.raw`(?=[A-Z0-9 \-]{0,9}\d)[A-Z0-9]{1,4}[ -]?[A-Z0-9]{1,4}(?:[ -]?[A-Z0-9]{1,4})?`,
)
/** The current British form, which is nothing else's. */
const britishPlate =
  /(?<![\p{L}\p{N}])[A-HJ-PR-Y][A-HJ-PR-Y](?:0[1-9]|[1-7]\d) [A-HJ-PR-Z]{3}(?![\p{L}\p{N}])/gu

export const licensePlate: Detector = function* (text) {
  yield* matches(
    text,
    plate,
    'labelled',
    (value) => /\d/.test(value) && value.length >= 4 && !/\b[a-z]{2,}\b/.test(value),
  )
  yield* matches(text, britishPlate, 'shaped')
}

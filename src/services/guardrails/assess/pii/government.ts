import {
  individualTaxpayerNumber,
  luhn,
  nationalInsuranceNumber,
  nhsNumber,
  socialInsuranceNumber,
  socialSecurityNumber,
  uniqueTaxpayerReference,
} from './checksums.ts'
import { type Detector, digitsOf, labelled, matches, near } from './detector.ts'

const grouped325 = /(?<![\p{L}\p{N}][-.]?)\d{3}([- .])\d{2}\1\d{4}(?![-.]?[\p{L}\p{N}])/gu
const nine = /(?<![\p{L}\p{N}][-.]?)\d{9}(?![-.]?[\p{L}\p{N}])/gu
const ssnContext = /\b(?:ssn|ss\s?#|social\s+security|soc\.?\s?sec)\b/i

export const socialSecurity: Detector = function* (text) {
  yield* matches(text, grouped325, 'checked', (value) => socialSecurityNumber(digitsOf(value)))
  for (const found of matches(text, nine, 'labelled', socialSecurityNumber)) {
    if (near(text, found.start, found.end, ssnContext)) yield found
  }
}

const itinContext = /\b(?:itin|individual\s+tax(?:payer)?|tax(?:payer)?\s+id(?:entification)?)\b/i

export const individualTaxpayer: Detector = function* (text) {
  yield* matches(text, grouped325, 'checked', (value) => individualTaxpayerNumber(digitsOf(value)))
  for (const found of matches(text, nine, 'labelled', individualTaxpayerNumber)) {
    if (near(text, found.start, found.end, itinContext)) yield found
  }
}

const passport = labelled(
  String.raw`(?:u\.?s\.?a?\.?\s+)?passport(?:\s+(?:number|no|num|book|card|id))?`,
  String.raw`[A-Z]?\d{8,9}`,
)

/** Nine digits, or a letter and eight (US Department of State): never without the word. */
export const usPassport: Detector = (text) => matches(text, passport, 'labelled')

const driver = labelled(
  String.raw`driver(?:'?s|s')?\s+(?:licen[cs]e|permit|id)(?:\s+(?:number|no|num|id))?|driving\s+licen[cs]e(?:\s+(?:number|no))?|d\.?l\.?\s*(?:number|no|num|#)|dln`,
  String.raw`[A-Z0-9]{1,20}(?:-[A-Z0-9]{1,8}| \d{1,8}){0,4}`,
)

/** Every state has its own form: a label, and five or more letters and digits of which four are digits. */
export const driverId: Detector = (text) =>
  matches(text, driver, 'labelled', (value) => value.length >= 5 && digitsOf(value).length >= 4)

const nhs = /(?<![\p{L}\p{N}][-.]?)\d{3}([- ]?)\d{3}\1\d{4}(?![-.]?[\p{L}\p{N}])/gu
const nhsContext = /\b(?:nhs|national\s+health|patient|hospital|gp|surgery)\b/i

/** One ten-digit number in eleven fits: a label, or at least the printed grouping of three, three and four by spaces. */
export const nhs10: Detector = function* (text) {
  for (const found of matches(text, nhs, 'shaped', (value) => nhsNumber(digitsOf(value)))) {
    if (near(text, found.start, found.end, nhsContext)) yield { ...found, certainty: 'checked' }
    else if (text.charAt(found.start + 3) === ' ') yield found
  }
}

const nino = /(?<![\p{L}\p{N}])[A-Za-z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-Da-d](?![\p{L}\p{N}])/gu

export const nationalInsurance: Detector = (text) =>
  matches(text, nino, 'checked', (value) => nationalInsuranceNumber(value.replaceAll(' ', '').toUpperCase()))

const utr = /(?<![\p{L}\p{N}][-.]?)\d{5} ?\d{5}K?(?![-.]?[\p{L}\p{N}])/gu
const utrContext =
  /\b(?:utr|unique\s+tax(?:payer)?\s+ref(?:erence)?|self[- ]assessment|hmrc|tax\s+reference)\b/i

export const taxpayerReference: Detector = function* (text) {
  for (const found of matches(text, utr, 'checked', (value) => uniqueTaxpayerReference(digitsOf(value)))) {
    if (near(text, found.start, found.end, utrContext)) yield found
  }
}

const sin = /(?<![\p{L}\p{N}][-.]?)\d{3}([- ])\d{3}\1\d{3}(?![-. ]?\d|[\p{L}])/gu
const sinContext = /\b(?:sin|social\s+insurance|nas)\b/i

export const socialInsurance: Detector = function* (text) {
  yield* matches(text, sin, 'checked', (value) => socialInsuranceNumber(digitsOf(value)))
  for (const found of matches(text, nine, 'labelled', socialInsuranceNumber)) {
    if (near(text, found.start, found.end, sinContext)) yield found
  }
}

const healthCard = labelled(
  String.raw`(?:(?:ontario|ohip|bc|b\.c\.|quebec|alberta|manitoba|provincial|canadian|personal|my)\s+)?(?:health\s+(?:card|insurance|care|number|services)|health\s+card\s+number|health\s+number|ohip|phn|hcn|ramq|msp|care\s+card)(?:\s+(?:number|no|num))?`,
  String.raw`\d{4}[- ]?\d{3}[- ]?\d{3}(?:[- ]?[A-Z]{1,2})?|\d{3}[- ]?\d{3}[- ]?\d{3,4}|\d{5}[- ]?\d{4}|[A-Z]{4}[- ]?\d{4}[- ]?\d{4}`,
)

/** Each province has its own form; Ontario's ten digits carry a Luhn check digit, which the others' need not. */
export const canadianHealth: Detector = function* (text) {
  for (const found of matches(text, healthCard, 'labelled')) {
    const digits = digitsOf(text.slice(found.start, found.end))
    yield digits.length === 10 && luhn(digits) ? { ...found, certainty: 'checked' } : found
  }
}

import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/min'
import type { Detector } from './detector.ts'
import { digitsOf, near } from './detector.ts'

/** Digits in groups. Twenty characters hold every number of E.164 with separators. */
const candidate =
  /(?<![\p{L}\p{N}$€£#][.\-/]?)(?:\+ ?|\(\+?)?\d(?:[ .\-/()]{0,3}\d){6,14}(?!\d|[.-]\d|[\p{L}])/gu
const context =
  /\b(?:phone|tel|telephone|mobile|cell|cellphone|call|calling|called|fax|whatsapp|sms|text\s+me|reach|contact|dial|hotline|ring|number\s+is|ph|mob)\b/i
/** Read as national numbers when a word beside them says that they are telephones. */
const countries: readonly CountryCode[] = ['US', 'GB', 'DE', 'FR', 'AU', 'IN', 'ES', 'IT', 'NL']
const plainDate = /^(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})/

/** International form, the North American grouping, or a national number beside a word such as `call`. */
export const phone: Detector = function* (text) {
  for (const { 0: value, index } of text.matchAll(candidate)) {
    const end = index + value.length
    if (plainDate.test(value)) continue
    if (value.startsWith('+') || value.startsWith('(+')) {
      if (isValid(value)) yield { start: index, end, certainty: 'checked' }
      continue
    }
    const labelled = near(text, index, end, context, 40)
    if (labelled && (countries.some((country) => isValid(value, country)) || looksLocal(value))) {
      yield { start: index, end, certainty: 'labelled' }
    } else if (isNorthAmerican(value) && isValid(value, 'US')) {
      yield { start: index, end, certainty: 'shaped' }
    } else if (/^00[1-9]/.test(value) && isValid(`+${digitsOf(value).slice(2)}`)) {
      yield { start: index, end, certainty: 'shaped' }
    }
  }
}

/** `(212) 555-0143`, `212-555-0143`, `1 212.555.0143`: separators, so that no bare number of ten digits is taken for one. */
function isNorthAmerican(value: string): boolean {
  return /^(?:1[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}$/.test(value)
}

/** Seven digits as local calls write them, or ten: numbers of plays and manuals (555-01xx) are not valid but private ones look so. */
function looksLocal(value: string): boolean {
  return /^(?:1[ .-]?)?(?:\(?\d{3}\)?[ .-]?)?\d{3}[ .-]\d{4}$/.test(value)
}

function isValid(value: string, country?: CountryCode): boolean {
  return parsePhoneNumberFromString(value, country)?.isValid() ?? false
}

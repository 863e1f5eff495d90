import { isValidBIC, isValidIBAN } from 'ibantools'
import { abaRoutingNumber } from './checksums.ts'
import { type Detector, labelled, matches, near } from './detector.ts'

const ibanCandidate = /(?<![\p{L}\p{N}])[A-Za-z]{2}\d{2}(?: ?[A-Za-z0-9]){10,32}/gu

/** An IBAN in groups runs into the words behind it: the longest prefix that is valid counts. */
export const iban: Detector = function* (text) {
  for (const { 0: run, index } of text.matchAll(ibanCandidate)) {
    for (let length = run.length; length >= 14; length -= 1) {
      const next = text.charAt(index + length)
      if (/[A-Za-z0-9]/.test(next) && next !== '') continue
      const candidate = run.slice(0, length)
      if (candidate.endsWith(' ')) continue
      if (!isValidIBAN(candidate.replaceAll(' ', '').toUpperCase())) continue
      yield { start: index, end: index + length, certainty: 'checked' }
      break
    }
  }
}

const bicCandidate = /(?<![\p{L}\p{N}])[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?(?![\p{L}\p{N}])/gu
const bicContext = /\b(?:swift|bic|bank|wire|transfer|iban|correspondent|beneficiary)\b/i

/** Eight or eleven characters that words in capitals have too: without a digit, something nearby has to speak of banks. */
export const swiftCode: Detector = function* (text) {
  for (const found of matches(text, bicCandidate, 'shaped', (value) => isValidBIC(value))) {
    if (near(text, found.start, found.end, bicContext)) yield { ...found, certainty: 'labelled' }
    else if (/\d/.test(text.slice(found.start + 6, found.end))) yield found
  }
}

const routing = /(?<![\p{L}\p{N}][-.]?)\d{9}(?![-.]?[\p{L}\p{N}])/gu
const routingContext = /\b(?:routing|aba|rtn|transit|ach|wire)\b/i

/** One nine-digit number in ten has a fitting check digit, so a label is asked for as well. */
export const routingNumber: Detector = function* (text) {
  for (const found of matches(text, routing, 'labelled', abaRoutingNumber)) {
    if (near(text, found.start, found.end, routingContext)) yield found
  }
}

const account = labelled(
  String.raw`(?:bank|checking|savings|deposit|checking\s+or\s+savings|chequing)\s+(?:account|acct|a/c)|account\s*(?:number|no|num|#)|acct\.?\s*(?:number|no|num|#)?|a/c|direct\s+deposit(?:\s+to)?`,
  String.raw`\d(?:[ -]?\d){5,16}`,
)

export const bankAccountNumber: Detector = (text) => matches(text, account, 'labelled')

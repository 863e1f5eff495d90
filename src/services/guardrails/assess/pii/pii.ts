import type { GuardrailPiiEntityType } from '@aws-sdk/client-bedrock-runtime'
import type { Breathe } from '../slices.ts'
import { address } from './address.ts'
import { age } from './age.ts'
import { bankAccountNumber, iban, routingNumber, swiftCode } from './banks.ts'
import { cardExpiry, cardNumber, cardSecurityCode } from './cards.ts'
import { awsAccessKey, awsSecretKey, password, pin, username } from './credentials.ts'
import type { Certainty, Detector, Found } from './detector.ts'
import {
  canadianHealth,
  driverId,
  individualTaxpayer,
  nationalInsurance,
  nhs10,
  socialInsurance,
  socialSecurity,
  taxpayerReference,
  usPassport,
} from './government.ts'
import { name } from './name.ts'
import { emailAddress, ipAddress, macAddress, urlAddress } from './network.ts'
import { phone } from './phone.ts'
import { licensePlate, vehicleIdentification } from './vehicles.ts'

export type PiiType = GuardrailPiiEntityType

/** Between kinds that are equally sure of the same characters, the one that stands first wins. */
export const detectors = {
  AWS_ACCESS_KEY: awsAccessKey,
  AWS_SECRET_KEY: awsSecretKey,
  INTERNATIONAL_BANK_ACCOUNT_NUMBER: iban,
  CREDIT_DEBIT_CARD_NUMBER: cardNumber,
  VEHICLE_IDENTIFICATION_NUMBER: vehicleIdentification,
  EMAIL: emailAddress,
  MAC_ADDRESS: macAddress,
  IP_ADDRESS: ipAddress,
  US_SOCIAL_SECURITY_NUMBER: socialSecurity,
  US_INDIVIDUAL_TAX_IDENTIFICATION_NUMBER: individualTaxpayer,
  UK_NATIONAL_INSURANCE_NUMBER: nationalInsurance,
  UK_UNIQUE_TAXPAYER_REFERENCE_NUMBER: taxpayerReference,
  UK_NATIONAL_HEALTH_SERVICE_NUMBER: nhs10,
  CA_SOCIAL_INSURANCE_NUMBER: socialInsurance,
  CA_HEALTH_NUMBER: canadianHealth,
  US_PASSPORT_NUMBER: usPassport,
  DRIVER_ID: driverId,
  US_BANK_ROUTING_NUMBER: routingNumber,
  US_BANK_ACCOUNT_NUMBER: bankAccountNumber,
  CREDIT_DEBIT_CARD_CVV: cardSecurityCode,
  CREDIT_DEBIT_CARD_EXPIRY: cardExpiry,
  PIN: pin,
  PASSWORD: password,
  USERNAME: username,
  PHONE: phone,
  URL: urlAddress,
  SWIFT_CODE: swiftCode,
  LICENSE_PLATE: licensePlate,
  ADDRESS: address,
  AGE: age,
  NAME: name,
} as const satisfies Record<PiiType, Detector>

const precedence: readonly string[] = Object.keys(detectors)
const certainties: Readonly<Record<Certainty, number>> = { checked: 0, labelled: 1, shaped: 2 }

export interface FoundPii extends Found {
  readonly type: PiiType
}

/** What one kind finds in a folded text, in order and without overlaps. */
export function detect(type: PiiType, text: string): FoundPii[] {
  return withoutOverlaps(findsIn(type, text))
}

/** A text is read in pieces of this length, so that nobody waits long for one kind. In UTF-16 units, like the next two. */
const pieceLength = 16_384
/** What a piece shows of the text before it: labels and other words that say what a number is. */
const contextBefore = 256
/** And after it: longer than anything that is looked for. */
const contextAfter = 2_304

/** What some kinds find in a folded text, in order and without overlaps. Lets others run between pieces. */
export async function findPii(types: Iterable<PiiType>, text: string, breathe: Breathe): Promise<FoundPii[]> {
  const found: FoundPii[] = []
  for (const type of types) {
    for (let from = 0; from < text.length; from += pieceLength) {
      const begin = wordStart(text, from - contextBefore)
      const piece = text.slice(begin, from + pieceLength + contextAfter)
      for (const { start, end, ...rest } of findsIn(type, piece)) {
        const at = begin + start
        if (at >= from && at < from + pieceLength) found.push({ ...rest, start: at, end: begin + end })
      }
      await breathe()
    }
  }
  return withoutOverlaps(found)
}

function findsIn(type: PiiType, text: string): FoundPii[] {
  const detector: Detector = detectors[type]
  return Array.from(detector(text), (found) => ({ ...found, type }))
}

/** The nearest place at or before `offset` where a word begins, within a short way. */
function wordStart(text: string, offset: number): number {
  if (offset <= 0) return 0
  const space = text.lastIndexOf(' ', offset)
  return space > offset - contextBefore ? space + 1 : offset
}

/** Of finds that claim the same characters, the surest, then the longest, then the one first in the table. In text order. */
export function withoutOverlaps(found: readonly FoundPii[]): FoundPii[] {
  const byRank = [...found].sort(
    (a, b) =>
      certainties[a.certainty] - certainties[b.certainty] ||
      b.end - b.start - (a.end - a.start) ||
      precedence.indexOf(a.type) - precedence.indexOf(b.type) ||
      a.start - b.start,
  )
  const taken = createIntervals()
  return byRank.filter(({ start, end }) => taken.take(start, end)).sort((a, b) => a.start - b.start)
}

/** Intervals without overlaps, by their starts; kept sorted, so that a look-up is a binary search. */
function createIntervals() {
  const starts: number[] = []
  const ends: number[] = []
  return {
    take(start: number, end: number): boolean {
      let low = 0
      let high = starts.length
      while (low < high) {
        const middle = (low + high) >>> 1
        if ((starts[middle] as number) < start) low = middle + 1
        else high = middle
      }
      if ((ends[low - 1] ?? 0) > start || (starts[low] ?? Number.POSITIVE_INFINITY) < end) return false
      starts.splice(low, 0, start)
      ends.splice(low, 0, end)
      return true
    },
  }
}

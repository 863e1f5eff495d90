/** Check digits. Each takes digits (or capitals) only, without separators, and is false for a wrong length. */

/** ISO/IEC 7812-1, annex B. Of any length. */
export function luhn(digits: string): boolean {
  let sum = 0
  for (let i = 0; i < digits.length; i += 1) {
    const digit = Number(digits.charAt(digits.length - 1 - i))
    const doubled = i % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return digits.length > 0 && sum % 10 === 0
}

/** UK NHS number: ten digits, modulus 11 (NHS Data Model and Dictionary, "NHS number"). */
export function nhsNumber(digits: string): boolean {
  if (!/^\d{10}$/.test(digits) || allSame(digits)) return false
  const remainder = weighted(digits.slice(0, 9), [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11
  const check = (11 - remainder) % 11
  return check !== 10 && check === Number(digits.charAt(9))
}

/** ABA routing number: nine digits, weights 3 7 1, first two from the Federal Reserve's ranges. */
export function abaRoutingNumber(digits: string): boolean {
  if (!/^\d{9}$/.test(digits) || allSame(digits)) return false
  const prefix = Number(digits.slice(0, 2))
  const known =
    prefix <= 12 || (prefix >= 21 && prefix <= 32) || (prefix >= 61 && prefix <= 72) || prefix === 80
  return known && weighted(digits, [3, 7, 1, 3, 7, 1, 3, 7, 1]) % 10 === 0
}

const vinValues: Readonly<Record<string, number>> = Object.fromEntries(
  [...'0123456789ABCDEFGHJKLMNPRSTUVWXYZ'].map((character, i) => [
    character,
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9][
      i
    ] as number,
  ]),
)
const vinWeights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]

/** Vehicle identification number with the check digit in place nine (49 CFR 565.15; North America and China). */
export function vinCheckDigit(vin: string): boolean {
  if (!/^[0-9A-HJ-NPR-Z]{17}$/.test(vin) || allSame(vin)) return false
  let sum = 0
  for (let i = 0; i < 17; i += 1) sum += (vinValues[vin.charAt(i)] as number) * (vinWeights[i] as number)
  const check = sum % 11
  return vin.charAt(8) === (check === 10 ? 'X' : String(check))
}

/** UK unique taxpayer reference: ten digits, the first of which checks the other nine (HMRC). */
export function uniqueTaxpayerReference(digits: string): boolean {
  if (!/^\d{10}$/.test(digits) || allSame(digits)) return false
  const remainder = weighted(digits.slice(1), [6, 7, 8, 9, 10, 5, 4, 3, 2]) % 11
  return '21987654321'.charAt(remainder) === digits.charAt(0)
}

/** US social security number: no area 000, 666 or 9xx, no group 00, no serial 0000 (SSA, "Social Security number randomization"). */
export function socialSecurityNumber(digits: string): boolean {
  if (!/^\d{9}$/.test(digits) || allSame(digits)) return false
  // Printed in advertisements and specimens, and never issued to anybody.
  if (digits === '078051120' || digits === '219099999' || digits === '123456789') return false
  const area = digits.slice(0, 3)
  return (
    area !== '000' &&
    area !== '666' &&
    area < '900' &&
    digits.slice(3, 5) !== '00' &&
    digits.slice(5) !== '0000'
  )
}

/** US individual taxpayer identification number: 9xx, group 50-65, 70-88, 90-92 or 94-99 (IRS Publication 1915). */
export function individualTaxpayerNumber(digits: string): boolean {
  if (!/^9\d{8}$/.test(digits) || allSame(digits)) return false
  const group = Number(digits.slice(3, 5))
  return (
    (group >= 50 && group <= 65) ||
    (group >= 70 && group <= 88) ||
    (group >= 90 && group <= 92) ||
    (group >= 94 && group <= 99)
  )
}

/** Canadian social insurance number: nine digits, Luhn, not beginning with 0 or 8. */
export function socialInsuranceNumber(digits: string): boolean {
  return /^[1-79]\d{8}$/.test(digits) && !allSame(digits) && luhn(digits)
}

/** UK national insurance number: prefixes that HMRC never gives out are refused (NIM39110). */
export function nationalInsuranceNumber(text: string): boolean {
  return /^(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]$/.test(text)
}

function weighted(digits: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, i) => sum + weight * Number(digits.charAt(i)), 0)
}

export function allSame(text: string): boolean {
  return text !== '' && text === text.charAt(0).repeat(text.length)
}

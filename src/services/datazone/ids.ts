import { randomInt } from 'node:crypto'
import { keyedHash } from '../../resources/keyed-id.ts'

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** Fourteen lower-case letters and digits, as DataZone's own: 72 random bits. */
export function newId(): string {
  return Array.from({ length: 14 }, () => letters[randomInt(letters.length)]).join('')
}

/** V1's ids have an underscore, V2's a hyphen. */
export function newDomainId(version: 'V1' | 'V2'): string {
  return `dzd${version === 'V1' ? '_' : '-'}${newId()}`
}

/** In the form of a UUID, as profiles have it. The same names give the same id, which tells nothing about them. */
export function keyedUuid(secret: string, purpose: string, parts: readonly string[]): string {
  const hex = keyedHash(secret, purpose, parts).subarray(0, 16).toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

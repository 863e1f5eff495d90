/** Ids and secrets as IAM makes them (IAM User Guide, "IAM identifiers"). */

import { randomBytes } from 'node:crypto'
import { remembered } from '../call/remembered.ts'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const idChars = 17
/** Bits of an access key id's account number: 40 hold every 12-digit number. */
const accountShift = 2 ** 7
const accountRange = 2 ** 47

/** `AIDA…`, `AROA…`, `ANPA…`: 21 characters. */
export function newUniqueId(prefix: 'AIDA' | 'AROA' | 'ANPA'): string {
  return prefix + randomBase32(idChars)
}

/**
 * An access key id carries its account, as AWS's do since 2019: the 16 characters after the prefix are 80 bits of base32,
 * a leading one, the account number in 40 bits, then 39 random bits. So a request's account, and with it the part of the
 * permission cache that it needs, is known before anything is looked up.
 */
export function newAccessKeyId(prefix: 'AKIA' | 'ASIA', accountId: string): string {
  const random = randomBytes(1).readUInt8() % accountShift
  const high = accountRange + Number(accountId) * accountShift + random
  // 48 bits are ten characters of which the last one has two bits to spare.
  const low = randomBytes(1).readUInt8() % 4
  return prefix + base32(high * 4 + low, 10) + randomBase32(6)
}

/** Null when the text is no access key id made by `newAccessKeyId`. Says nothing about whether the key exists. */
export const accountOfAccessKeyId: (accessKeyId: string) => string | null = remembered((accessKeyId) => {
  if (!/^A[KS]IA[A-Z2-7]{16}$/.test(accessKeyId)) return null
  let head = 0
  for (let at = 4; at < 14; at++) head = head * 32 + alphabet.indexOf(accessKeyId.charAt(at))
  const account = Math.floor((Math.floor(head / 4) % accountRange) / accountShift)
  return account < 1e12 ? String(account).padStart(12, '0') : null
})

/** 40 characters, 240 bits. */
export function newSecretAccessKey(): string {
  return randomBytes(30).toString('base64')
}

function randomBase32(chars: number): string {
  return Array.from(randomBytes(chars), (byte) => alphabet.charAt(byte % 32)).join('')
}

function base32(value: number, chars: number): string {
  let text = ''
  for (let rest = value; text.length < chars; rest = Math.floor(rest / 32))
    text = alphabet.charAt(rest % 32) + text
  return text
}

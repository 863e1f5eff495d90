import { createHmac, randomBytes } from 'node:crypto'
import { encodeAad } from '../crypto/aad.ts'

/** The secret of a new resource; it rests only inside the resource's sealed record. */
export function newSecret(): string {
  return randomBytes(32).toString('base64')
}

/**
 * A record id that stands for names a customer chose (a document id, a group name) and tells nothing about them to
 * anyone without the resource's secret. The same names give the same id, so the table's primary key makes them unique.
 */
export function keyedId(secret: string, purpose: string, parts: readonly string[]): string {
  return keyedHash(secret, purpose, parts).subarray(0, 16).toString('hex')
}

export function keyedHash(secret: string, purpose: string, parts: readonly string[]): Buffer {
  return createHmac('sha256', Buffer.from(secret, 'base64'))
    .update(encodeAad([purpose, ...parts]))
    .digest()
}

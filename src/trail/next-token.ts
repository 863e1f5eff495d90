/**
 * `NextToken` of LookupEvents: where the last page ended, bound to the lookup it belongs to. It holds nothing secret and
 * gives no right: account and region are always the caller's own. So it needs no key, and every node can read it.
 */

import { hash } from 'node:crypto'
import { invalidNextToken } from './errors.ts'

/** The place of an event in the order of lookups, newest first. */
export interface EventPosition {
  readonly eventTime: number
  readonly sequence: number
  readonly eventId: string
}

/** Everything that must be the same on every page. */
export type LookupIdentity = readonly (string | number | null)[]

const tokenPattern = /^[\w-]{1,400}$/

export function formatNextToken(lookup: LookupIdentity, position: EventPosition): string {
  const { eventTime, sequence, eventId } = position
  return Buffer.from(JSON.stringify([fingerprint(lookup), eventTime, sequence, eventId])).toString(
    'base64url',
  )
}

/** @throws AwsError InvalidNextTokenException */
export function parseNextToken(lookup: LookupIdentity, token: string): EventPosition {
  const parts = tokenPattern.test(token) ? decode(token) : null
  if (!Array.isArray(parts) || parts.length !== 4) throw invalidNextToken()
  const [mark, eventTime, sequence, eventId]: unknown[] = parts
  if (mark !== fingerprint(lookup) || typeof eventId !== 'string') throw invalidNextToken()
  if (!isCount(eventTime) || !isCount(sequence)) throw invalidNextToken()
  return { eventTime, sequence, eventId }
}

function decode(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token, 'base64url').toString('utf8'))
  } catch {
    return null
  }
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

function fingerprint(lookup: LookupIdentity): string {
  return hash('sha256', JSON.stringify(lookup), 'hex').slice(0, 32)
}

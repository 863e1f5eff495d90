/**
 * Postings: in which seconds of an account's trail a value of an attribute occurs. Every event log writes those that its
 * rows bring in the same commit as the rows.
 */

import { hash } from 'node:crypto'
import type { Insertable } from 'kysely'
import type { TrailEventRow } from './event-log.ts'
import type { TrailTables } from './tables.ts'

export type Posting = Readonly<Insertable<TrailTables['trail_posting']>>

/** What events are looked up by, beside their time and their id, which holds their time. */
export type PostedAttribute =
  | 'event_name'
  | 'event_source'
  | 'read_only'
  | 'user_name'
  | 'access_key_id'
  | 'resource_type'
  | 'resource_name'

/** Remembers what it has posted, so that a busy second is posted once a value and not once an event. */
export interface Poster {
  /** The postings that these rows bring and earlier ones have not; some may be stored already. */
  post(rows: readonly TrailEventRow[]): Posting[]
  /** To be called when a commit failed: what was posted last may not be stored. */
  forget(): void
}

/** Some megabytes at most; then it starts over, and what it posts again changes nothing. */
const rememberedMax = 20_000

export function createPoster(): Poster {
  const seen = new Set<string>()

  function isNew(key: string): boolean {
    if (seen.has(key)) return false
    if (seen.size >= rememberedMax) seen.clear()
    seen.add(key)
    return true
  }

  return {
    post: (rows) => {
      const postings: Posting[] = []
      for (const row of rows) {
        // Most events of a second differ from one another in nothing that is looked up.
        if (!isNew(lookedUpBy(row))) continue
        for (const posting of postingsOf(row)) {
          if (isNew(JSON.stringify(posting))) postings.push(posting)
        }
      }
      return postings
    },
    forget: () => seen.clear(),
  }
}

/** As JSON, so that no name, whatever it holds, makes two different events look alike and hides the second. */
function lookedUpBy(row: TrailEventRow): string {
  return JSON.stringify([
    secondOf(row),
    row.chain_id,
    row.account_id,
    row.region,
    row.category,
    row.event_name,
    row.event_source,
    row.read_only,
    row.user_name,
    row.access_key_id,
    row.resources,
  ])
}

function postingsOf(row: TrailEventRow): Posting[] {
  const resources: [type: string, name: string][] = JSON.parse(row.resources)
  const values: [PostedAttribute, string | null][] = [
    ['event_name', row.event_name],
    ['event_source', row.event_source],
    ['read_only', String(row.read_only)],
    ['user_name', row.user_name],
    ['access_key_id', row.access_key_id],
    ...resources.flatMap(([type, name]): [PostedAttribute, string][] => [
      ['resource_type', type],
      ['resource_name', name],
    ]),
  ]
  return values.flatMap(([attribute, value]) =>
    value === null
      ? []
      : [
          {
            account_id: row.account_id,
            attribute,
            value: postedValue(value),
            second: secondOf(row),
            region: row.region,
            category: row.category,
            chain_id: row.chain_id,
          },
        ],
  )
}

function secondOf({ event_time }: TrailEventRow): number {
  return Math.floor(event_time / 1000)
}

/** An index entry has its limit (2.7 KB on PostgreSQL); a longer value stands for itself by its SHA-256. */
export function postedValue(value: string): string {
  return value.length <= 256 ? value : hash('sha256', value, 'hex')
}

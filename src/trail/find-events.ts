/** Lookups in the event log: one account, one region, management events, newest first. */

import { type RawBuilder, sql } from 'kysely'
import { type EventLog, type PostedAttribute, postedValue } from '../storage/storage.ts'
import { eventIdTime } from './event-id.ts'
import type { EventPosition } from './next-token.ts'

export interface EventLookup {
  readonly accountId: string
  readonly region: string
  /** Milliseconds since the epoch, both inclusive. */
  readonly startTime: number
  readonly endTime: number
  readonly filter: LookupFilter | null
  /** Only events that come after this one in the order, so older ones. */
  readonly after: EventPosition | null
  readonly limit: number
}

export interface LookupFilter {
  readonly attribute: PostedAttribute | 'event_id'
  /** Any of them, at most a few. */
  readonly values: readonly string[]
}

export interface FoundEvent extends EventPosition {
  readonly eventName: string
  readonly eventSource: string
  readonly readOnly: boolean
  readonly userName: string | null
  readonly accessKeyId: string | null
  readonly record: string
}

type Reader = EventLog['reader']

interface Row {
  readonly event_id: string
  readonly event_time: number | string
  readonly sequence: number | string
  readonly event_name: string
  readonly event_source: string
  readonly read_only: number
  readonly user_name: string | null
  readonly access_key_id: string | null
  readonly record: string
}

/** At most `limit` events. Cost grows with what is returned and with how busy its seconds were, not with the log. */
export async function findEvents(reader: Reader, lookup: EventLookup): Promise<FoundEvent[]> {
  const { filter } = lookup
  const range = rangeOf(lookup)
  if (filter === null) return await readRange(reader, lookup, range, lookup.limit)
  if (filter.attribute === 'event_id') return await findById(reader, lookup, range, filter.values)
  return await findByPosting(reader, lookup, range, filter.attribute)
}

/** Milliseconds since the epoch, both inclusive. */
interface Range {
  readonly start: number
  readonly end: number
}

function rangeOf({ startTime, endTime, after }: EventLookup): Range {
  return { start: startTime, end: after === null ? endTime : Math.min(endTime, after.eventTime) }
}

/** An id holds the time of its event. */
async function findById(
  reader: Reader,
  lookup: EventLookup,
  range: Range,
  ids: readonly string[],
): Promise<FoundEvent[]> {
  const found: FoundEvent[] = []
  for (const id of ids) {
    const time = eventIdTime(id)
    if (time === null || time < range.start || time > range.end) continue
    found.push(...(await readRange(reader, lookup, { start: time, end: time }, lookup.limit)))
  }
  return found
}

async function findByPosting(
  reader: Reader,
  lookup: EventLookup,
  range: Range,
  attribute: PostedAttribute,
): Promise<FoundEvent[]> {
  const found: FoundEvent[] = []
  let end = range.end
  for (;;) {
    const seconds = await readSeconds(reader, lookup, { start: range.start, end }, attribute)
    for (const second of seconds) {
      const within = {
        start: Math.max(range.start, second * 1000),
        end: Math.min(range.end, second * 1000 + 999),
      }
      found.push(...(await readRange(reader, lookup, within, lookup.limit - found.length)))
      if (found.length >= lookup.limit) return found
    }
    const last = seconds.at(-1)
    if (last === undefined) return found
    end = last * 1000 - 1
  }
}

/** The newest seconds in which one of the values occurs, newest first. Empty when there are none. */
async function readSeconds(
  reader: Reader,
  { accountId, region, filter, limit }: EventLookup,
  { start, end }: Range,
  attribute: PostedAttribute,
): Promise<number[]> {
  const seconds = new Set<number>()
  // One query a value: each is read from the end of its own part of the index.
  for (const value of filter?.values ?? []) {
    const rows = await reader
      .selectFrom('trail_posting')
      .select('second')
      .distinct()
      .where('account_id', '=', accountId)
      .where('attribute', '=', attribute)
      .where('value', '=', postedValue(value))
      .where('region', '=', region)
      .where('category', '=', 'Management')
      .where('second', '>=', Math.floor(start / 1000))
      .where('second', '<=', Math.floor(end / 1000))
      .orderBy('second', 'desc')
      .limit(limit)
      .execute()
    for (const { second } of rows) seconds.add(Number(second))
  }
  // What is beyond the limit may lack seconds of another value.
  return [...seconds].sort((a, b) => b - a).slice(0, limit)
}

async function readRange(
  reader: Reader,
  lookup: EventLookup,
  range: Range,
  limit: number,
): Promise<FoundEvent[]> {
  const { rows } = await sql<Row>`
    select event_id, event_time, sequence, event_name, event_source, read_only, user_name, access_key_id, record
    from trail_event
    where ${sql.join(conditions(lookup, range), sql` and `)}
    order by event_time desc, sequence desc, event_id desc
    limit ${limit}`.execute(reader)
  return rows.map(foundEvent)
}

function conditions({ accountId, region, filter, after }: EventLookup, { start, end }: Range) {
  const all = [
    sql`account_id = ${accountId}`,
    sql`region = ${region}`,
    sql`category = 'Management'`,
    sql`event_time >= ${start}`,
    sql`event_time <= ${end}`,
  ]
  if (filter !== null) all.push(sql`(${sql.join(filter.values.map(matches(filter.attribute)), sql` or `)})`)
  if (after !== null) {
    const { eventTime, sequence, eventId } = after
    all.push(sql`(event_time < ${eventTime} or sequence < ${sequence}
      or (sequence = ${sequence} and event_id < ${eventId}))`)
  }
  return all
}

function matches(attribute: LookupFilter['attribute']): (value: string) => RawBuilder<unknown> {
  switch (attribute) {
    case 'resource_type':
      return (value) => contains(`[${JSON.stringify(value)},`)
    case 'resource_name':
      return (value) => contains(`,${JSON.stringify(value)}]`)
    case 'read_only':
      return (value) => sql`read_only = ${Number(value)}`
    default:
      return (value) => sql`${sql.ref(attribute)} = ${value}`
  }
}

/** Inside a JSON text a quote is escaped, so only a whole element matches. The one test both databases have that minds case. */
function contains(element: string): RawBuilder<unknown> {
  return sql`replace(resources, ${element}, '') <> resources`
}

function foundEvent(row: Row): FoundEvent {
  return {
    eventId: row.event_id,
    eventTime: Number(row.event_time),
    sequence: Number(row.sequence),
    eventName: row.event_name,
    eventSource: row.event_source,
    readOnly: Number(row.read_only) === 1,
    userName: row.user_name,
    accessKeyId: row.access_key_id,
    record: row.record,
  }
}

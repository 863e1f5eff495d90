/** Lookups in the event log: one account, one region, management events, newest first. */

import { type RawBuilder, sql } from 'kysely'
import type { EventLog } from '../storage/storage.ts'
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
  readonly column:
    | 'event_id'
    | 'event_name'
    | 'event_source'
    | 'user_name'
    | 'access_key_id'
    | 'read_only'
    | 'resource_type'
    | 'resource_name'
  /** Any of them. */
  readonly values: readonly (string | number)[]
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

/** At most `limit` events. Cost grows with what is returned, not with the size of the log. */
export async function findEvents(reader: Reader, lookup: EventLookup): Promise<FoundEvent[]> {
  const found: FoundEvent[] = []
  let after = lookup.after
  while (found.length < lookup.limit) {
    const page = await readPage(reader, lookup, after)
    for (const event of page) {
      // An event with two matching resources stands twice in the index, side by side.
      if (event.eventId !== found.at(-1)?.eventId && found.length < lookup.limit) found.push(event)
    }
    after = page.at(-1) ?? null
    if (page.length < lookup.limit || after === null) break
  }
  return found
}

async function readPage(
  reader: Reader,
  lookup: EventLookup,
  after: EventPosition | null,
): Promise<FoundEvent[]> {
  const byResource = lookup.filter?.column === 'resource_type' || lookup.filter?.column === 'resource_name'
  // The resource index carries the time as well, so that a common resource type is read newest first and no further.
  const source = byResource
    ? sql`trail_resource as r inner join trail_event as e on e.event_id = r.event_id`
    : sql`trail_event as e`
  const keyed = byResource ? sql.raw('r') : sql.raw('e')
  const { rows } = await sql<Row>`
    select e.event_id, e.event_time, e.sequence, e.event_name, e.event_source, e.read_only, e.user_name,
      e.access_key_id, e.record
    from ${source}
    where ${sql.join(conditions(keyed, lookup, after), sql` and `)}
    order by ${keyed}.event_time desc, e.sequence desc, e.event_id desc
    limit ${lookup.limit}`.execute(reader)
  return rows.map(foundEvent)
}

function conditions(keyed: RawBuilder<unknown>, lookup: EventLookup, after: EventPosition | null) {
  const { accountId, region, startTime, endTime, filter } = lookup
  const all = [
    sql`${keyed}.account_id = ${accountId}`,
    sql`${keyed}.region = ${region}`,
    sql`${keyed}.event_time >= ${startTime}`,
    sql`${keyed}.event_time <= ${after === null ? endTime : Math.min(endTime, after.eventTime)}`,
    sql`e.account_id = ${accountId}`,
    sql`e.region = ${region}`,
    sql`e.category = 'Management'`,
  ]
  if (filter !== null) all.push(sql`${sql.ref(filter.column)} in (${sql.join(filter.values)})`)
  if (after !== null) {
    const { eventTime, sequence, eventId } = after
    all.push(sql`(${keyed}.event_time < ${eventTime} or e.sequence < ${sequence}
      or (e.sequence = ${sequence} and e.event_id < ${eventId}))`)
  }
  return all
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

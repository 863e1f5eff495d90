/**
 * What has happened since it was asked last. CloudTrail shows an event within about fifteen minutes of the call and in no
 * certain order ("How CloudTrail works", AWS CloudTrail User Guide), so each window reaches back over the one before, and an
 * event counts once by its id. A server of one's own shows them at once.
 */

import type { LookupEventsCommandOutput } from '@aws-sdk/client-cloudtrail'
import { type Api, ApiError } from '../api.ts'
import { cloudTrail } from '../services.ts'
import { type TrailEvent, trailEventOf } from './trail-event.ts'

/** How far one account's trail is read in one region. */
export interface Reading {
  /** ms since the epoch: nothing before it matters. */
  readonly floor: number
  /** The window read last ended here. */
  readonly upTo: number
  /** Events of the overlap that are done, by id, with their times. */
  readonly seen: Readonly<Record<string, number>>
}

export interface TrailPoll {
  /** Oldest first; those that were seen are not among them. */
  readonly events: readonly TrailEvent[]
  readonly next: Reading
  /** There were more than can be read: what they changed is not known. */
  readonly isCut: boolean
}

/** 200 pages of 50 at two calls a second, which is AWS's limit, are a minute and a half. */
const pagesMax = 200
const overlapMs = 20 * 60_000
const ownOverlapMs = 60_000

/** @throws {ApiError} of the trail; nothing is lost, the next poll asks for the same again */
export async function pollTrail(api: Api, last: Reading): Promise<TrailPoll> {
  const now = api.now()
  const overlap = api.isSelfHosted?.(cloudTrail) === true ? ownOverlapMs : overlapMs
  const from = Math.max(last.floor, last.upTo - overlap)
  const known = new Map(Object.entries(last.seen))
  const events: TrailEvent[] = []
  let token: string | undefined
  let pages = 0
  do {
    const answer: LookupEventsCommandOutput = await api.call(cloudTrail, 'LookupEvents', (client) =>
      client.lookupEvents({
        // Most events are reads: they are left out where they are.
        LookupAttributes: [{ AttributeKey: 'ReadOnly', AttributeValue: 'false' }],
        StartTime: new Date(Math.floor(from / 1000) * 1000),
        MaxResults: 50,
        NextToken: token,
      }),
    )
    for (const event of answer.Events ?? []) {
      if (event.EventId === undefined || known.has(event.EventId)) continue
      known.set(event.EventId, event.EventTime?.getTime() ?? now)
      const told = trailEventOf(event, api)
      if (told !== null) events.push(told)
    }
    // Emulators end lists with an empty token.
    token = answer.NextToken === '' ? undefined : answer.NextToken
    pages++
  } while (token !== undefined && pages < pagesMax)
  // Newest come first, and of one second the later ones.
  events.reverse().sort((a, b) => a.at - b.at)
  const kept = [...known].filter(([, at]) => at >= now - overlap - 60_000)
  return {
    events,
    next: { floor: last.floor, upTo: now, seen: Object.fromEntries(kept) },
    isCut: token !== undefined,
  }
}

/** A person must do something before the trail can be read. */
export function isTrailClosed(error: unknown): error is ApiError {
  return (
    error instanceof ApiError &&
    (error.kind === 'denied' || error.kind === 'not-implemented' || error.kind === 'not-in-region')
  )
}

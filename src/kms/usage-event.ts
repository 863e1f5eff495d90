/** The trail's event of a use, for GetKeyLastUsage. */

import type { LastUsage } from './key-usage.ts'
import type { Kms } from './kms.ts'
import type { KmsKey } from './kms-key.ts'

/** So many events of an account in one millisecond are looked at. */
const eventsMax = 1_000

/** Id of the event in the trail of the key's account. Null when the trail does not have it (any more). */
export async function findUsageEventId(kms: Kms, key: KmsKey, usage: LastUsage): Promise<string | null> {
  const events = await kms.storage.eventLog.reader
    .selectFrom('trail_event')
    .select(['event_id', 'record'])
    .where('account_id', '=', key.accountId)
    .where('region', '=', key.region)
    .where('event_time', '=', usage.used_at)
    .where('event_name', '=', usage.operation)
    .limit(eventsMax)
    .execute()
  const event = events.find(({ record }) => JSON.parse(record).requestID === usage.request_id)
  return event?.event_id ?? null
}

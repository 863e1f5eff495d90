/** Events as a customer finds them: through LookupEvents. */

import type { Clients } from '../../src/cli/tour/clients.ts'

export interface TrailRecord {
  readonly eventName: string
  readonly requestID?: string
  readonly errorCode?: string
  readonly errorMessage?: string
  readonly requestParameters: Record<string, unknown> | null
  readonly responseElements: Record<string, unknown> | null
  readonly additionalEventData?: Record<string, unknown>
  readonly resources: readonly { accountId: string; type: string; ARN: string }[]
  readonly readOnly: boolean
  readonly eventType: string
  readonly [member: string]: unknown
}

/** Oldest first. `value` is a key or alias ARN for `ResourceName`, an operation for `EventName`. */
export async function lookup(
  clients: Clients,
  attribute: 'ResourceName' | 'EventName' | 'EventId',
  value: string,
): Promise<TrailRecord[]> {
  const records: TrailRecord[] = []
  let NextToken: string | undefined
  do {
    const answer = await clients.cloudTrail.lookupEvents({
      LookupAttributes: [{ AttributeKey: attribute, AttributeValue: value }],
      NextToken,
    })
    for (const { CloudTrailEvent = '' } of answer.Events ?? []) records.push(JSON.parse(CloudTrailEvent))
    NextToken = answer.NextToken
  } while (NextToken !== undefined)
  return records.reverse()
}

export const eventsOfKey = (clients: Clients, keyArn: string): Promise<TrailRecord[]> =>
  lookup(clients, 'ResourceName', keyArn)

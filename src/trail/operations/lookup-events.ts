import type {
  Event,
  LookupAttribute,
  LookupEventsRequest,
  LookupEventsResponse,
} from '@aws-sdk/client-cloudtrail'
import { formatArn } from '../../call/arn.ts'
import type { Call } from '../../call/call.ts'
import type { Operation } from '../../call/operation.ts'
import type { CloudTrailRoom } from '../cloud-trail-service.ts'
import {
  invalidEventCategory,
  invalidLookupAttributes,
  invalidMaxResults,
  invalidTimeRange,
} from '../errors.ts'
import { elementTimeText } from '../event-time.ts'
import { type FoundEvent, findEvents, type LookupFilter } from '../find-events.ts'
import { formatNextToken, type LookupIdentity, parseNextToken } from '../next-token.ts'
import type { CloudTrailRecord } from '../record.ts'

const historyMilliseconds = 90 * 24 * 60 * 60 * 1000
const maxResultsDefault = 50

/** Event history: the last 90 days of management events of the caller's account in the region of the call, newest first. */
export const lookupEvents: Operation<CloudTrailRoom, LookupEventsRequest, LookupEventsResponse> = {
  readOnly: true,
  recordRequest: (input) => ({
    ...(input.LookupAttributes && { lookupAttributes: input.LookupAttributes.map(attributeElement) }),
    ...(input.StartTime && { startTime: elementTimeText(input.StartTime) }),
    ...(input.EndTime && { endTime: elementTimeText(input.EndTime) }),
    ...(input.EventCategory && { eventCategory: input.EventCategory }),
    ...(input.MaxResults && { maxResults: input.MaxResults }),
    ...(input.NextToken && { nextToken: input.NextToken }),
  }),
  handle: async ({ reader, iam }, call, input) => {
    await iam.authorize(call, { action: 'cloudtrail:LookupEvents', resource: '*' })
    const maxResults = requireMaxResults(input.MaxResults)
    const range = timeRange(call, input)
    const filter = lookupFilter(call, input.LookupAttributes ?? [])
    // Insights events are not collected; asking for them is valid and finds none.
    if (requireEventCategory(input.EventCategory) === 'insight') return { Events: [] }

    const identity = lookupIdentity(call, input)
    const after = input.NextToken === undefined ? null : parseNextToken(identity, input.NextToken)
    const accountId = call.principal.accountId
    // One more than asked for tells whether there is another page.
    const lookup = { accountId, region: call.region, ...range, filter, after, limit: maxResults + 1 }
    const found = await findEvents(reader, lookup)
    const page = found.slice(0, maxResults)
    const last = page.at(-1)
    const more = found.length > maxResults && last !== undefined
    return { Events: page.map(eventElement), ...(more && { NextToken: formatNextToken(identity, last) }) }
  },
}

function requireMaxResults(maxResults: number | undefined): number {
  if (maxResults === undefined) return maxResultsDefault
  if (!Number.isInteger(maxResults) || maxResults < 1 || maxResults > 50) throw invalidMaxResults()
  return maxResults
}

function requireEventCategory(category: string | undefined): 'insight' | undefined {
  if (category !== undefined && category !== 'insight') throw invalidEventCategory()
  return category
}

function timeRange(call: Call, input: LookupEventsRequest): { startTime: number; endTime: number } {
  const startTime = input.StartTime?.getTime() ?? 0
  const endTime = input.EndTime?.getTime() ?? call.time
  if (startTime > endTime) throw invalidTimeRange()
  return {
    startTime: Math.max(startTime, call.time - historyMilliseconds),
    // Records tell time to the second: all events of the last second are at that time.
    endTime: Math.floor(endTime / 1000) * 1000 + 999,
  }
}

const attributes: ReadonlyMap<string, LookupFilter['attribute']> = new Map([
  ['EventId', 'event_id'],
  ['EventName', 'event_name'],
  ['ReadOnly', 'read_only'],
  ['Username', 'user_name'],
  ['ResourceType', 'resource_type'],
  ['ResourceName', 'resource_name'],
  ['EventSource', 'event_source'],
  ['AccessKeyId', 'access_key_id'],
])

function lookupFilter(call: Call, asked: readonly LookupAttribute[]): LookupFilter | null {
  const [attribute, ...others] = asked
  if (attribute === undefined) return null
  const { AttributeKey: key, AttributeValue: value } = attribute
  const looked = attributes.get(key ?? '')
  if (others.length > 0 || looked === undefined || value === undefined || value === '')
    throw invalidLookupAttributes()
  switch (looked) {
    case 'read_only':
      return { attribute: looked, values: [readOnlyValue(value)] }
    case 'resource_name':
      return { attribute: looked, values: resourceNames(call, value) }
    default:
      return { attribute: looked, values: [value] }
  }
}

function readOnlyValue(value: string): string {
  if (value === 'true') return '1'
  if (value === 'false') return '0'
  throw invalidLookupAttributes()
}

const keyIdPattern = /^(mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/

/** Resources are known by ARN. A bare key id or alias name is taken as one of the caller's own account and region. */
function resourceNames(call: Call, value: string): string[] {
  if (keyIdPattern.test(value)) return [value, kmsArn(call, `key/${value}`)]
  if (value.startsWith('alias/')) return [value, kmsArn(call, value)]
  return [value]
}

function kmsArn(call: Call, resource: string): string {
  return formatArn('kms', call.region, call.principal.accountId, resource)
}

function lookupIdentity(call: Call, input: LookupEventsRequest): LookupIdentity {
  const attribute = input.LookupAttributes?.[0]
  return [
    call.principal.accountId,
    call.region,
    attribute?.AttributeKey ?? null,
    attribute?.AttributeValue ?? null,
    input.StartTime?.getTime() ?? null,
    input.EndTime?.getTime() ?? null,
  ]
}

function attributeElement(attribute: LookupAttribute) {
  return { attributeKey: attribute.AttributeKey, attributeValue: attribute.AttributeValue }
}

function eventElement(event: FoundEvent): Event {
  const record: CloudTrailRecord = JSON.parse(event.record)
  return {
    EventId: event.eventId,
    EventName: event.eventName,
    ReadOnly: event.readOnly ? 'true' : 'false',
    ...(event.accessKeyId !== null && { AccessKeyId: event.accessKeyId }),
    EventTime: new Date(record.eventTime),
    EventSource: event.eventSource,
    ...(event.userName !== null && { Username: event.userName }),
    Resources: record.resources.map(({ type, ARN }) => ({ ResourceType: type, ResourceName: ARN })),
    CloudTrailEvent: event.record,
  }
}

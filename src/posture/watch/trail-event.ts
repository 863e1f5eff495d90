/** A change as the trail tells it: who did what, and by which names the request and its answer call what was changed. */

import type { Event } from '@aws-sdk/client-cloudtrail'
import type { ChangedBy } from '../history/scan-history.ts'

export interface TrailEvent {
  readonly id: string
  /** `bedrock.amazonaws.com`. */
  readonly source: string
  /** `UpdateGuardrail`. */
  readonly name: string
  /** ms since the epoch; the trail tells whole seconds. */
  readonly at: number
  readonly account: string
  readonly region: string
  /** ARN where there is one; otherwise the service or account that acted. */
  readonly principal: string
  readonly sourceIp: string | null
  /** ARNs, ids and names of what it is about, as they stand in the record. */
  readonly names: ReadonlySet<string>
}

/** "CloudTrail record contents", AWS CloudTrail User Guide. Whatever may come stands here as unknown. */
interface TrailRecord {
  readonly readOnly?: unknown
  readonly errorCode?: unknown
  readonly sourceIPAddress?: unknown
  readonly userIdentity?: unknown
  readonly resources?: unknown
  readonly requestParameters?: unknown
  readonly responseElements?: unknown
  readonly serviceEventDetails?: unknown
}

/** Null: it changed nothing, failed, or is no record. */
export function trailEventOf(
  event: Event,
  { account, region }: Pick<TrailEvent, 'account' | 'region'>,
): TrailEvent | null {
  const record = parseRecord(event.CloudTrailEvent)
  if (record === null || event.EventId === undefined || event.EventTime === undefined) return null
  if (event.ReadOnly === 'true' || record.readOnly === true || record.errorCode != null) return null
  return {
    id: event.EventId,
    source: event.EventSource ?? '',
    name: event.EventName ?? '',
    at: event.EventTime.getTime(),
    account,
    region,
    principal: principalOf(record.userIdentity) ?? event.Username ?? 'unknown',
    sourceIp: typeof record.sourceIPAddress === 'string' ? record.sourceIPAddress : null,
    names: namesOf(event, record),
  }
}

export function changedByOf({ id, source, name, at, principal, sourceIp }: TrailEvent): ChangedBy {
  const event = `${servicePrefix(source)}:${name}`
  return { principal, event, at: new Date(at).toISOString(), eventId: id, sourceIp }
}

/** `bedrock` of `bedrock.amazonaws.com`; the same as IAM's prefix for every service that is scanned. */
export function servicePrefix(source: string): string {
  return source.replace(/\.amazonaws\.com$/, '')
}

function parseRecord(text: string | undefined): TrailRecord | null {
  try {
    return objectOf(JSON.parse(text ?? ''))
  } catch {
    return null
  }
}

function principalOf(identity: unknown): string | null {
  const { arn, invokedBy, accountId } = objectOf(identity) ?? {}
  const named = [arn, invokedBy, accountId].find((value) => typeof value === 'string' && value !== '')
  return typeof named === 'string' ? named : null
}

const namesMax = 100
const nameLengthMax = 2048
const depthMax = 4
const naming = /(?:id|ids|arn|arns|name|names|identifier|url|uri|bucket)$/i

function namesOf(event: Event, record: TrailRecord): Set<string> {
  const names = new Set<string>()
  const add = (value: unknown) => {
    if (typeof value !== 'string' || value.length < 2 || value.length > nameLengthMax) return
    if (value !== 'HIDDEN_DUE_TO_SECURITY_REASONS' && names.size < namesMax) names.add(value)
  }
  for (const { ResourceName } of event.Resources ?? []) add(ResourceName)
  if (Array.isArray(record.resources)) for (const each of record.resources) add(objectOf(each)?.ARN)
  const walk = (value: unknown, isName: boolean, depth: number) => {
    if (typeof value === 'string' && isName) add(value)
    if (typeof value !== 'object' || value === null || depth > depthMax) return
    if (Array.isArray(value)) for (const each of value.slice(0, namesMax)) walk(each, isName, depth + 1)
    else for (const [member, each] of Object.entries(value)) walk(each, naming.test(member), depth + 1)
  }
  walk(record.requestParameters, false, 0)
  walk(record.responseElements, false, 0)
  walk(record.serviceEventDetails, false, 0)
  return names
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : null
}

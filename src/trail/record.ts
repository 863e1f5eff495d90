/** One call as CloudTrail records (CloudTrail User Guide, "CloudTrail record contents"): one for each account it concerns. */

import { AwsError } from '../call/aws-error.ts'
import type { Call, TrailResource } from '../call/call.ts'
import type { AnyOperation } from '../call/operation.ts'
import { newEventId } from './event-id.ts'
import { eventTimeText } from './event-time.ts'
import { recordText } from './record-size.ts'
import type { ServiceEvent } from './trail.ts'
import {
  foreignIdentity,
  invokingService,
  serviceName,
  type UserIdentity,
  userIdentity,
  userNameOf,
} from './user-identity.ts'

// biome-ignore lint/suspicious/noExplicitAny: only the projections are used here.
type OfAnyRoom = AnyOperation<any>

/** What of an operation the trail needs. */
export type RecordedOperation = Pick<OfAnyRoom, 'readOnly' | 'category' | 'recordRequest' | 'recordResponse'>

/** How the call ended. */
export type Outcome = { readonly output: unknown } | { readonly error: unknown }

type Elements = Readonly<Record<string, unknown>> | null

/** A finished record with what it is looked up by; the chain gives it its place. */
export interface TrailEvent {
  readonly eventId: string
  readonly eventTime: number
  /** The account that receives this copy. */
  readonly accountId: string
  readonly region: string
  readonly eventSource: string
  readonly eventName: string
  readonly readOnly: boolean
  readonly userName: string | null
  readonly accessKeyId: string | null
  readonly category: 'Management' | 'Data'
  readonly resources: readonly TrailResource[]
  /** The record, JSON text exactly as hashed. */
  readonly record: string
}

export interface CloudTrailRecord {
  readonly eventVersion: string
  readonly userIdentity: UserIdentity
  readonly eventTime: string
  readonly eventSource: string
  readonly eventName: string
  readonly awsRegion: string
  readonly sourceIPAddress: string
  readonly userAgent: string
  readonly errorCode?: string | undefined
  readonly errorMessage?: string | undefined
  readonly requestParameters: Elements
  readonly responseElements: Elements
  readonly additionalEventData?: Readonly<Record<string, unknown>> | undefined
  readonly requestID?: string
  readonly eventID: string
  readonly readOnly: boolean
  readonly resources: readonly { accountId: string; type: string; ARN: string }[]
  readonly eventType: 'AwsApiCall' | 'AwsServiceEvent'
  readonly managementEvent: boolean
  readonly recipientAccountId: string
  readonly sharedEventID?: string | undefined
  readonly serviceEventDetails?: Readonly<Record<string, unknown>>
  readonly eventCategory: 'Management' | 'Data'
  readonly tlsDetails?: Readonly<Record<string, string>> | undefined
}

const eventVersion = '1.11'
/** CloudTrail's name for its own services' work. */
const awsInternal = 'AWS Internal'
const errorMessageBytesMax = 1024

/**
 * The records of one call: the caller's, and for a call that succeeded or failed validly one for each other account that
 * owns a resource of it. A denied call concerns the caller's account only (AWS KMS Developer Guide, "Logging AWS KMS API
 * calls": cross-account).
 */
export function eventsOfCall(
  call: Call,
  operation: RecordedOperation,
  input: unknown,
  outcome: Outcome,
): TrailEvent[] {
  const failure = 'error' in outcome ? failureOf(outcome.error) : null
  const denied = failure?.errorCode === 'AccessDenied'
  const owners = denied ? [] : foreignOwners(call)
  const resources = denied ? ownResources(call) : call.notes.resources
  const fromService = call.principal.kind === 'service'
  const sharedEventID = owners.length > 0 || fromService ? newEventId(call.time) : undefined
  const invoker = invokingService(call)
  const category = operation.category ?? 'Management'
  const common = {
    eventVersion,
    userIdentity: userIdentity(call),
    eventTime: eventTimeText(call.time),
    eventSource: serviceName(call.service),
    eventName: call.operation,
    awsRegion: call.region,
    sourceIPAddress: invoker ?? call.sourceIp,
    userAgent: invoker ?? call.userAgent,
    errorCode: failure?.errorCode,
    errorMessage: failure?.errorMessage,
    requestParameters: denied ? null : requestParameters(call, operation, input),
    responseElements: 'output' in outcome ? responseElements(call, operation, outcome.output) : null,
    additionalEventData: call.notes.additionalEventData,
    requestID: call.requestId,
    eventID: newEventId(call.time),
    readOnly: operation.readOnly,
    resources: resources.map(resourceElement),
    eventType: 'AwsApiCall',
    managementEvent: category === 'Management',
    recipientAccountId: call.principal.accountId,
    sharedEventID,
    eventCategory: category,
    tlsDetails: call.secureTransport ? call.tlsDetails : undefined,
  } satisfies CloudTrailRecord
  const userName = userNameOf(call.principal)
  const accessKeyId = call.principal.kind === 'service' ? null : call.principal.accessKeyId
  const events = [trailEvent(common, call.time, userName, accessKeyId, resources)]
  for (const owner of owners) {
    const copy = {
      ...common,
      userIdentity: foreignIdentity(call),
      eventID: newEventId(call.time),
      recipientAccountId: owner,
    }
    events.push(trailEvent(copy, call.time, null, null, resources))
  }
  return events
}

/** Something that a service did by itself. */
export function eventOfService(event: ServiceEvent): TrailEvent {
  const record: CloudTrailRecord = {
    eventVersion,
    userIdentity: { accountId: event.accountId, invokedBy: awsInternal },
    eventTime: eventTimeText(event.time),
    eventSource: serviceName(event.service),
    eventName: event.name,
    awsRegion: event.region,
    sourceIPAddress: awsInternal,
    userAgent: awsInternal,
    requestParameters: null,
    responseElements: event.responseElements ?? null,
    eventID: newEventId(event.time),
    readOnly: false,
    resources: event.resources.map(resourceElement),
    eventType: 'AwsServiceEvent',
    managementEvent: true,
    recipientAccountId: event.accountId,
    serviceEventDetails: event.serviceEventDetails,
    eventCategory: 'Management',
  }
  return trailEvent(record, event.time, null, null, event.resources)
}

function trailEvent(
  record: CloudTrailRecord,
  eventTime: number,
  userName: string | null,
  accessKeyId: string | null,
  resources: readonly TrailResource[],
): TrailEvent {
  return {
    eventId: record.eventID,
    eventTime,
    accountId: record.recipientAccountId,
    region: record.awsRegion,
    eventSource: record.eventSource,
    eventName: record.eventName,
    readOnly: record.readOnly,
    userName,
    accessKeyId,
    category: record.eventCategory,
    resources,
    record: recordText(record),
  }
}

/**
 * An AwsError's code and message are meant for callers. Anything else may hold what no one may read, so the record says
 * only that it failed.
 */
function failureOf(error: unknown): { errorCode: string; errorMessage?: string | undefined } {
  if (!(error instanceof AwsError)) return { errorCode: 'InternalFailure' }
  const text = error.trailMessage ?? error.message
  const message = text === '' ? undefined : truncated(text)
  return { errorCode: error.trailCode, errorMessage: message }
}

function truncated(message: string): string {
  if (message.length * 3 <= errorMessageBytesMax) return message
  const bytes = Buffer.from(message, 'utf8')
  if (bytes.length <= errorMessageBytesMax) return message
  // A character cut in two decodes to the replacement character: drop it.
  return bytes.subarray(0, errorMessageBytesMax).toString('utf8').replace(/�$/u, '')
}

function requestParameters(call: Call, operation: RecordedOperation, input: unknown): Elements {
  if (call.notes.requestParameters !== undefined) return call.notes.requestParameters
  if (input === null || input === undefined) return null
  return projected(() => operation.recordRequest(input))
}

function responseElements(call: Call, operation: RecordedOperation, output: unknown): Elements {
  if (call.notes.responseElements !== undefined) return call.notes.responseElements
  return projected(() => operation.recordResponse?.(output) ?? null)
}

/** The call has acted already: a defect in a projection may cost the record its detail, never the record itself. */
function projected(project: () => Elements): Elements {
  try {
    return project()
  } catch {
    return { omitted: true }
  }
}

function resourceElement(resource: TrailResource): { accountId: string; type: string; ARN: string } {
  return { accountId: resource.accountId, type: resource.type, ARN: resource.arn }
}

/** Somebody else's resource in a denied caller's event would tell that it exists, and what is behind its alias. */
function ownResources({ principal, notes }: Call): readonly TrailResource[] {
  if (principal.kind === 'service') return notes.resources
  return notes.resources.filter(({ accountId }) => accountId === principal.accountId)
}

function foreignOwners(call: Call): string[] {
  const owners: string[] = []
  for (const { accountId } of call.notes.resources) {
    if (accountId === call.principal.accountId || accountId === '' || owners.includes(accountId)) continue
    owners.push(accountId)
  }
  return owners
}

import type { Call } from '../../call/call.ts'
import type { Scope, SealedRecord } from '../../envelope/envelope.ts'
import type { ConditionContext } from '../../iam/iam.ts'
import { findScope as openOrNull } from '../../resources/jobs.ts'
import { type Place, placeOf } from '../../resources/place.ts'
import { findResource, type ResourceKind } from '../../resources/resource-rows.ts'
import { domainArn } from './arns.ts'
import type { DomainBody } from './bodies.ts'
import { domainNotAvailable, resourceMissing } from './errors.ts'
import type { DataZoneRoom } from './room.ts'
import { domainScope } from './scope.ts'

/** As `resource` lists them. */
export const domains: ResourceKind = { service: 'datazone', kind: 'domain' }

/** A domain whose key could be reached: everything in it is opened through `scope`. */
export interface OpenDomain {
  readonly domainId: string
  readonly scope: Scope
  readonly record: SealedRecord<DomainBody>
  readonly secret: string
}

/**
 * May the caller do this in this domain? IAM decides, on the domain's ARN, whatever in the domain the call is about.
 * @throws AccessDeniedException
 */
export function authorize(
  room: DataZoneRoom,
  call: Call,
  domainId: string,
  context?: ConditionContext,
): Promise<void> {
  const resource = domainArn(placeOf(call), domainId)
  return room.iam.authorize(call, { action: `datazone:${call.operation}`, resource, context })
}

/** Authorizes and opens the domain's own record, which proves that its key can be used. @throws KeyUnavailableError */
export async function enterDomain(room: DataZoneRoom, call: Call, domainId: string): Promise<OpenDomain> {
  await authorize(room, call, domainId)
  return openDomain(room, call, domainId)
}

/** As `enterDomain`, for everything that changes something in the domain. @throws ConflictException */
export async function enterAvailableDomain(
  room: DataZoneRoom,
  call: Call,
  domainId: string,
): Promise<OpenDomain> {
  const domain = await enterDomain(room, call, domainId)
  requireAvailable(domain)
  return domain
}

/** @throws ResourceNotFoundException. Does not touch the key. */
export async function getScope(room: DataZoneRoom, call: Call, domainId: string): Promise<Scope> {
  const scope = await findScope(room, placeOf(call), domainId)
  if (scope === null) throw resourceMissing('Domain', domainId)
  const arn = domainArn(scope, domainId)
  call.notes.resources.push({ accountId: scope.accountId, type: 'AWS::DataZone::Domain', arn })
  return scope
}

export async function openDomain(room: DataZoneRoom, call: Call, domainId: string): Promise<OpenDomain> {
  const scope = await getScope(room, call, domainId)
  const record = await scope.records.get<DomainBody>('domain', domainId)
  if (record === null) throw resourceMissing('Domain', domainId)
  return { domainId, scope, record, secret: record.body.secret }
}

export async function findScope(room: DataZoneRoom, place: Place, domainId: string): Promise<Scope | null> {
  const row = await findResource(room.storage.database, place, domains, domainId)
  return row === null ? null : findScopeById(room, row.scope_id)
}

/** Null when the scope is gone: its domain was deleted. */
export function findScopeById(room: DataZoneRoom, scopeId: string): Promise<Scope | null> {
  return openOrNull(room.envelope, domainScope, scopeId)
}

/** @throws ConflictException */
export function requireAvailable({ record }: OpenDomain): void {
  if (record.status !== 'AVAILABLE') throw domainNotAvailable(record.id, record.status)
}

import type { Call } from '../../call/call.ts'
import type { Scope, SealedRecord } from '../../envelope/envelope.ts'
import { findScope as openOrNull } from '../../resources/jobs.ts'
import { findResource, type ResourceKind } from '../../resources/resource-rows.ts'
import { applicationArn } from './arns.ts'
import type { ApplicationBody } from './bodies.ts'
import { notActive, resourceMissing } from './errors.ts'
import type { QBusinessRoom } from './room.ts'
import { applicationScope } from './scope.ts'

/** As `resource` lists them. */
export const applications: ResourceKind = { service: 'qbusiness', kind: 'application' }

/** An application whose key could be reached: everything below it is opened through `scope`. */
export interface OpenApplication {
  readonly applicationId: string
  readonly scope: Scope
  readonly record: SealedRecord<ApplicationBody>
  readonly secret: string
}

/** @throws ResourceNotFoundException. Does not touch the key. */
export async function getScope(room: QBusinessRoom, call: Call, applicationId: string): Promise<Scope> {
  const scope = await findScope(room, call.principal.accountId, call.region, applicationId)
  if (scope === null) throw resourceMissing('Application', applicationId)
  call.notes.resources.push({
    accountId: scope.accountId,
    type: 'AWS::QBusiness::Application',
    arn: applicationArn(scope, applicationId),
  })
  return scope
}

/** Opens the application's own record, which proves that its key can be used. @throws KeyUnavailableError */
export async function openApplication(
  room: QBusinessRoom,
  call: Call,
  applicationId: string,
): Promise<OpenApplication> {
  const scope = await getScope(room, call, applicationId)
  const application = await findApplication(scope, applicationId)
  if (application === null) throw resourceMissing('Application', applicationId)
  return application
}

/** As `openApplication`, for everything that adds to the application or uses it. @throws ConflictException */
export async function openActiveApplication(
  room: QBusinessRoom,
  call: Call,
  applicationId: string,
): Promise<OpenApplication> {
  const application = await openApplication(room, call, applicationId)
  requireActive('Application', application.record)
  return application
}

export async function findApplication(scope: Scope, applicationId: string): Promise<OpenApplication | null> {
  const record = await scope.records.get<ApplicationBody>('application', applicationId)
  if (record === null) return null
  return { applicationId, scope, record, secret: record.body.secret }
}

export async function findScope(
  room: QBusinessRoom,
  accountId: string,
  region: string,
  applicationId: string,
): Promise<Scope | null> {
  const row = await findResource(room.storage.database, { accountId, region }, applications, applicationId)
  return row === null ? null : findScopeById(room, row.scope_id)
}

/** Null when the scope is gone: its application was deleted. */
export function findScopeById(room: QBusinessRoom, scopeId: string): Promise<Scope | null> {
  return openOrNull(room.envelope, applicationScope, scopeId)
}

/** An update under way does not stop use; creation, deletion and failure do. */
export function requireActive(
  resourceType: string,
  record: { readonly id: string; readonly status: string },
): void {
  if (record.status !== 'ACTIVE' && record.status !== 'UPDATING')
    throw notActive(resourceType, record.id, record.status)
}

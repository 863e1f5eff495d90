/** A domain as the API shows it. */

import type { DomainStatus, DomainSummary, GetDomainOutput } from '@aws-sdk/client-datazone'
import type { RecordOutline, Scope, SealedRecord } from '../../envelope/envelope.ts'
import { oneOf } from '../../resources/one-of.ts'
import { domainArn } from './arns.ts'
import type { DomainBody } from './bodies.ts'

export const domainStatusOf = oneOf<DomainStatus>([
  'CREATING',
  'AVAILABLE',
  'CREATION_FAILED',
  'DELETING',
  'DELETED',
  'DELETION_FAILED',
])

/** No portalUrl: there is no portal. */
export function domainView(scope: Scope, record: SealedRecord<DomainBody>): GetDomainOutput {
  const { body } = record
  return {
    id: record.id,
    arn: domainArn(scope, record.id),
    rootDomainUnitId: body.rootDomainUnitId,
    name: body.name,
    description: body.description,
    singleSignOn: body.singleSignOn,
    domainExecutionRole: body.domainExecutionRole,
    serviceRole: body.serviceRole,
    kmsKeyIdentifier: scope.kmsKeyArn ?? undefined,
    status: domainStatusOf(record.status),
    createdAt: new Date(record.createdAt),
    lastUpdatedAt: new Date(record.updatedAt),
    tags: body.tags,
    domainVersion: body.domainVersion,
  }
}

/** `body` is null when the domain's key is out of reach: what its customer wrote is left out. */
export function domainSummary(scope: Scope, outline: RecordOutline, body: DomainBody | null): DomainSummary {
  return {
    id: outline.id,
    name: body?.name,
    description: body?.description,
    arn: domainArn(scope, outline.id),
    managedAccountId: scope.accountId,
    status: domainStatusOf(outline.status),
    createdAt: new Date(outline.createdAt),
    lastUpdatedAt: new Date(outline.updatedAt),
    domainVersion: body?.domainVersion,
  }
}

/** Statuses and types rest as text; the wire's unions are narrower. A value outside them is a broken record. */

import type {
  ApplicationStatus,
  DataSourceStatus,
  DataSourceSyncJobStatus,
  DocumentStatus,
  IdentityType,
  IndexStatus,
  IndexType,
  RetrieverStatus,
} from '@aws-sdk/client-qbusiness'
import { invariant } from '../../call/aws-error.ts'

const lifecycle = ['CREATING', 'ACTIVE', 'UPDATING', 'DELETING', 'FAILED'] as const

export const applicationStatusOf = oneOf<ApplicationStatus>(lifecycle)
export const indexStatusOf = oneOf<IndexStatus>(lifecycle)
export const retrieverStatusOf = oneOf<RetrieverStatus>(['CREATING', 'ACTIVE', 'FAILED'])
export const dataSourceStatusOf = oneOf<DataSourceStatus>(['PENDING_CREATION', ...lifecycle])
export const syncJobStatusOf = oneOf<DataSourceSyncJobStatus>([
  'SYNCING',
  'SYNCING_INDEXING',
  'SUCCEEDED',
  'INCOMPLETE',
  'FAILED',
  'STOPPING',
  'ABORTED',
])
export const documentStatusOf = oneOf<DocumentStatus>([
  'RECEIVED',
  'PROCESSING',
  'INDEXED',
  'UPDATED',
  'FAILED',
  'DELETING',
  'DELETED',
  'DOCUMENT_FAILED_TO_INDEX',
])
export const indexTypeOf = oneOf<IndexType>(['ENTERPRISE', 'STARTER'])
export const identityTypeOf = oneOf<IdentityType>([
  'AWS_IAM_IDP_SAML',
  'AWS_IAM_IDP_OIDC',
  'AWS_IAM_IDC',
  'AWS_QUICKSIGHT_IDP',
  'ANONYMOUS',
])

function oneOf<Value extends string>(values: readonly Value[]): (text: string) => Value {
  return (text) => {
    const value = values.find((candidate) => candidate === text)
    invariant(value !== undefined, 'a stored status or type is not one of the API')
    return value
  }
}

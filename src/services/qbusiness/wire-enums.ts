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
import { oneOf } from '../../resources/one-of.ts'

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

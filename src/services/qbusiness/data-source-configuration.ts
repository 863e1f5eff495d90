import type { CreateDataSourceRequest } from '@aws-sdk/client-qbusiness'
import type { DataSourceBody } from './bodies.ts'
import { fieldInvalid } from './errors.ts'

/** A connector's JSON names its type. Only CUSTOM, whose documents the caller puts itself, is there. @throws ValidationException */
export function requireCustomConfiguration(
  configuration: CreateDataSourceRequest['configuration'],
): DataSourceBody['configuration'] {
  const members = typeof configuration === 'object' && configuration !== null ? configuration : {}
  const type = 'type' in members ? members.type : undefined
  if (type !== 'CUSTOM') {
    throw fieldInvalid(
      'configuration',
      'Connectors other than CUSTOM (S3 and the like) are not available yet: use {"type":"CUSTOM"} and BatchPutDocument.',
    )
  }
  return members
}

/** What only crawling connectors have. @throws ValidationException */
export function requireNoConnectorFeatures(
  input: Pick<
    CreateDataSourceRequest,
    'syncSchedule' | 'documentEnrichmentConfiguration' | 'mediaExtractionConfiguration'
  >,
): void {
  if (input.syncSchedule !== undefined && input.syncSchedule !== '') {
    throw fieldInvalid('syncSchedule', 'A CUSTOM data source has no schedule: start its sync jobs yourself.')
  }
  if (input.documentEnrichmentConfiguration !== undefined) {
    throw fieldInvalid('documentEnrichmentConfiguration', 'Document enrichment is not available here.')
  }
  if (input.mediaExtractionConfiguration !== undefined) {
    throw fieldInvalid('mediaExtractionConfiguration', 'Media extraction is not available here.')
  }
}

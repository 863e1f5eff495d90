import type { TableBucketSummary } from '@aws-sdk/client-s3tables'
import type { Collector } from '../collector.ts'
import { s3Tables } from '../services.ts'
import { here } from './here.ts'
import { pages } from './pages.ts'

export interface TableBucketFacts {
  readonly algorithm: string | undefined
  readonly kmsKeyArn: string | undefined
}

/** The account's own table buckets; those that AWS makes for its services cannot be changed. */
export const tableBuckets: Collector<TableBucketFacts, TableBucketSummary> = {
  id: 's3tables.table-buckets',
  service: s3Tables,
  iam: ['s3tables:ListTableBuckets', 's3tables:GetTableBucketEncryption'],
  scope: 'regional',
  resourceType: 'AWS::S3Tables::TableBucket',
  list: (api) =>
    pages(async (continuationToken) => {
      const answer = await api.call(s3Tables, 'ListTableBuckets', (client) =>
        client.listTableBuckets({ maxBuckets: 1000, continuationToken }),
      )
      return {
        items: (answer.tableBuckets ?? []).filter(({ type }) => type !== 'aws'),
        next: answer.continuationToken,
      }
    }),
  identify: ({ arn, name }) => ({ uid: arn ?? '', name: name ?? '' }),
  async read(api, { arn, name }) {
    const { encryptionConfiguration } = await api.call(s3Tables, 'GetTableBucketEncryption', (client) =>
      client.getTableBucketEncryption({ tableBucketARN: arn }),
    )
    const { sseAlgorithm, kmsKeyArn } = encryptionConfiguration ?? {}
    return [
      here(api, {
        uid: arn ?? '',
        type: 'AWS::S3Tables::TableBucket',
        name: name ?? '',
        facts: { algorithm: sseAlgorithm, kmsKeyArn },
      }),
    ]
  },
}

import type { EncryptionConfiguration, TableBucketSummary } from '@aws-sdk/client-s3tables'
import { type Api, ApiError } from '../api.ts'
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
  iam: ['s3tables:ListTableBuckets', 's3tables:GetTableBucketEncryption', 's3tables:GetTableBucket'],
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
    const { sseAlgorithm, kmsKeyArn } = await readEncryption(api, arn)
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

/** A bucket without a configuration of its own is under SSE-S3; S3 Tables says so by not finding one. */
async function readEncryption(
  api: Api,
  tableBucketARN: string | undefined,
): Promise<Partial<EncryptionConfiguration>> {
  try {
    const answer = await api.call(s3Tables, 'GetTableBucketEncryption', (client) =>
      client.getTableBucketEncryption({ tableBucketARN }),
    )
    return answer.encryptionConfiguration ?? {}
  } catch (error) {
    if (!(error instanceof ApiError) || error.kind !== 'not-found') throw error
    // Gone itself, then this drops it.
    await api.call(s3Tables, 'GetTableBucket', (client) => client.getTableBucket({ tableBucketARN }))
    return {}
  }
}

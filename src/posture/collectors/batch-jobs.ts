import type { ModelInvocationJobSummary } from '@aws-sdk/client-bedrock'
import type { Collector } from '../collector.ts'
import { bedrock } from '../services.ts'
import { type BucketEncryption, bucketEncryptionAction, readBucketEncryption } from './bucket-encryption.ts'
import { here } from './here.ts'
import { pages } from './pages.ts'

export interface BatchJobFacts {
  readonly s3EncryptionKeyId: string | undefined
  /** Read where the job names no key; null: no need, or it names no bucket. */
  readonly bucket: BucketEncryption | null
  readonly status: string | undefined
}

/** Batch inference jobs. The list already shows where the output goes and under which key. */
export const batchJobs: Collector<BatchJobFacts, ModelInvocationJobSummary> = {
  id: 'bedrock.batch-jobs',
  service: bedrock,
  iam: ['bedrock:ListModelInvocationJobs', bucketEncryptionAction],
  scope: 'regional',
  resourceType: 'AWS::Bedrock::ModelInvocationJob',
  list: (api) =>
    pages(async (nextToken) => {
      const answer = await api.call(bedrock, 'ListModelInvocationJobs', (client) =>
        client.listModelInvocationJobs({ maxResults: 1000, nextToken }),
      )
      return { items: answer.invocationJobSummaries ?? [], next: answer.nextToken }
    }),
  identify: ({ jobArn, jobName }) => ({ uid: jobArn ?? '', name: jobName ?? '' }),
  async read(api, { jobArn, jobName, status, outputDataConfig }) {
    const { s3EncryptionKeyId, s3Uri } = outputDataConfig?.s3OutputDataConfig ?? {}
    const bucket = bucketOfUri(s3Uri)
    return [
      here(api, {
        uid: jobArn ?? '',
        type: 'AWS::Bedrock::ModelInvocationJob',
        name: jobName ?? '',
        facts: {
          s3EncryptionKeyId,
          bucket: s3EncryptionKeyId || bucket === null ? null : await readBucketEncryption(api, bucket),
          status,
        },
      }),
    ]
  },
}

/** `s3://bucket/prefix/`. */
export function bucketOfUri(uri: string | undefined): string | null {
  return /^s3:\/\/([^/]+)/.exec(uri ?? '')?.[1] ?? null
}

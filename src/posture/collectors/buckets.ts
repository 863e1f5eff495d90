import type { Bucket } from '@aws-sdk/client-s3'
import type { Api } from '../api.ts'
import type { Collector } from '../collector.ts'
import { s3 } from '../services.ts'
import { type BucketEncryption, bucketEncryptionAction, readBucketEncryption } from './bucket-encryption.ts'
import { here } from './here.ts'
import { pages } from './pages.ts'

export const listBucketsAction = 's3:ListAllMyBuckets'

/** General purpose buckets of the region with their default encryption. */
export const buckets: Collector<BucketEncryption, Bucket> = {
  id: 's3.buckets',
  service: s3,
  iam: [listBucketsAction, bucketEncryptionAction],
  scope: 'regional',
  resourceType: 'AWS::S3::Bucket',
  list: listBuckets,
  identify: identifyBucket,
  async read(api, bucket) {
    const { uid, name } = identifyBucket(bucket, api)
    const facts = await readBucketEncryption(api, name)
    if (facts.errorCode === 'NoSuchBucket') return []
    return [here(api, { uid, name, type: 'AWS::S3::Bucket', facts })]
  },
}

/** S3 lists all buckets of the account unless it is asked for a region; stores that imitate it do so even then. */
export async function* listBuckets(api: Api): AsyncGenerator<readonly Bucket[]> {
  const listed = pages(async (ContinuationToken) => {
    const answer = await api.call(s3, 'ListBuckets', (client) =>
      client.listBuckets({ BucketRegion: api.region, MaxBuckets: 1000, ContinuationToken }),
    )
    return { items: answer.Buckets ?? [], next: answer.ContinuationToken }
  })
  for await (const page of listed)
    yield page.filter(({ BucketRegion }) => !BucketRegion || BucketRegion === api.region)
}

export function identifyBucket({ Name, BucketArn }: Bucket, { partition }: Api) {
  return { uid: BucketArn ?? `arn:${partition}:s3:::${Name}`, name: Name ?? '' }
}

import type { Bucket, ReplicationRule } from '@aws-sdk/client-s3'
import { type Api, ApiError } from '../api.ts'
import type { Collector } from '../collector.ts'
import { s3 } from '../services.ts'
import {
  type BucketEncryption,
  bucketEncryptionAction,
  bucketNameOf,
  readBucketEncryption,
} from './bucket-encryption.ts'
import { identifyBucket, listBuckets, listBucketsAction } from './buckets.ts'
import { arnRegion, here } from './here.ts'
import { tolerated } from './tolerated.ts'

export interface BucketReplicationFacts {
  readonly source: BucketEncryption
  /** Enabled rules only. */
  readonly rules: readonly ReplicaFacts[]
}

export interface ReplicaFacts {
  readonly id: string
  readonly destination: string
  /** Objects under KMS keys are replicated; otherwise S3 leaves them out. */
  readonly replicatesKmsObjects: boolean
  readonly replicaKmsKeyId: string | undefined
  /** S3 takes the replica of the source's multi-Region key. */
  readonly usesSourceMultiRegionKey: boolean
  /** Null: neither the key nor the bucket told. */
  readonly region: string | null
}

/** Buckets that replicate to others. The rest are none of ours. */
export const bucketReplications: Collector<BucketReplicationFacts, Bucket> = {
  id: 's3.replications',
  service: s3,
  iam: [listBucketsAction, bucketEncryptionAction, 's3:GetReplicationConfiguration', 's3:GetBucketLocation'],
  scope: 'regional',
  resourceType: 'AWS::S3::Bucket',
  list: listBuckets,
  identify: identifyBucket,
  async read(api, bucket) {
    const { uid, name } = identifyBucket(bucket, api)
    const enabled = (await readRules(api, name)).filter(({ Status }) => Status === 'Enabled')
    if (enabled.length === 0) return []
    const source = await readBucketEncryption(api, name)
    const rules = await Promise.all(enabled.map((rule) => replica(api, rule)))
    return [here(api, { uid, name, type: 'AWS::S3::Bucket', facts: { source, rules } })]
  },
}

async function readRules(api: Api, Bucket: string): Promise<readonly ReplicationRule[]> {
  try {
    const answer = await api.call(s3, 'GetBucketReplication', (client) =>
      client.getBucketReplication({ Bucket }),
    )
    return answer.ReplicationConfiguration?.Rules ?? []
  } catch (error) {
    if (error instanceof ApiError && error.code === 'ReplicationConfigurationNotFoundError') return []
    throw error
  }
}

async function replica(
  api: Api,
  { ID, Destination, SourceSelectionCriteria }: ReplicationRule,
): Promise<ReplicaFacts> {
  const destination = bucketNameOf(Destination?.Bucket ?? '')
  const encryption = Destination?.EncryptionConfiguration
  const replicaKmsKeyId = encryption?.ReplicaKmsKeyID
  return {
    id: ID ?? destination,
    destination,
    replicatesKmsObjects: SourceSelectionCriteria?.SseKmsEncryptedObjects?.Status === 'Enabled',
    replicaKmsKeyId,
    usesSourceMultiRegionKey: encryption?.UseSourceMultiRegionKey?.Status === 'Enabled',
    region: (await regionOf(api, destination)) ?? arnRegion(replicaKmsKeyId),
  }
}

/** GetBucketLocation knows us-east-1 as nothing and eu-west-1 also as `EU`. Null: the destination's owner does not tell us. */
function regionOf(api: Api, Bucket: string): Promise<string | null> {
  return api.once(`s3:location:${Bucket}`, async () => {
    try {
      const answer = await api.call(s3, 'GetBucketLocation', (client) => client.getBucketLocation({ Bucket }))
      const location = answer.LocationConstraint || 'us-east-1'
      return location === 'EU' ? 'eu-west-1' : location
    } catch (error) {
      tolerated(error)
      return null
    }
  })
}

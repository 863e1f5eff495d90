/** Buckets, their replicas and vector buckets where it is not a key alone that decides. */

import { after } from 'node:test'
import { accessDenied, error, type FakeHandlers, type FakeInput } from '../support/fake-aws.ts'
import { keys } from '../support/fake-keys.ts'
import { bucketUnder } from './subjects/connect.ts'
import { type Case, multiRegion, replica, testCases } from './subjects/special-case.ts'
import { arn } from './subjects/subject.ts'

const own = keys.customer.arn
const noConfig = error('ServerSideEncryptionConfigurationNotFoundError', 404)
const at = new Date(0)

const bucket = (encryption: unknown): FakeHandlers => ({
  's3:ListBuckets': { Buckets: [{ Name: 'files' }, { Name: 'elsewhere', BucketRegion: 'eu-west-1' }] },
  's3:GetBucketEncryption': encryption as object,
})
const rule = (SSEAlgorithm: string, BucketKeyEnabled?: boolean) => ({
  ServerSideEncryptionConfiguration: {
    Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm }, BucketKeyEnabled }],
  },
})
const replicated = (
  encryption: object | undefined,
  { status = 'Enabled', source = own, location = { LocationConstraint: 'eu-west-1' } as object } = {},
): FakeHandlers => ({
  ...bucket({}),
  ...bucketUnder('aws:kms', source),
  's3:GetBucketReplication': {
    ReplicationConfiguration: {
      Role: 'role',
      Rules: [
        {
          ID: 'all',
          Status: 'Enabled',
          SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: status } },
          Destination: { Bucket: 'arn:aws:s3:::copies', EncryptionConfiguration: encryption },
        },
        { ID: 'off', Status: 'Disabled', Destination: { Bucket: 'arn:aws:s3:::old' } },
      ],
    },
  },
  's3:GetBucketLocation': location,
})

const cases: readonly Case[] = [
  ...(
    [
      ['SSE-S3', rule('AES256'), 'FAIL SSE_S3', 'NOT_APPLICABLE NOT_KMS'],
      ['KMS, and a Bucket Key', rule('aws:kms', true), 'FAIL KEY_AWS_MANAGED', 'PASS BUCKET_KEY_ENABLED'],
      [
        'KMS without a Bucket Key',
        rule('aws:kms', false),
        'FAIL KEY_AWS_MANAGED',
        'FAIL BUCKET_KEY_DISABLED',
      ],
      ['KMS twice', rule('aws:kms:dsse'), 'FAIL KEY_AWS_MANAGED', 'NOT_APPLICABLE DSSE_HAS_NO_BUCKET_KEY'],
      ['nothing', noConfig, 'FAIL NOT_ENCRYPTED', 'NOT_APPLICABLE NOT_KMS'],
      ['something new', rule('aws:fsx'), 'MANUAL BUCKET_ALGORITHM_UNKNOWN', 'NOT_APPLICABLE NOT_KMS'],
      [
        'what may not be read',
        error('AccessDenied', 403),
        'MANUAL API_ERROR:AccessDenied',
        'MANUAL API_ERROR:AccessDenied',
      ],
    ] as const
  ).map(
    ([title, encryption, cmk, bucketKey]): Case => ({
      title: `a bucket that encrypts with ${title}; another region's is not ours`,
      rules: 's3-bucket-cmk s3-bucket-key-enabled',
      account: bucket(encryption),
      says: [`s3-bucket-cmk files ${cmk}`, `s3-bucket-key-enabled files ${bucketKey}`],
    }),
  ),
  {
    title: 'a bucket that is gone between list and read',
    rules: 's3-bucket-cmk',
    account: bucket(error('NoSuchBucket', 404)),
    says: [],
  },
  {
    title: 'a bucket of access logs takes SSE-S3 only',
    rules: 's3-bucket-cmk',
    account: bucket(rule('AES256')),
    parameters: { sseS3OnlyBuckets: ['other', 'fi*s'] },
    says: ['files NOT_APPLICABLE SSE_S3_ONLY'],
  },
  {
    title: 'a replica under a customer key of its region',
    rules: 's3-replication-cmk',
    account: replicated({ ReplicaKmsKeyID: replica.arn }),
    says: ['files PASS KEY_CUSTOMER_MANAGED'],
  },
  {
    title: 'a replica under a key of another region',
    rules: 's3-replication-cmk',
    account: replicated({ ReplicaKmsKeyID: own }),
    says: ['files FAIL KEY_REGION_MISMATCH'],
  },
  {
    title: 'a replica under the replica of the multi-Region key of the source',
    rules: 's3-replication-cmk',
    account: replicated({ UseSourceMultiRegionKey: { Status: 'Enabled' } }, { source: multiRegion.arn }),
    says: ['files PASS KEY_CUSTOMER_MANAGED'],
  },
  {
    title: 'a replica that names no key',
    rules: 's3-replication-cmk',
    account: replicated(undefined),
    says: ['files MANUAL REPLICA_KEY_NOT_NAMED'],
  },
  {
    title: 'a replica without the objects under KMS keys',
    rules: 's3-replication-cmk',
    account: replicated({ ReplicaKmsKeyID: replica.arn }, { status: 'Disabled' }),
    says: ['files FAIL KMS_OBJECTS_NOT_REPLICATED'],
  },
  {
    title: 'a replica whose region nobody tells',
    rules: 's3-replication-cmk',
    account: replicated({ ReplicaKmsKeyID: 'alias/theirs' }, { location: error('AccessDenied', 403) }),
    says: ['files MANUAL DESTINATION_REGION_UNKNOWN'],
  },
  {
    title: 'a replica whose key tells the region that the bucket does not',
    rules: 's3-replication-cmk',
    account: replicated({ ReplicaKmsKeyID: replica.arn }, { location: error('AccessDenied', 403) }),
    says: ['files PASS KEY_CUSTOMER_MANAGED'],
  },
  {
    title: 'a replica of a bucket that is not under a customer key itself',
    rules: 's3-replication-cmk',
    account: { ...replicated({ ReplicaKmsKeyID: replica.arn }), ...bucketUnder('AES256') },
    says: ['files NOT_APPLICABLE SOURCE_KEY_NOT_CUSTOMER'],
  },
  {
    title: 'a replica of a bucket whose encryption cannot be read',
    rules: 's3-replication-cmk',
    account: { ...replicated({ ReplicaKmsKeyID: replica.arn }), 's3:GetBucketEncryption': accessDenied },
    says: ['files MANUAL API_ERROR:AccessDeniedException'],
  },
  {
    title: 'a bucket without replication',
    rules: 's3-replication-cmk',
    account: {
      ...bucket(rule('AES256')),
      's3:GetBucketReplication': error('ReplicationConfigurationNotFoundError', 404),
    },
    says: [],
  },
  {
    title: 'an index of a vector bucket may have another key than its bucket',
    rules: 's3-vectors-cmk',
    account: {
      's3vectors:ListVectorBuckets': {
        vectorBuckets: [
          { vectorBucketName: 'v', vectorBucketArn: arn('s3vectors', 'bucket/v'), creationTime: at },
        ],
      },
      's3vectors:GetVectorBucket': {
        vectorBucket: {
          vectorBucketName: 'v',
          vectorBucketArn: arn('s3vectors', 'bucket/v'),
          creationTime: at,
          encryptionConfiguration: { sseType: 'aws:kms', kmsKeyArn: own },
        },
      },
      's3vectors:ListIndexes': {
        indexes: ['weak', 'inherits'].map((indexName) => ({
          vectorBucketName: 'v',
          indexName,
          indexArn: arn('s3vectors', `bucket/v/index/${indexName}`),
          creationTime: at,
        })),
      },
      's3vectors:GetIndex': ({ indexArn }: FakeInput) => ({
        index: {
          vectorBucketName: 'v',
          indexName: 'i',
          indexArn,
          creationTime: at,
          dataType: 'float32',
          dimension: 3,
          distanceMetric: 'cosine',
          ...(String(indexArn).endsWith('weak') && { encryptionConfiguration: { sseType: 'AES256' } }),
        },
      }),
    },
    says: ['v PASS KEY_CUSTOMER_MANAGED', 'weak FAIL SSE_S3'],
  },
  {
    title: 'indexes of a vector bucket that cannot be listed',
    rules: 's3-vectors-cmk',
    account: {
      's3vectors:ListVectorBuckets': {
        vectorBuckets: [
          { vectorBucketName: 'v', vectorBucketArn: arn('s3vectors', 'bucket/v'), creationTime: at },
        ],
      },
      's3vectors:GetVectorBucket': {
        vectorBucket: {
          vectorBucketName: 'v',
          vectorBucketArn: arn('s3vectors', 'bucket/v'),
          creationTime: at,
          encryptionConfiguration: { sseType: 'aws:kms', kmsKeyArn: own },
        },
      },
      's3vectors:ListIndexes': accessDenied,
    },
    says: ['indexes of v MANUAL API_ERROR:AccessDeniedException', 'v PASS KEY_CUSTOMER_MANAGED'],
  },
]

await testCases({ after }, cases)

import type { ServerSideEncryptionRule } from '@aws-sdk/client-s3'
import { ApiError } from '../../api.ts'
import type { Resource } from '../../resource.ts'
import { s3, s3Tables } from '../../services.ts'
import { type Change, type FixContext, NotPlanned, type PlannedCall } from '../fix.ts'
import { s3Key } from '../key-needs.ts'
import { type Current, type Input, updateFix } from '../update.ts'

/** PutBucketEncryption replaces the rule: what it says beside the key stays. */
export const bucketFix: Change = updateFix({
  service: 's3',
  operation: 'PutBucketEncryption',
  reads: ['s3:GetBucketEncryption'],
  key: s3Key,
  read: readBucket,
  withKey: (input, keyArn) => withRules(input, (rule) => ruleUnder(rule, keyArn)),
  undo: undoBucket,
  moreWrites: ['s3:DeleteBucketEncryption'],
  preconditions: [
    'Who reads and writes objects needs kms:Decrypt and kms:GenerateDataKey on the key, also services that deliver into the bucket.',
    'Objects that are there keep their encryption; UpdateObjectEncryption or an S3 Batch copy changes them.',
  ],
  dataEffect: 'future-only',
})

/** The same rule with a Bucket Key, which saves calls to KMS. */
export const bucketKeyFix: Change = updateFix({
  service: 's3',
  operation: 'PutBucketEncryption',
  reads: ['s3:GetBucketEncryption'],
  key: null,
  read: readBucket,
  withKey: (input) => withRules(input, (rule) => ({ ...rule, BucketKeyEnabled: true })),
  undo: undoBucket,
  moreWrites: ['s3:DeleteBucketEncryption'],
  preconditions: [
    'With a Bucket Key the encryption context is the bucket, not the object: key policies that name objects must change first.',
  ],
  dataEffect: 'future-only',
})

/** Names are what rules name buckets by: `arn:aws:s3:::name`. */
async function readBucket({ api, resource }: FixContext): Promise<Current> {
  const Bucket = bucketOf(resource)
  try {
    const { ServerSideEncryptionConfiguration } = await api.call(s3, 'GetBucketEncryption', (client) =>
      client.getBucketEncryption({ Bucket }),
    )
    return { input: { Bucket, ServerSideEncryptionConfiguration } }
  } catch (error) {
    // A bucket from before 2023, or of a store that imitates S3: no default at all.
    if (!(error instanceof ApiError) || error.code !== 'ServerSideEncryptionConfigurationNotFoundError')
      throw error
    return { input: { Bucket } }
  }
}

/** The finding is on the bucket, or on what writes into it. */
function bucketOf({ uid, facts }: Resource): string {
  if (uid.startsWith('arn:') && uid.split(':')[2] === 's3') return uid.split(':')[5] ?? ''
  const { config } = facts as { config?: { bucket?: { bucket?: string } | null } | null }
  const name = config?.bucket?.bucket
  if (!name) throw new NotPlanned('GONE', 'Nothing is written into a bucket any more.')
  return name
}

function undoBucket(input: Input): readonly PlannedCall[] {
  return [
    input.ServerSideEncryptionConfiguration === undefined
      ? { service: 's3', operation: 'DeleteBucketEncryption', input: { Bucket: input.Bucket } }
      : { service: 's3', operation: 'PutBucketEncryption', input },
  ]
}

function withRules(
  { Bucket, ServerSideEncryptionConfiguration }: Input,
  change: (rule: ServerSideEncryptionRule) => ServerSideEncryptionRule,
): Input {
  const rules = (ServerSideEncryptionConfiguration as { Rules?: ServerSideEncryptionRule[] } | undefined)
    ?.Rules
  const given = rules === undefined || rules.length === 0 ? [{}] : rules
  return { Bucket, ServerSideEncryptionConfiguration: { Rules: given.map(change) } }
}

/** DSSE-KMS stays what it is, and has no Bucket Key ("Using dual-layer server-side encryption with AWS KMS keys"). */
function ruleUnder(rule: ServerSideEncryptionRule, keyArn: string): ServerSideEncryptionRule {
  const isDual = rule.ApplyServerSideEncryptionByDefault?.SSEAlgorithm === 'aws:kms:dsse'
  return {
    ...rule,
    ApplyServerSideEncryptionByDefault: {
      SSEAlgorithm: isDual ? 'aws:kms:dsse' : 'aws:kms',
      KMSMasterKeyID: keyArn,
    },
    BucketKeyEnabled: !isDual,
  }
}

/** New tables only. */
export const tableBucketFix: Change = updateFix({
  service: 's3tables',
  operation: 'PutTableBucketEncryption',
  reads: ['s3tables:GetTableBucketEncryption'],
  key: {
    ...s3Key,
    purpose: 's3tables',
    viaServices: ['s3tables'],
    // "Permission requirements for S3 Tables SSE-KMS encryption": the maintenance service reads and rewrites tables.
    serviceStatements: ({ account }) => [
      {
        Sid: 'ServiceTableMaintenance',
        Effect: 'Allow',
        Principal: { Service: 'maintenance.s3tables.amazonaws.com' },
        Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
        Resource: '*',
        Condition: { StringEquals: { 'aws:SourceAccount': account } },
      },
    ],
  },
  async read({ api, resource }) {
    const tableBucketARN = resource.uid
    const { encryptionConfiguration } = await api.call(s3Tables, 'GetTableBucketEncryption', (client) =>
      client.getTableBucketEncryption({ tableBucketARN }),
    )
    return { input: { tableBucketARN, encryptionConfiguration } }
  },
  withKey: ({ tableBucketARN }, kmsKeyArn) => ({
    tableBucketARN,
    encryptionConfiguration: { sseAlgorithm: 'aws:kms', kmsKeyArn },
  }),
  preconditions: ['Tables that are there keep their encryption.'],
  dataEffect: 'future-only',
})

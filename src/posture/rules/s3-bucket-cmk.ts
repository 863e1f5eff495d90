import { buckets } from '../collectors/buckets.ts'
import { bucketFix } from '../fix/changes/bucket.ts'
import { matchesGlob } from '../mutes/glob.ts'
import { keyRule } from './key-rule.ts'

/** A bucket of whose encryption no resource of its own speaks: older providers let the bucket say it, and S3's default is SSE-S3. */
const plainBucket = {
  format: 'terraform',
  type: 'aws_s3_bucket',
  path: 'server_side_encryption_configuration[].rule[].apply_server_side_encryption_by_default[].kms_master_key_id',
  replaces: false,
  unless: { type: 'aws_s3_bucket_server_side_encryption_configuration', path: 'bucket' },
} as const

export const s3BucketCmk = keyRule({
  id: 's3-bucket-cmk',
  version: 1,
  title: 'Buckets encrypt by default with a customer-managed key',
  why: "Objects that come without an encryption of their own get the bucket's.",
  service: 's3',
  severity: 'MEDIUM',
  mode: 'IN-PLACE',
  bundles: ['C-S3'],
  counterparts: [
    'Security Hub S3.17',
    'Prowler s3_bucket_kms_encryption',
    'Checkov CKV_AWS_145',
    'Trivy AWS-0132',
  ],
  resourceType: 'AWS::S3::Bucket',
  remediation: {
    summary:
      'PutBucketEncryption with SSEAlgorithm aws:kms, KMSMasterKeyID and BucketKeyEnabled, and BlockedEncryptionTypes again. Objects that are there already need a copy onto themselves or UpdateObjectEncryption.',
    url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html',
  },
  collector: buckets,
  key: (encryption) => encryption,
  before({ bucket }, _resource, { sseS3OnlyBuckets }) {
    if (!sseS3OnlyBuckets.some((pattern) => matchesGlob(pattern, bucket))) return undefined
    return {
      status: 'NOT_APPLICABLE',
      reasonCode: 'SSE_S3_ONLY',
      reasonText: `${bucket} receives access logs, which are delivered with SSE-S3 only.`,
    }
  },
  // S3 looks an alias up in the account of whoever writes, so the next writer may get another key (PutBucketEncryption).
  refine(verdict, { ref }) {
    if (verdict.status !== 'PASS' || !/(?:^|:)alias\//.test(ref ?? '')) return verdict
    return {
      ...verdict,
      reasonCode: 'ALIAS_IN_BUCKET_DEFAULT',
      reasonText: `${verdict.reasonText} It is named by an alias, which S3 resolves in the account of the writer: name the key by its ARN.`,
    }
  },
  fix: bucketFix,
  iac: [
    {
      format: 'cloudformation',
      type: 'AWS::S3::Bucket',
      path: 'BucketEncryption.ServerSideEncryptionConfiguration[].ServerSideEncryptionByDefault.KMSMasterKeyID',
      absent: 'AWS_MANAGED',
      absentAlias: 'alias/aws/s3',
      replaces: false,
      where: {
        path: 'BucketEncryption.ServerSideEncryptionConfiguration[].ServerSideEncryptionByDefault.SSEAlgorithm',
        values: ['aws:kms', 'aws:kms:dsse'],
      },
    },
    {
      format: 'cloudformation',
      type: 'AWS::S3::Bucket',
      path: 'BucketEncryption.ServerSideEncryptionConfiguration[].ServerSideEncryptionByDefault.KMSMasterKeyID',
      absent: 'AWS_OWNED',
      absentReason: 'SSE_S3',
      keyless: true,
      replaces: false,
    },
    {
      format: 'terraform',
      type: 'aws_s3_bucket_server_side_encryption_configuration',
      path: 'rule[].apply_server_side_encryption_by_default[].kms_master_key_id',
      absent: 'AWS_MANAGED',
      absentAlias: 'alias/aws/s3',
      replaces: false,
      where: {
        path: 'rule[].apply_server_side_encryption_by_default[].sse_algorithm',
        values: ['aws:kms', 'aws:kms:dsse'],
      },
    },
    {
      format: 'terraform',
      type: 'aws_s3_bucket_server_side_encryption_configuration',
      path: 'rule[].apply_server_side_encryption_by_default[].kms_master_key_id',
      absent: 'AWS_OWNED',
      absentReason: 'SSE_S3',
      keyless: true,
      replaces: false,
    },
    {
      ...plainBucket,
      absent: 'AWS_MANAGED',
      absentAlias: 'alias/aws/s3',
      where: {
        path: 'server_side_encryption_configuration[].rule[].apply_server_side_encryption_by_default[].sse_algorithm',
        values: ['aws:kms', 'aws:kms:dsse'],
      },
    },
    { ...plainBucket, absent: 'AWS_OWNED', absentReason: 'SSE_S3', keyless: true },
  ],
})

import { vectorBuckets } from '../collectors/vector-buckets.ts'
import { vectorBucketPlaybook } from '../fix/playbooks/stores.ts'
import { keyRule } from './key-rule.ts'

export const s3VectorsCmk = keyRule({
  id: 's3-vectors-cmk',
  version: 1,
  title: 'Vector buckets use a customer-managed key',
  why: 'Vectors give away the documents that they were made from. A bucket and each of its indexes get their key when they are made.',
  service: 's3',
  severity: 'MEDIUM',
  mode: 'RE-CREATE',
  bundles: ['C-S3'],
  counterparts: [],
  resourceType: 'AWS::S3Vectors::VectorBucket',
  remediation: {
    summary:
      'CreateVectorBucket (or CreateIndex) with encryptionConfiguration { sseType aws:kms, kmsKeyArn }, put the vectors again, delete the old one.',
    url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-vectors-data-encryption.html',
  },
  collector: vectorBuckets,
  key: ({ kind, sseType, kmsKeyArn }) =>
    // An index that says nothing has its bucket's encryption, and the finding is the bucket's.
    kind === 'index' && sseType === undefined
      ? null
      : {
          ref: sseType === 'aws:kms' ? kmsKeyArn : null,
          absent: sseType === 'aws:kms' ? 'UNKNOWN' : 'AWS_OWNED',
          ...(sseType !== 'aws:kms' && { absentReason: 'SSE_S3' }),
          api: kind === 'bucket' ? 's3vectors:GetVectorBucket' : 's3vectors:GetIndex',
          path: `${kind === 'bucket' ? 'vectorBucket' : 'index'}.encryptionConfiguration.kmsKeyArn`,
        },
  fix: vectorBucketPlaybook,
  iac: [
    ...(['VectorBucket', 'Index'] as const).map((kind) => ({
      format: 'cloudformation' as const,
      type: `AWS::S3Vectors::${kind}`,
      path: 'EncryptionConfiguration.KmsKeyArn',
      absent: 'AWS_OWNED' as const,
      absentReason: 'SSE_S3',
      keyless: true as const,
      replaces: true,
      where: { path: 'EncryptionConfiguration.SseType', values: ['AES256'] },
    })),
    ...(['vector_bucket', 'index'] as const).map((kind) => ({
      format: 'terraform' as const,
      type: `aws_s3vectors_${kind}`,
      path: 'encryption_configuration[].kms_key_arn',
      absent: 'AWS_OWNED' as const,
      absentReason: 'SSE_S3',
      keyless: true as const,
      replaces: true,
      where: { path: 'encryption_configuration[].sse_type', values: ['AES256'] },
    })),
    {
      format: 'cloudformation',
      type: 'AWS::S3Vectors::VectorBucket',
      path: 'EncryptionConfiguration.KmsKeyArn',
      absent: 'AWS_OWNED',
      replaces: true,
    },
    {
      format: 'cloudformation',
      type: 'AWS::S3Vectors::Index',
      path: 'EncryptionConfiguration.KmsKeyArn',
      absent: 'AWS_OWNED',
      replaces: true,
      onlyIfPresent: true,
    },
    {
      format: 'terraform',
      type: 'aws_s3vectors_vector_bucket',
      path: 'encryption_configuration[].kms_key_arn',
      absent: 'AWS_OWNED',
      replaces: true,
    },
    {
      format: 'terraform',
      type: 'aws_s3vectors_index',
      path: 'encryption_configuration[].kms_key_arn',
      absent: 'AWS_OWNED',
      replaces: true,
      onlyIfPresent: true,
    },
  ],
})

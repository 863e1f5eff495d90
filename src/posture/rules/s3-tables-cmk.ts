import { tableBuckets } from '../collectors/table-buckets.ts'
import { tableBucketFix } from '../fix/changes/bucket.ts'
import { keyRule } from './key-rule.ts'

export const s3TablesCmk = keyRule({
  id: 's3-tables-cmk',
  version: 1,
  title: 'Table buckets use a customer-managed key',
  why: 'A table bucket gives its key to all tables made in it.',
  service: 's3',
  severity: 'MEDIUM',
  mode: 'IN-PLACE',
  bundles: ['C-S3'],
  counterparts: [],
  resourceType: 'AWS::S3Tables::TableBucket',
  remediation: {
    summary:
      'PutTableBucketEncryption with sseAlgorithm aws:kms and kmsKeyArn; only tables made afterwards get it.',
    url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-tables-kms-encryption.html',
  },
  collector: tableBuckets,
  key: ({ algorithm, kmsKeyArn }) => ({
    ref: algorithm === 'aws:kms' ? kmsKeyArn : null,
    absent: algorithm === 'aws:kms' ? 'UNKNOWN' : 'AWS_OWNED',
    ...(algorithm !== 'aws:kms' && { absentReason: 'SSE_S3' }),
    api: 's3tables:GetTableBucketEncryption',
    path: 'encryptionConfiguration.kmsKeyArn',
  }),
  fix: tableBucketFix,
  iac: [
    {
      format: 'cloudformation',
      type: 'AWS::S3Tables::TableBucket',
      path: 'EncryptionConfiguration.KMSKeyArn',
      absent: 'AWS_OWNED',
      absentReason: 'SSE_S3',
      keyless: true,
      replaces: false,
      where: { path: 'EncryptionConfiguration.SSEAlgorithm', values: ['AES256'] },
    },
    {
      format: 'terraform',
      type: 'aws_s3tables_table_bucket',
      path: 'encryption_configuration.kms_key_arn',
      absent: 'AWS_OWNED',
      absentReason: 'SSE_S3',
      keyless: true,
      replaces: false,
      where: { path: 'encryption_configuration.sse_algorithm', values: ['AES256'] },
    },
    {
      format: 'cloudformation',
      type: 'AWS::S3Tables::TableBucket',
      path: 'EncryptionConfiguration.KMSKeyArn',
      absent: 'AWS_OWNED',
      replaces: false,
    },
    {
      format: 'terraform',
      type: 'aws_s3tables_table_bucket',
      path: 'encryption_configuration.kms_key_arn',
      absent: 'AWS_OWNED',
      replaces: false,
    },
  ],
})

import type { BucketEncryption } from '../collectors/bucket-encryption.ts'
import { buckets } from '../collectors/buckets.ts'
import { bucketKeyFix } from '../fix/changes/bucket.ts'
import type { Resource } from '../resource.ts'
import type { ResourceRule, Verdict } from '../rule.ts'

export const s3BucketKeyEnabled: ResourceRule<BucketEncryption> = {
  kind: 'resource',
  id: 's3-bucket-key-enabled',
  version: 1,
  title: 'KMS buckets use an S3 Bucket Key',
  why: "Without one every object is a call to KMS: it costs, and the key's quota is shared with all that needs it.",
  service: 's3',
  severity: 'LOW',
  mode: 'IN-PLACE',
  bundles: ['C-S3'],
  counterparts: [],
  resourceType: 'AWS::S3::Bucket',
  remediation: {
    summary: 'PutBucketEncryption with the same rule and BucketKeyEnabled true.',
    url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html',
  },
  collector: buckets,
  keyReferences: () => [],
  judge: (resource) => [judgeBucket(resource)],
  fix: bucketKeyFix,
}

function judgeBucket({ name, facts, at }: Resource<BucketEncryption>): Verdict {
  const { algorithm, bucketKeyEnabled, errorCode } = facts
  if (errorCode !== null)
    return {
      status: 'MANUAL',
      reasonCode: `API_ERROR:${errorCode}`,
      reasonText: `The encryption of ${name} could not be read (${errorCode}).`,
    }
  if (algorithm !== 'aws:kms')
    return {
      status: 'NOT_APPLICABLE',
      reasonCode: algorithm === 'aws:kms:dsse' ? 'DSSE_HAS_NO_BUCKET_KEY' : 'NOT_KMS',
      reasonText: `${name} encrypts with ${algorithm ?? 'nothing'}, which has no use for a Bucket Key.`,
    }
  return {
    status: bucketKeyEnabled ? 'PASS' : 'FAIL',
    reasonCode: bucketKeyEnabled ? 'BUCKET_KEY_ENABLED' : 'BUCKET_KEY_DISABLED',
    reasonText: bucketKeyEnabled
      ? `${name} uses an S3 Bucket Key.`
      : `${name} calls KMS for every object: its Bucket Key is off.`,
    evidence: [
      {
        api: facts.api,
        path: 'ServerSideEncryptionConfiguration.Rules[].BucketKeyEnabled',
        value: String(bucketKeyEnabled),
        at: new Date(at).toISOString(),
      },
    ],
  }
}

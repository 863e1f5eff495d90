import type { ConnectStorageFacts } from '../collectors/connect-storage.ts'
import { type ConnectStorageConfig, connectStorage } from '../collectors/connect-storage.ts'
import { bucketFix } from '../fix/changes/bucket.ts'
import { judgeKey } from '../keys/judge-key.ts'
import type { ResourceRule } from '../rule.ts'
import { noConfigVerdict, s3KeyOf, storageSubKey } from './connect-storage-rule.ts'

/** Connect's key covers what Connect writes; the bucket's covers what anything else writes beside it. */
export const connectStorageBucketAgreement: ResourceRule<ConnectStorageFacts> = {
  kind: 'resource',
  id: 'connect-storage-bucket-agreement',
  version: 1,
  title: "Connect's key and the bucket's default key are both customer-managed",
  why: "Objects that reach the bucket on other ways, copies and analyses, get the bucket's default and stay weak while the recordings look safe.",
  service: 'connect',
  severity: 'LOW',
  mode: 'IN-PLACE',
  bundles: ['C-REST'],
  counterparts: [],
  resourceType: 'AWS::Connect::InstanceStorageConfig',
  remediation: {
    summary:
      'PutBucketEncryption with SSEAlgorithm aws:kms, KMSMasterKeyID and BucketKeyEnabled on the bucket.',
    url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html',
  },
  collector: connectStorage,
  keyReferences({ facts }) {
    const bucket = bucketBesideKey(facts.config)
    const key = s3KeyOf(facts)
    return bucket === null || key === null ? [] : [key, bucket]
  },
  judge(resource, [connectKey, bucketKey], parameters) {
    const { facts } = resource
    if (facts.errorCode !== null && facts.type !== 'MEDIA_STREAMS')
      return [{ ...noConfigVerdict(facts.type, facts.errorCode), subKey: facts.type }]
    const bucket = bucketBesideKey(facts.config)
    const reference = s3KeyOf(facts)
    if (bucket === null || reference === null || connectKey === undefined || bucketKey === undefined)
      return []
    const subKey = storageSubKey(facts)
    const connects = judgeKey(resource, reference, connectKey, parameters)
    if (connects.status === 'MANUAL') return [{ ...connects, subKey }]
    if (connects.status !== 'PASS')
      return [
        {
          status: 'NOT_APPLICABLE',
          reasonCode: 'CONNECT_KEY_NOT_CUSTOMER',
          reasonText: `The key that ${resource.name} are stored with is not a usable customer-managed one, which is another finding.`,
          subKey,
        },
      ]
    return [
      {
        ...judgeKey({ ...resource, name: `The bucket ${bucket.bucket}` }, bucket, bucketKey, parameters),
        subKey,
      },
    ]
  },
  fix: bucketFix,
}

/** Null: not in a bucket, or without a key of Connect's, so that the bucket's is judged already. */
function bucketBesideKey(config: ConnectStorageConfig | null): ConnectStorageConfig['bucket'] {
  return config?.keyId ? config.bucket : null
}

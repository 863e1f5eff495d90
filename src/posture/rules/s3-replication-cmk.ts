import type { BucketEncryption } from '../collectors/bucket-encryption.ts'
import {
  type BucketReplicationFacts,
  bucketReplications,
  type ReplicaFacts,
} from '../collectors/bucket-replication.ts'
import { replicationPlaybook } from '../fix/playbooks/stores.ts'
import { judgeKey } from '../keys/judge-key.ts'
import type { KeyFacts, KeyReference } from '../keys/key-facts.ts'
import type { Parameters } from '../parameters.ts'
import type { Resource } from '../resource.ts'
import type { ResourceRule, Verdict } from '../rule.ts'

export const s3ReplicationCmk: ResourceRule<BucketReplicationFacts> = {
  kind: 'resource',
  id: 's3-replication-cmk',
  version: 1,
  title: 'Replicas are encrypted with a customer-managed key',
  why: 'A replica is the same data elsewhere: under another key, or not made at all because S3 leaves objects under KMS keys out unless it is told.',
  service: 's3',
  severity: 'MEDIUM',
  mode: 'IN-PLACE',
  bundles: ['C-S3'],
  counterparts: [],
  resourceType: 'AWS::S3::Bucket',
  remediation: {
    summary:
      'PutBucketReplication with all rules again, SourceSelectionCriteria.SseKmsEncryptedObjects.Status Enabled and Destination.EncryptionConfiguration.ReplicaKmsKeyID: a key in the region of the destination.',
    url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html',
  },
  collector: bucketReplications,
  keyReferences: ({ facts }) => [facts.source, ...facts.rules.map((rule) => replicaKey(facts.source, rule))],
  judge(resource, [sourceKey, ...replicaKeys], parameters) {
    const { facts } = resource
    if (sourceKey === undefined) return []
    const source = judgeKey(resource, facts.source, sourceKey, parameters)
    if (source.status === 'MANUAL') return [source]
    if (source.status !== 'PASS')
      return [
        {
          status: 'NOT_APPLICABLE',
          reasonCode: 'SOURCE_KEY_NOT_CUSTOMER',
          reasonText: `${resource.name} itself is not under a usable customer-managed key, which is another finding.`,
        },
      ]
    return facts.rules.map((rule, index) => ({
      ...judgeReplica(resource, rule, replicaKeys[index], parameters),
      subKey: rule.id,
    }))
  },
  fix: replicationPlaybook,
}

function judgeReplica(
  resource: Resource<BucketReplicationFacts>,
  rule: ReplicaFacts,
  key: KeyFacts | undefined,
  parameters: Parameters,
): Verdict {
  const name = `The replica of ${resource.name} in ${rule.destination}`
  if (!rule.replicatesKmsObjects)
    return {
      status: 'FAIL',
      reasonCode: 'KMS_OBJECTS_NOT_REPLICATED',
      reasonText: `${name} lacks all objects under KMS keys: SseKmsEncryptedObjects is not enabled.`,
    }
  const reference = replicaKey(resource.facts.source, rule)
  if (reference.region === undefined && reference.ref)
    return {
      status: 'MANUAL',
      reasonCode: 'DESTINATION_REGION_UNKNOWN',
      reasonText: `${name} is under the key ${reference.ref}; the region of the bucket could not be read, and a key is looked up there.`,
    }
  return key === undefined
    ? {
        status: 'MANUAL',
        reasonCode: 'KEY_ABSENT_UNKNOWN',
        reasonText: `${name}: its key was not looked up.`,
      }
    : judgeKey({ ...resource, name }, reference, key, parameters)
}

function replicaKey(source: BucketEncryption, rule: ReplicaFacts): KeyReference {
  const at = {
    api: 's3:GetReplicationConfiguration',
    path: 'ReplicationConfiguration.Rules[].Destination.EncryptionConfiguration.ReplicaKmsKeyID',
    ...(rule.region !== null && { region: rule.region }),
  }
  if (rule.replicaKmsKeyId) return { ...at, ref: rule.replicaKmsKeyId, absent: 'UNKNOWN' }
  if (rule.usesSourceMultiRegionKey)
    return { ...at, ref: relatedKey(source.ref, rule.region), absent: 'UNKNOWN' }
  return { ...at, ref: null, absent: 'UNKNOWN', absentReason: 'REPLICA_KEY_NOT_NAMED' }
}

/** The replica of a multi-Region key has the same id and account in another region. */
function relatedKey(ref: string | null | undefined, region: string | null): string | null {
  if (!ref || region === null) return ref ?? null
  const parts = ref.split(':')
  return parts.length === 6 ? parts.with(3, region).join(':') : ref
}

import { type SecretFacts, secrets } from '../collectors/secrets.ts'
import { secretFix } from '../fix/changes/secret.ts'
import { judgeKey } from '../keys/judge-key.ts'
import type { KeyReference } from '../keys/key-facts.ts'
import type { ResourceRule, Verdict } from '../rule.ts'

export const secretsmanagerSecretCmk: ResourceRule<SecretFacts> = {
  kind: 'resource',
  id: 'secretsmanager-secret-cmk',
  version: 1,
  title: 'Secrets use a customer-managed key',
  why: 'Whoever may read a secret may use the AWS-managed key: it keeps nobody out, and other accounts can never be let in.',
  service: 'secretsmanager',
  severity: 'MEDIUM',
  mode: 'IN-PLACE',
  bundles: ['C-SEC'],
  counterparts: ['AWS Config secretsmanager-using-cmk', 'Checkov CKV_AWS_149', 'Trivy AWS-0098'],
  resourceType: 'AWS::SecretsManager::Secret',
  remediation: {
    summary:
      'UpdateSecret with KmsKeyId by a caller who may kms:Decrypt with the old key and kms:Encrypt with the new one (without it versions silently stay as they are). Replicas: RemoveRegionsFromReplication, then ReplicateSecretToRegions with a KmsKeyId.',
    url: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html',
  },
  collector: secrets,
  keyReferences: ({ facts }) => (settled(facts) === undefined ? references(facts) : []),
  judge(resource, keys, parameters) {
    const { facts } = resource
    const verdict = settled(facts)
    if (verdict !== undefined) return [verdict]
    return references(facts).flatMap((reference, index): Verdict[] => {
      const key = keys[index]
      if (key === undefined) return []
      if (reference.region === undefined) return [judgeKey(resource, reference, key, parameters)]
      const name = `The replica of ${resource.name} in ${reference.region}`
      return [
        {
          ...judgeKey({ ...resource, name }, reference, key, parameters),
          subKey: `replica:${reference.region}`,
        },
      ]
    })
  },
  fix: secretFix,
  iac: [
    {
      format: 'cloudformation',
      type: 'AWS::SecretsManager::Secret',
      path: 'KmsKeyId',
      absent: 'AWS_MANAGED',
      absentAlias: 'alias/aws/secretsmanager',
      replaces: false,
    },
    {
      format: 'terraform',
      type: 'aws_secretsmanager_secret',
      path: 'kms_key_id',
      absent: 'AWS_MANAGED',
      absentAlias: 'alias/aws/secretsmanager',
      replaces: false,
    },
  ],
}

/** The secret's own key first, then its replicas', each in its region. */
function references({ kmsKeyId, replicas }: SecretFacts): readonly KeyReference[] {
  const absent = { absent: 'AWS_MANAGED', absentAlias: 'alias/aws/secretsmanager' } as const
  const api = 'secretsmanager:DescribeSecret'
  return [
    { ...absent, api, ref: kmsKeyId, path: 'KmsKeyId' },
    ...replicas.map((replica) => ({
      ...absent,
      api,
      ref: replica.kmsKeyId,
      path: 'ReplicationStatus[].KmsKeyId',
      region: replica.region,
    })),
  ]
}

function settled({ deleting, primaryRegion, owningService }: SecretFacts): Verdict | undefined {
  if (deleting)
    return {
      status: 'NOT_APPLICABLE',
      reasonCode: 'RESOURCE_DELETING',
      reasonText: 'The secret is scheduled for deletion.',
    }
  if (primaryRegion !== null)
    return {
      status: 'NOT_APPLICABLE',
      reasonCode: 'JUDGED_WITH_PRIMARY',
      reasonText: `A replica of the secret in ${primaryRegion}, where its key is chosen and judged.`,
    }
  if (owningService)
    return {
      status: 'MANUAL',
      reasonCode: 'SERVICE_MANAGED',
      reasonText: `The secret belongs to ${owningService}, which chooses its key; look there whether it can be another.`,
    }
  return undefined
}

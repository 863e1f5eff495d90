import { secretsManager } from '../../services.ts'
import { type Change, NotPlanned } from '../fix.ts'
import { secretsKey } from '../key-needs.ts'
import { updateFix } from '../update.ts'

export const secretFix: Change = updateFix({
  service: 'secrets-manager',
  operation: 'UpdateSecret',
  reads: ['secrets-manager:DescribeSecret'],
  key: secretsKey,
  async read({ api, resource }) {
    const { KmsKeyId, OwningService, PrimaryRegion, ReplicationStatus } = await api.call(
      secretsManager,
      'DescribeSecret',
      (client) => client.describeSecret({ SecretId: resource.uid }),
    )
    if (OwningService !== undefined) {
      throw new NotPlanned('OWNED_ELSEWHERE', `${OwningService} manages this secret: change the key there.`)
    }
    if (PrimaryRegion !== undefined && PrimaryRegion !== api.region) {
      throw new NotPlanned(
        'OWNED_ELSEWHERE',
        `It is a replica of the secret in ${PrimaryRegion}: change it there.`,
      )
    }
    const replicas = (ReplicationStatus ?? []).map(({ Region }) => Region)
    const preconditions = replicas.length === 0 ? [] : [replicaText(replicas.join(', '))]
    return { input: { SecretId: resource.uid, KmsKeyId }, preconditions }
  },
  withKey: (input, KmsKeyId) => ({ ...input, KmsKeyId }),
  // "UpdateSecret": without a key of its own a secret is under the AWS managed one.
  undo: (input) => [
    {
      service: 'secrets-manager',
      operation: 'UpdateSecret',
      input: { KmsKeyId: 'alias/aws/secretsmanager', ...input },
    },
  ],
  preconditions: [
    'Who applies it needs kms:Decrypt on the old key, and kms:Encrypt on the new one: without the latter Secrets Manager silently leaves the current versions under the old key.',
    'Every consumer needs kms:Decrypt on the new key through secretsmanager.',
  ],
  dataEffect: 're-encrypt',
})

function replicaText(regions: string): string {
  return `Replicas in ${regions} keep their key: RemoveRegionsFromReplication, then ReplicateSecretToRegions with KmsKeyId.`
}

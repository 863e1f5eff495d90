import type { SecretListEntry } from '@aws-sdk/client-secrets-manager'
import type { Collector } from '../collector.ts'
import { secretsManager } from '../services.ts'
import { here } from './here.ts'
import { pages } from './pages.ts'

export interface SecretFacts {
  readonly kmsKeyId: string | undefined
  /** The AWS service that made it and looks after it. */
  readonly owningService: string | undefined
  /** Where the original is, when this is a replica. */
  readonly primaryRegion: string | null
  readonly deleting: boolean
  readonly replicas: readonly { readonly region: string; readonly kmsKeyId: string | undefined }[]
}

/** Secrets and their replicas; never what is in them. Replicas are shown only by DescribeSecret of the original. */
export const secrets: Collector<SecretFacts, SecretListEntry> = {
  id: 'secretsmanager.secrets',
  service: secretsManager,
  iam: ['secretsmanager:ListSecrets', 'secretsmanager:DescribeSecret'],
  scope: 'regional',
  resourceType: 'AWS::SecretsManager::Secret',
  list: (api) =>
    pages(async (NextToken) => {
      const answer = await api.call(secretsManager, 'ListSecrets', (client) =>
        client.listSecrets({ MaxResults: 100, NextToken }),
      )
      return { items: answer.SecretList ?? [], next: answer.NextToken }
    }),
  identify: ({ ARN, Name }) => ({ uid: ARN ?? '', name: Name ?? '' }),
  async read(api, { ARN, Name }) {
    const secret = await api.call(secretsManager, 'DescribeSecret', (client) =>
      client.describeSecret({ SecretId: ARN }),
    )
    const { KmsKeyId, OwningService, PrimaryRegion, DeletedDate, Tags = [], ReplicationStatus = [] } = secret
    return [
      here(api, {
        uid: ARN ?? '',
        type: 'AWS::SecretsManager::Secret',
        name: Name ?? '',
        tags: Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value])),
        facts: {
          kmsKeyId: KmsKeyId,
          owningService: OwningService,
          primaryRegion: PrimaryRegion && PrimaryRegion !== api.region ? PrimaryRegion : null,
          deleting: DeletedDate !== undefined,
          replicas: ReplicationStatus.map((replica) => ({
            region: replica.Region ?? '',
            kmsKeyId: replica.KmsKeyId,
          })),
        },
      }),
    ]
  },
}

import type { AliasListEntry } from '@aws-sdk/client-kms'
import type { Collector } from '../collector.ts'
import { kms } from '../services.ts'
import { arnHere, here } from './here.ts'
import { pages } from './pages.ts'

export interface KmsAliasFacts {
  /** Null: it stands for no key. */
  readonly targetKeyId: string | null
}

export const kmsAliases: Collector<KmsAliasFacts, AliasListEntry> = {
  id: 'kms.aliases',
  service: kms,
  iam: ['kms:ListAliases'],
  scope: 'regional',
  resourceType: 'AWS::KMS::Alias',
  list: (api) =>
    pages(async (Marker) => {
      const answer = await api.call(kms, 'ListAliases', (client) =>
        client.listAliases({ Limit: 100, Marker }),
      )
      return { items: answer.Aliases ?? [], next: answer.Truncated === false ? undefined : answer.NextMarker }
    }),
  identify: ({ AliasArn, AliasName = '' }, api) => ({
    uid: AliasArn ?? arnHere(api, 'kms', AliasName),
    name: AliasName,
  }),
  async read(api, { AliasArn, AliasName = '', TargetKeyId }) {
    return [
      here(api, {
        uid: AliasArn ?? arnHere(api, 'kms', AliasName),
        type: 'AWS::KMS::Alias',
        name: AliasName,
        facts: { targetKeyId: TargetKeyId || null },
      }),
    ]
  },
}

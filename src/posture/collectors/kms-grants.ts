import type { KeyListEntry } from '@aws-sdk/client-kms'
import type { Collector } from '../collector.ts'
import type { Grant } from '../policies/grant-verdicts.ts'
import { customerKey, fromKeys, type KmsKey, keyResource } from './kms-keys.ts'
import { keyGrants } from './kms-reads.ts'

export interface KmsGrantFacts {
  readonly key: KmsKey
  readonly grants: readonly Grant[]
}

export const kmsGrants: Collector<KmsGrantFacts, KeyListEntry> = {
  ...fromKeys,
  id: 'kms.grants',
  iam: ['kms:ListKeys', 'kms:DescribeKey', 'kms:ListGrants'],
  async read(api, entry) {
    const key = await customerKey(api, entry)
    return key === null
      ? []
      : [keyResource(api, entry, { key, grants: await keyGrants(api, entry.KeyArn ?? '') })]
  },
}

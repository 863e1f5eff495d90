import type { KeyListEntry } from '@aws-sdk/client-kms'
import type { Collector } from '../collector.ts'
import type { Grant } from '../policies/grant-verdicts.ts'
import { kms } from '../services.ts'
import { customerKey, identifyKey, type KmsKey, keyEntry, keyResource, listKeys } from './kms-keys.ts'
import { keyGrants } from './kms-reads.ts'

export interface KmsGrantFacts {
  readonly key: KmsKey
  readonly grants: readonly Grant[]
}

export const kmsGrants: Collector<KmsGrantFacts, KeyListEntry> = {
  id: 'kms.grants',
  service: kms,
  iam: ['kms:ListKeys', 'kms:DescribeKey', 'kms:ListGrants'],
  scope: 'regional',
  resourceType: 'AWS::KMS::Key',
  list: listKeys,
  find: keyEntry,
  identify: identifyKey,
  async read(api, entry) {
    const key = await customerKey(api, entry)
    return key === null
      ? []
      : [keyResource(api, entry, { key, grants: await keyGrants(api, entry.KeyArn ?? '') })]
  },
}

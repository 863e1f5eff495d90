import type { KeyListEntry } from '@aws-sdk/client-kms'
import type { Api } from '../api.ts'
import type { Collector } from '../collector.ts'
import type { Grant } from '../policies/grant-verdicts.ts'
import { errorAsFact, type FailedRead } from './failed-read.ts'
import { customerKey, fromKeys, keyResource } from './kms-keys.ts'
import { type KmsPolicyFacts, readPolicy } from './kms-policies.ts'
import { keyGrants } from './kms-reads.ts'

export interface KmsAccessFacts extends KmsPolicyFacts {
  /** Null: could not be listed. */
  readonly grants: readonly Grant[] | null
  readonly grantsFailed: FailedRead | null
}

/** Both ways to let others use a key: its policy and its grants. */
export const kmsAccess: Collector<KmsAccessFacts, KeyListEntry> = {
  ...fromKeys,
  id: 'kms.access',
  iam: ['kms:ListKeys', 'kms:DescribeKey', 'kms:GetKeyPolicy', 'kms:ListGrants'],
  async read(api, entry) {
    const key = await customerKey(api, entry)
    if (key === null) return []
    return [
      keyResource(api, entry, { key, ...(await readPolicy(api, entry)), ...(await readGrants(api, entry)) }),
    ]
  },
}

async function readGrants(
  api: Api,
  { KeyArn }: KeyListEntry,
): Promise<Pick<KmsAccessFacts, 'grants' | 'grantsFailed'>> {
  try {
    return { grants: await keyGrants(api, KeyArn ?? ''), grantsFailed: null }
  } catch (error) {
    return { grants: null, grantsFailed: errorAsFact(error) }
  }
}

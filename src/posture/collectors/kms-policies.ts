import type { KeyListEntry } from '@aws-sdk/client-kms'
import type { Api } from '../api.ts'
import type { Collector } from '../collector.ts'
import { type Policy, parsePolicy } from '../policies/policy-document.ts'
import { errorAsFact, type FailedRead } from './failed-read.ts'
import { customerKey, fromKeys, type KmsKey, keyResource } from './kms-keys.ts'
import { keyPolicy } from './kms-reads.ts'

export interface KmsPolicyFacts {
  readonly key: KmsKey
  /** Null: could not be read, or is no policy. */
  readonly policy: Policy | null
  readonly failed: FailedRead | null
}

export const kmsPolicies: Collector<KmsPolicyFacts, KeyListEntry> = {
  ...fromKeys,
  id: 'kms.policies',
  iam: ['kms:ListKeys', 'kms:DescribeKey', 'kms:GetKeyPolicy'],
  async read(api, entry) {
    const key = await customerKey(api, entry)
    return key === null ? [] : [keyResource(api, entry, { key, ...(await readPolicy(api, entry)) })]
  },
}

/** An error is part of the answer: that nobody can read a policy says something of it. */
export async function readPolicy(
  api: Api,
  { KeyArn }: KeyListEntry,
): Promise<Pick<KmsPolicyFacts, 'policy' | 'failed'>> {
  try {
    return { policy: parsePolicy((await keyPolicy(api, KeyArn ?? '')) ?? ''), failed: null }
  } catch (error) {
    return { policy: null, failed: errorAsFact(error) }
  }
}

import type { KeyListEntry } from '@aws-sdk/client-kms'
import type { Api } from '../api.ts'
import type { Collector } from '../collector.ts'
import { errorAsFact, type FailedRead } from './failed-read.ts'
import { customerKey, fromKeys, type KmsKey, keyResource } from './kms-keys.ts'
import { keyGrants, type LastUsage, lastUsage } from './kms-reads.ts'

export interface KmsUsageFacts {
  /** Null: DescribeKey or ListGrants failed. */
  readonly key: KmsKey | null
  readonly failed: FailedRead | null
  readonly grantCount: number
  /** Of all regions that the key is in. Null: it is retired, so nobody asks. */
  readonly lastUsage: LastUsage | null
}

/** Whether anybody has used the customer's keys. An error stands with its key, not in the way of the others. */
export const kmsUsage: Collector<KmsUsageFacts, KeyListEntry> = {
  ...fromKeys,
  id: 'kms.usage',
  iam: ['kms:ListKeys', 'kms:DescribeKey', 'kms:ListGrants', 'kms:GetKeyLastUsage'],
  async read(api, entry) {
    try {
      const key = await customerKey(api, entry)
      return key === null ? [] : [keyResource(api, entry, await readUsage(api, key, entry.KeyArn ?? ''))]
    } catch (error) {
      return [
        keyResource(api, entry, { key: null, failed: errorAsFact(error), grantCount: 0, lastUsage: null }),
      ]
    }
  },
}

async function readUsage(api: Api, key: KmsKey, arn: string): Promise<KmsUsageFacts> {
  if (key.state !== 'Enabled') return { key, failed: null, grantCount: 0, lastUsage: null }
  const grants = await keyGrants(api, arn)
  const regions = key.regions.length > 0 ? key.regions : [api.region]
  const usages = await Promise.all(regions.map((region) => lastUsage(api.in(region), inRegion(arn, region))))
  return { key, failed: null, grantCount: grants.length, lastUsage: latest(usages) }
}

/** A multi-Region key's ARNs differ by region only, and each counts its own use. */
function inRegion(arn: string, region: string): string {
  return arn.split(':').with(3, region).join(':')
}

/** A use in one region is a use; an error counts only where no use is known. */
function latest(usages: readonly LastUsage[]): LastUsage | null {
  const known = usages.filter(({ usedAt }) => usedAt !== null)
  if (known.length > 0)
    return known.reduce((one, other) => ((other.usedAt ?? 0) > (one.usedAt ?? 0) ? other : one))
  const failed = usages.find((usage) => usage.failed !== null)
  // Where tracking began last, no use can be excluded before.
  return (
    failed ??
    usages.toSorted((one, other) => (other.trackedSince ?? Infinity) - (one.trackedSince ?? Infinity))[0] ??
    null
  )
}

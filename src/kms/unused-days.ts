/** How long a key has not been used, for `kms:TrailingDaysWithoutKeyUsage`. */

import type { ConditionKeys } from './condition-keys.ts'
import type { Kms } from './kms.ts'
import type { KmsKey } from './kms-key.ts'
import { dayMs } from './rotate-key.ts'

/** Uses before this moment are not known: the key's creation, or that of the table that holds them. */
export async function trackingStart(kms: Kms, key: KmsKey): Promise<number> {
  const migration = await kms.storage.database
    .selectFrom('migration')
    .select('ran_at')
    .where('name', '=', '0007-kms-key-life')
    .executeTakeFirst()
  return Math.max(key.createdAt, migration?.ran_at ?? 0)
}

/** Whole days since the last use, else since the beginning of tracking. */
export async function unusedDaysConditionKeys(kms: Kms, key: KmsKey, time: number): Promise<ConditionKeys> {
  const usage = await kms.usage.find(key.arn)
  const since = usage?.used_at ?? (await trackingStart(kms, key))
  return { 'kms:TrailingDaysWithoutKeyUsage': String(Math.max(0, Math.floor((time - since) / dayMs))) }
}

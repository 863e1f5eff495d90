/**
 * How many there are of what AWS allows only so many of. They are counted as they come and go: counting rows would cost
 * the more the more there are. What has no number yet is counted once, with its next arrival.
 */

import type { Database, Tx } from '../storage/storage.ts'

export type CountScope = `grants/${string}` | `keys/${string}`

export function grantsScope(keyArn: string): CountScope {
  return `grants/${keyArn}`
}

export function keysScope(accountId: string, region: string): CountScope {
  return `keys/${accountId}/${region}`
}

/** After a row was inserted, in the same transaction. @returns how many there are now */
export async function countArrival(
  tx: Tx,
  scope: CountScope,
  countRows: () => Promise<number>,
): Promise<number> {
  const row = await tx
    .updateTable('kms_count')
    .set((eb) => ({ used: eb('used', '+', 1) }))
    .where('scope', '=', scope)
    .returning('used')
    .executeTakeFirst()
  if (row !== undefined) return row.used
  const used = await countRows()
  await tx.insertInto('kms_count').values({ scope, used }).execute()
  return used
}

/** After a row was deleted, in the same transaction. */
export async function countDeparture(tx: Tx, scope: CountScope): Promise<void> {
  await tx
    .updateTable('kms_count')
    .set((eb) => ({ used: eb('used', '-', 1) }))
    .where('scope', '=', scope)
    .execute()
}

/** Null when nothing has been counted yet. */
export async function findCount(database: Database, scope: CountScope): Promise<number | null> {
  const row = await database
    .selectFrom('kms_count')
    .select('used')
    .where('scope', '=', scope)
    .executeTakeFirst()
  return row?.used ?? null
}

/** What was counted is gone altogether. */
export async function forgetCount(tx: Tx, scope: CountScope): Promise<void> {
  await tx.deleteFrom('kms_count').where('scope', '=', scope).execute()
}

/**
 * Multi-Region keys: a primary key and its replicas in other Regions of this server, all of one key id (KMS Developer
 * Guide, "Multi-Region keys"). What they share is written to all of them in one transaction; each has its own wrapped
 * copy of the material, key policy, aliases, tags and state.
 */

import { randomBytes } from 'node:crypto'
import { type Selectable, sql } from 'kysely'
import type { Database, Tables, Tx } from '../storage/storage.ts'
import { notPrimary } from './errors.ts'

type KeyRow = Selectable<Tables['kms_key']>

export interface RelatedKey {
  readonly arn: string
  readonly region: string
  readonly type: 'PRIMARY' | 'REPLICA'
}

/** What tells a set of related keys. */
type KeySet = Pick<KeyRow, 'account_id' | 'key_id'>

/** KMS Developer Guide, "How multi-Region keys work": `mrk-` and 32 hex digits. */
export function newMultiRegionKeyId(): string {
  return `mrk-${randomBytes(16).toString('hex')}`
}

/** Rows of the primary key and all replicas, by Region. */
export function relatedRows(database: Database | Tx, set: KeySet): Promise<KeyRow[]> {
  return (
    database
      .selectFrom('kms_key')
      .selectAll()
      .where('account_id', '=', set.account_id)
      .where('key_id', '=', set.key_id)
      // As the index has it: a parameter would not be seen to match.
      .where('multi_region', '=', sql.lit(1))
      .orderBy('region')
      .execute()
  )
}

export async function relatedKeys(database: Database | Tx, set: KeySet): Promise<RelatedKey[]> {
  const rows = await relatedRows(database, set)
  return rows.map(relatedKey)
}

/** Whether this is a primary key that others depend on. */
export async function hasReplicas(tx: Tx, row: KeyRow): Promise<boolean> {
  if (row.multi_region !== 1 || row.region !== row.primary_region) return false
  return (await relatedRows(tx, row)).length > 1
}

export function relatedKey(row: KeyRow): RelatedKey {
  const type = row.region === row.primary_region ? 'PRIMARY' : 'REPLICA'
  return { arn: row.key_arn, region: row.region, type }
}

export function multiRegionKeyType(key: {
  readonly region: string
  readonly primaryRegion: string | null
}): 'PRIMARY' | 'REPLICA' | null {
  if (key.primaryRegion === null) return null
  return key.region === key.primaryRegion ? 'PRIMARY' : 'REPLICA'
}

/** @throws UnsupportedOperationException for replicas and single-Region keys */
export function requirePrimary(key: Parameters<typeof refuseReplica>[0]): void {
  if (multiRegionKeyType(key) !== 'PRIMARY') throw notPrimary(key.arn)
}

/** What replicas take over is set on the primary key only. @throws UnsupportedOperationException for replicas */
export function refuseReplica(key: {
  readonly arn: string
  readonly region: string
  readonly primaryRegion: string | null
}): void {
  if (multiRegionKeyType(key) === 'REPLICA') throw notPrimary(key.arn)
}

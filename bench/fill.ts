/** Data folders with many KMS keys or grants: rows with really wrapped material, written in large transactions. */

import { createSecretKey, randomBytes, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { sealBlob } from '../src/kms/ciphertext-blob.ts'
import { selectorChoices } from '../src/kms/grant-constraints.ts'
import { accountRoot, type GrantRow } from '../src/kms/grants.ts'
import { newKeyRow } from '../src/kms/insert-key.ts'
import { newKeyMaterial, unwrapMaterial } from '../src/kms/key-material.ts'
import { defaultKeyPolicy } from '../src/kms/key-policy.ts'
import type { Kms } from '../src/kms/kms.ts'
import type { KeyRow } from '../src/kms/kms-key.ts'
import { aliasArnOf } from '../src/kms/resolve-key.ts'
import { dayMs, rotationPeriodDaysDefault } from '../src/kms/rotate-key.ts'
import type { Tx } from '../src/storage/storage.ts'
import { openKmsRoom } from './kms-room.ts'

/** KMS Developer Guide, "Quotas": keys for each account and Region. */
export const keysPerRegion = 100_000

export interface SampleKey {
  readonly arn: string
  readonly id: string
  readonly region: string
  readonly aliasName: string
  /** Of `samplePlaintext` under `sampleContext`, base64. */
  readonly blob: string
}

export const sampleContext = { purpose: 'bench' }
const samplePlaintext = Buffer.alloc(32, 1)
const keysPerTransaction = 50_000
/** SQLite takes 32,766 parameters a statement; a key's row has 23 of them. */
const keysPerStatement = 500

interface KeyFilling {
  readonly accountId: string
  readonly regions: readonly string[]
  readonly count: number
  /** Of so many keys, taken evenly, what requests need is returned. */
  readonly sampleMax: number
}

/** Keys as CreateKey makes them, each with an alias and with automatic rotation on. */
export function fillKeys(dataFolder: string, filling: KeyFilling): Promise<SampleKey[]> {
  return filled(dataFolder, filling.regions, async (kms) => {
    const { count, regions, sampleMax } = filling
    // In the order of their ids, so that indexes grow at their end: minutes less for a million.
    const ids = Array.from({ length: count }, () => randomUUID()).sort()
    const every = Math.ceil(count / sampleMax)
    const sample: SampleKey[] = []
    for (let start = 0; start < count; start += keysPerTransaction) {
      await kms.storage.transaction(async (tx) => {
        const end = Math.min(start + keysPerTransaction, count)
        for (let first = start; first < end; first += keysPerStatement) {
          const last = Math.min(first + keysPerStatement, end)
          const rows = ids.slice(first, last).map((id, offset) => {
            const region = regions[Math.floor(((first + offset) * regions.length) / count)] as string
            return keyRowOf(filling.accountId, region, id)
          })
          const stored = await insertKeys(kms, tx, rows)
          for (const [offset, key] of stored.entries()) {
            if ((first + offset) % every === 0) sample.push(sampleOf(kms, key))
          }
        }
      })
    }
    await sql`insert into job (id, kind, payload, run_at, attempts, lease_until, created_at)
      select 'kms:rotate-key/' || key_arn, 'kms:rotate-key', '{"keyArn":"' || key_arn || '"}', next_rotation_at, 0, 0,
      created_at from kms_key where next_rotation_at is not null on conflict do nothing`.execute(
      kms.storage.database,
    )
    return sample
  })
}

function keyRowOf(accountId: string, region: string, keyId: string): KeyRow {
  const time = Date.now()
  const row = newKeyRow({
    region,
    accountId,
    keyId,
    manager: 'CUSTOMER',
    ownerService: null,
    description: 'bench',
    keyPolicy: defaultKeyPolicy(accountId),
    time,
  })
  row.rotation_period_days = rotationPeriodDaysDefault
  row.next_rotation_at = time + rotationPeriodDaysDefault * dayMs
  return row
}

interface StoredKey {
  readonly row: KeyRow
  readonly materialId: string
  readonly wrappedMaterial: Uint8Array
}

async function insertKeys(kms: Kms, tx: Tx, rows: readonly KeyRow[]): Promise<StoredKey[]> {
  const keys = rows.map((row) => ({ row, ...newKeyMaterial(kms, row.key_arn) }))
  await tx
    .insertInto('kms_key')
    .values(keys.map(({ row, materialId }) => ({ ...row, current_material_id: materialId })))
    .execute()
  await tx
    .insertInto('kms_key_material')
    .values(
      keys.map(({ row, materialId, wrappedMaterial }) => ({
        key_arn: row.key_arn,
        material_id: materialId,
        wrapped_material: wrappedMaterial,
        created_at: row.created_at,
      })),
    )
    .execute()
  await tx
    .insertInto('kms_alias')
    .values(
      rows.map((row) => ({
        alias_arn: aliasArnOf(row.region, row.account_id, aliasNameOf(row.key_id)),
        alias_name: aliasNameOf(row.key_id),
        account_id: row.account_id,
        region: row.region,
        key_arn: row.key_arn,
        created_at: row.created_at,
        updated_at: row.created_at,
      })),
    )
    .execute()
  return keys
}

function aliasNameOf(keyId: string): string {
  return `alias/bench-${keyId}`
}

function sampleOf(kms: Kms, { row, materialId, wrappedMaterial }: StoredKey): SampleKey {
  const key = { arn: row.key_arn, id: row.key_id, accountId: row.account_id }
  const material = createSecretKey(unwrapMaterial(kms, key.arn, materialId, wrappedMaterial))
  const blob = sealBlob(key, materialId, material, sampleContext, samplePlaintext).toString('base64')
  return { arn: key.arn, id: key.id, region: row.region, aliasName: aliasNameOf(key.id), blob }
}

export interface GrantFilling {
  readonly accountId: string
  readonly region: string
  readonly keyArn: string
  readonly count: number
  /** Unique id of the user who gets every second grant, the first among them. */
  readonly granteeId: string
}

/** The pair that the grant of this number demands in the encryption context. */
export function grantContext(number: number): Record<string, string> {
  return { ...sampleContext, scope: String(number) }
}

/** Grants for one context each, as data services make them. Every second is the grantee's, the others are other users'. */
export function fillGrants(dataFolder: string, filling: GrantFilling): Promise<void> {
  return filled(dataFolder, [filling.region], (kms) =>
    kms.storage.transaction(async (tx) => {
      for (let first = 0; first < filling.count; first += 2000) {
        const numbers = Array.from({ length: Math.min(2000, filling.count - first) }, (_, i) => first + i)
        await tx
          .insertInto('kms_grant')
          .values(numbers.map((number) => grantRowOf(filling, number)))
          .execute()
      }
    }),
  )
}

function grantRowOf({ accountId, region, keyArn, granteeId }: GrantFilling, number: number): GrantRow {
  const constraints = { EncryptionContextEquals: grantContext(number) }
  const userId = number % 2 === 0 ? granteeId : `AIDA${randomBytes(8).toString('hex').toUpperCase()}`
  return {
    grant_id: randomBytes(32).toString('hex'),
    key_arn: keyArn,
    region,
    name: null,
    fingerprint: randomBytes(32).toString('hex'),
    grantee_principal: userId,
    grantee_kind: 'principal',
    retiring_principal: null,
    retiring_kind: null,
    issuing_account: accountRoot(accountId),
    operations: JSON.stringify(['Encrypt', 'Decrypt']),
    constraints: JSON.stringify(constraints),
    constraint_selector: selectorChoices(constraints)[0] as string,
    created_at: Date.now(),
  }
}

async function filled<T>(
  dataFolder: string,
  regions: readonly string[],
  fill: (kms: Kms) => Promise<T>,
): Promise<T> {
  const room = await openKmsRoom(dataFolder, regions)
  try {
    // For the filling alone: a page cache that holds the indexes, and one wait for the disk at the end.
    await sql`pragma cache_size = -1000000`.execute(room.kms.storage.database)
    await sql`pragma synchronous = off`.execute(room.kms.storage.database)
    return await fill(room.kms)
  } finally {
    await room.close()
  }
}

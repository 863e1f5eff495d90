/** A KMS key as operations see it: its record, key policy, tags and aliases, read together and cached together. */

import type { Selectable } from 'kysely'
import { formatArn } from '../call/arn.ts'
import { AwsError } from '../call/aws-error.ts'
import type { NamedPolicy } from '../iam/iam.ts'
import { parsePolicyDocument } from '../iam/iam.ts'
import { preparedQuery, type Tables, type Tx } from '../storage/storage.ts'
import { keyNotFound } from './errors.ts'
import type { KeyState, StatefulOperation } from './key-state.ts'
import { requireKeyState } from './key-state.ts'
import type { Kms } from './kms.ts'
import { type RelatedKey, relatedKeys } from './multi-region.ts'

export interface KmsKey {
  readonly arn: string
  readonly id: string
  readonly accountId: string
  readonly region: string
  readonly manager: 'CUSTOMER' | 'AWS' | 'SERVICE'
  readonly description: string
  readonly usage: string
  readonly spec: string
  readonly origin: string
  readonly state: KeyState
  readonly multiRegion: boolean
  /** Null for single-Region keys. */
  readonly primaryRegion: string | null
  /** The primary key and its replicas, this key among them; empty for single-Region keys. */
  readonly relatedKeys: readonly RelatedKey[]
  readonly currentMaterialId: string | null
  readonly policy: NamedPolicy
  /** As it rests: users and roles by their unique ids. */
  readonly policyText: string
  readonly createdAt: number
  readonly deletionAt: number | null
  readonly pendingWindowDays: number | null
  /** Null while automatic rotation is off. */
  readonly rotationPeriodDays: number | null
  readonly nextRotationAt: number | null
  /** Null without imported material. */
  readonly expirationModel: string | null
  /** When the first of its imported materials expires. */
  readonly validTo: number | null
  /** In the order they were set. */
  readonly tags: readonly { readonly key: string; readonly value: string; readonly position: number }[]
  readonly aliasNames: readonly string[]
}

export type KeyRow = Selectable<Tables['kms_key']>

export function keyArnOf(region: string, accountId: string, keyId: string): string {
  return formatArn('kms', region, accountId, `key/${keyId}`)
}

/** The authority subject of everything that hangs on a key. */
export function keySubject(keyArn: string): string {
  return `key/${keyArn}`
}

/** @throws NotFoundException. Keys that services own are found too: `resolveKey` hides them from callers. */
export function getKey(kms: Kms, keyArn: string): Promise<KmsKey> {
  // A rejected load is not kept, so that asking for keys that do not exist fills no cache.
  return kms.storage.authority.read(keySubject(keyArn), 'key', () => loadKey(kms, keyArn), weightOf)
}

/** Policies may have 32 KiB; parsed they take several times their length. */
function weightOf(key: KmsKey): number {
  return 1 + Math.floor(key.policyText.length / 512)
}

/** Null when there is no such key. */
export async function findKey(kms: Kms, keyArn: string): Promise<KmsKey | null> {
  try {
    return await getKey(kms, keyArn)
  } catch (error) {
    if (error instanceof AwsError && error.code === 'NotFoundException') return null
    throw error
  }
}

const keyRows = preparedQuery((database, keyArn: string) =>
  database.selectFrom('kms_key').selectAll().where('key_arn', '=', keyArn),
)

const tagsOfKey = preparedQuery((database, keyArn: string) =>
  database
    .selectFrom('kms_key_tag')
    .select(['tag_key', 'tag_value', 'position'])
    .where('key_arn', '=', keyArn)
    .orderBy('position'),
)

const aliasesOfKey = preparedQuery((database, keyArn: string) =>
  database.selectFrom('kms_alias').select('alias_name').where('key_arn', '=', keyArn).orderBy('alias_name'),
)

async function loadKey(kms: Kms, keyArn: string): Promise<KmsKey> {
  const { database } = kms.storage
  const [row] = await keyRows(database, keyArn)
  if (row === undefined) throw keyNotFound(keyArn)
  const tags = await tagsOfKey(database, keyArn)
  const aliases = await aliasesOfKey(database, keyArn)
  return {
    ...keyFromRow(row),
    tags: tags.map((tag) => ({ key: tag.tag_key, value: tag.tag_value, position: tag.position })),
    aliasNames: aliases.map((alias) => alias.alias_name),
    relatedKeys: row.multi_region === 1 ? await relatedKeys(database, row) : [],
  }
}

/** The key of a row alone, without tags, aliases and related keys. */
export function keyFromRow(row: KeyRow): KmsKey {
  return {
    arn: row.key_arn,
    id: row.key_id,
    accountId: row.account_id,
    region: row.region,
    manager: row.manager as KmsKey['manager'],
    description: row.description,
    usage: row.key_usage,
    spec: row.key_spec,
    origin: row.origin,
    state: row.key_state as KeyState,
    multiRegion: row.multi_region === 1,
    primaryRegion: row.primary_region,
    relatedKeys: [],
    currentMaterialId: row.current_material_id,
    policy: keyPolicyNamed(row.key_policy),
    policyText: row.key_policy,
    createdAt: row.created_at,
    deletionAt: row.deletion_at,
    pendingWindowDays: row.pending_window_days,
    rotationPeriodDays: row.rotation_period_days,
    nextRotationAt: row.next_rotation_at,
    expirationModel: row.expiration_model,
    validTo: row.valid_to,
    tags: [],
    aliasNames: [],
  }
}

/**
 * The state at this moment: a key whose imported material has expired waits for it, also before its job has run.
 *
 * @param now milliseconds since the epoch
 */
export function stateNow(
  key: { readonly state: KeyState; readonly validTo: number | null },
  now: number,
): KeyState {
  if (key.validTo === null || key.validTo > now) return key.state
  return key.state === 'Enabled' || key.state === 'Disabled' ? 'PendingImport' : key.state
}

export function keyPolicyNamed(text: string): NamedPolicy {
  return { name: 'key policy', document: parsePolicyDocument(text, 'resource') }
}

/**
 * Changes what hangs on one key: checks the state once more inside the transaction (another call may have been first),
 * then runs `work`. Everything cached for the key is void when it resolves.
 * @throws NotFoundException when the key went away; the state table's errors.
 */
export function changeKey<T>(
  kms: Kms,
  keyArn: string,
  operation: StatefulOperation,
  work: (tx: Tx, key: KeyRow, touch: (subject: string) => void) => Promise<T>,
): Promise<T> {
  return kms.storage.authority.change(async (tx, change) => {
    change.touch(keySubject(keyArn))
    const row = await tx.selectFrom('kms_key').selectAll().where('key_arn', '=', keyArn).executeTakeFirst()
    if (row === undefined) throw keyNotFound(keyArn)
    const state = stateNow({ state: row.key_state as KeyState, validTo: row.valid_to }, kms.now())
    requireKeyState(operation, { arn: keyArn, state })
    return work(tx, row, (subject) => change.touch(subject))
  })
}

/**
 * The data keys of scopes: opened on demand, held for a while, replaced when they have sealed enough.
 *
 * Lineage, the place where a later re-keying starts: every `sealed_record` and `sealed_object` names its data key, every
 * `data_key` names the KMS key of its inner wrapping and the service-owned key of the outer one. Moving a scope to another
 * KMS key rewraps the rows of `data_key` and nothing below them; until it has ended, rows of one scope may name two KMS
 * keys, and each must then be held under the subject of its own KMS key instead of the scope's.
 */

import { type KeyObject, randomUUID } from 'node:crypto'
import type { Storage } from '../storage/storage.ts'
import { type CurrentDataKey, currentDataKey, isSpent, reservation, spend } from './data-key-budget.ts'
import type { DataKeyWrapping, WrappedDataKey } from './data-key-wrapping.ts'
import { ScopeMissingError } from './envelope.ts'
import { requireActive, type ScopeFacts } from './scope-facts.ts'

/**
 * How long an opened data key is held at most. The authority voids it at once when a permission changes; the limit is for
 * what no change announces (a real AWS KMS behind `KeyService`) and keeps key use visible in the trail.
 */
export const heldMsMax = 5 * 60 * 1000

export interface DataKeys {
  /** Counts `bytes` against the current data key, replaces it when it is spent, and gives it. */
  forSealing(scope: ScopeFacts, bytes: number): Promise<{ readonly id: string; readonly key: KeyObject }>
  /** For content whose length is known only at its end. */
  countMore(scope: ScopeFacts, bytes: number): Promise<void>
  forOpening(scope: ScopeFacts, dataKeyId: string): Promise<KeyObject>
  /** The one key of the scope's blind indexes, made on first use. */
  forBlindIndex(scope: ScopeFacts): Promise<KeyObject>
  /** Opens the current data key unless it is held at the current epoch. */
  requireKey(scope: ScopeFacts): Promise<void>
}

interface HeldKey {
  readonly key: KeyObject
  readonly openedAt: number
  renewal: Promise<KeyObject> | null
}

export function createDataKeys(parts: {
  storage: Storage
  wrapping: DataKeyWrapping
  now: () => number
}): DataKeys {
  const { storage, wrapping, now } = parts
  const { authority, database } = storage

  async function forOpening(scope: ScopeFacts, dataKeyId: string): Promise<KeyObject> {
    const held = await authority.read(scope.subject, heldName(dataKeyId), () => load(scope, dataKeyId))
    if (now() - held.openedAt < heldMsMax) return held.key
    // Kept on the held key itself: once a change has voided it, no new reader can find a renewal that began before.
    held.renewal ??= renewHeld(scope, dataKeyId).finally(() => {
      held.renewal = null
    })
    return held.renewal
  }

  async function renewHeld(scope: ScopeFacts, dataKeyId: string): Promise<KeyObject> {
    const mark = authority.mark(scope.subject)
    const held = await load(scope, dataKeyId)
    authority.put(scope.subject, heldName(dataKeyId), held, mark)
    return held.key
  }

  async function load(scope: ScopeFacts, dataKeyId: string): Promise<HeldKey> {
    const row = await database
      .selectFrom('data_key')
      .select(['id', 'kms_key_arn', 'service_key_arn', 'wrapped_data_key'])
      .where('id', '=', dataKeyId)
      .where('scope_id', '=', scope.id)
      .executeTakeFirst()
    // Data keys go with their scope only.
    if (row === undefined) throw new ScopeMissingError('the data key has been destroyed with its scope')
    const openedAt = now()
    const wrapped = {
      id: row.id,
      kmsKeyArn: row.kms_key_arn,
      serviceKeyArn: row.service_key_arn,
      wrapped: row.wrapped_data_key,
    }
    const key = await orMissing(scope, () => wrapping.unwrap(scope, wrapped))
    return { key, openedAt, renewal: null }
  }

  /** A deletion retires the grant: what it does to a call under way is no loss of the key. @throws ScopeMissingError */
  async function orMissing<T>(scope: ScopeFacts, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      await requireActive(database, storage.kind, scope.id)
      throw error
    }
  }

  async function forSealing(scope: ScopeFacts, bytes: number): Promise<{ id: string; key: KeyObject }> {
    const current = await currentOf(scope)
    await spend(storage, current, bytes)
    return { id: current.id, key: await forOpening(scope, current.id) }
  }

  async function currentOf(scope: ScopeFacts): Promise<CurrentDataKey> {
    const current = await authority.read(scope.subject, currentName(scope.id), () => loadCurrent(scope))
    return isSpent(current, now()) ? succeed(scope, current) : current
  }

  async function loadCurrent(scope: ScopeFacts): Promise<CurrentDataKey> {
    const row = await database
      .selectFrom('data_key')
      .select(['id', 'created_at', 'sealed_count', 'sealed_bytes'])
      .where('scope_id', '=', scope.id)
      .where('purpose', '=', 'ENCRYPT')
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst()
    if (row === undefined) throw new ScopeMissingError('the encryption scope does not exist')
    return currentDataKey(row)
  }

  /** One successor for all who find the same data key spent. */
  function succeed(scope: ScopeFacts, spent: CurrentDataKey): Promise<CurrentDataKey> {
    spent.successor ??= rollOver(scope, spent.id).finally(() => {
      spent.successor = null
    })
    return spent.successor
  }

  async function rollOver(scope: ScopeFacts, spentId: string): Promise<CurrentDataKey> {
    const mark = authority.mark(scope.subject)
    // Another node may have been first; then its data key is the current one.
    const newest = await loadCurrent(scope)
    const current = newest.id === spentId || isSpent(newest, now()) ? await replace(scope, newest.id) : newest
    authority.put(scope.subject, currentName(scope.id), current, mark)
    return current
  }

  async function replace(scope: ScopeFacts, spentId: string): Promise<CurrentDataKey> {
    const mark = authority.mark(scope.subject)
    const openedAt = now()
    const { row, key } = await orMissing(scope, () => wrapping.mint(scope, randomUUID()))
    const created = newDataKeyRow(scope.id, row, 'ENCRYPT', now())
    const replaced = await storage.transaction(async (tx) => {
      await requireActive(tx, storage.kind, scope.id)
      const { numUpdatedRows } = await tx
        .updateTable('data_key')
        .set({ purpose: 'DECRYPT' })
        .where('id', '=', spentId)
        .where('purpose', '=', 'ENCRYPT')
        .executeTakeFirst()
      if (numUpdatedRows === 0n) return false
      await tx.insertInto('data_key').values(created).execute()
      return true
    })
    if (!replaced) return loadCurrent(scope)
    authority.put(scope.subject, heldName(row.id), { key, openedAt, renewal: null } satisfies HeldKey, mark)
    return currentDataKey(created, reservation)
  }

  async function forBlindIndex(scope: ScopeFacts): Promise<KeyObject> {
    const id = blindIndexKeyId(scope.id)
    await authority.read(scope.subject, `blind-index/${scope.id}`, () => requireBlindIndexKey(scope, id))
    return forOpening(scope, id)
  }

  /** There must be one only, or equal values would not be found: its id is the scope's, so the second insert changes nothing. */
  async function requireBlindIndexKey(scope: ScopeFacts, id: string): Promise<true> {
    const found = await database.selectFrom('data_key').select('id').where('id', '=', id).executeTakeFirst()
    if (found !== undefined) return true
    const { row } = await orMissing(scope, () => wrapping.mint(scope, id))
    await storage.transaction(async (tx) => {
      await requireActive(tx, storage.kind, scope.id)
      await tx
        .insertInto('data_key')
        .values(newDataKeyRow(scope.id, row, 'BLIND_INDEX', now()))
        .onConflict((conflict) => conflict.column('id').doNothing())
        .execute()
    })
    return true
  }

  return {
    forSealing,
    async countMore(scope, bytes) {
      const current = await authority.read(scope.subject, currentName(scope.id), () => loadCurrent(scope))
      current.bytesLeft -= bytes
    },
    forOpening,
    forBlindIndex,
    async requireKey(scope) {
      const current = await authority.read(scope.subject, currentName(scope.id), () => loadCurrent(scope))
      await forOpening(scope, current.id)
    },
  }
}

/** A new ENCRYPT data key comes with its first reservation, which the node that made it spends. */
export function newDataKeyRow(
  scopeId: string,
  row: WrappedDataKey,
  purpose: 'ENCRYPT' | 'BLIND_INDEX',
  time: number,
) {
  const reserved = purpose === 'ENCRYPT' ? reservation : { count: 0, bytes: 0 }
  return {
    id: row.id,
    scope_id: scopeId,
    kms_key_arn: row.kmsKeyArn,
    service_key_arn: row.serviceKeyArn,
    wrapped_data_key: row.wrapped,
    purpose,
    sealed_count: reserved.count,
    sealed_bytes: reserved.bytes,
    created_at: time,
  }
}

/** Puts a data key that was just minted, and may have sealed something, where `forSealing` finds it. */
export function holdFirstDataKey(
  storage: Storage,
  scope: ScopeFacts,
  first: {
    readonly row: ReturnType<typeof newDataKeyRow>
    readonly key: KeyObject
    readonly sealed: { readonly count: number; readonly bytes: number }
  },
  mark: ReturnType<Storage['authority']['mark']>,
): void {
  const { row, key, sealed } = first
  const held: HeldKey = { key, openedAt: row.created_at, renewal: null }
  const left = { count: reservation.count - sealed.count, bytes: reservation.bytes - sealed.bytes }
  storage.authority.put(scope.subject, heldName(row.id), held, mark)
  storage.authority.put(scope.subject, currentName(scope.id), currentDataKey(row, left), mark)
}

function blindIndexKeyId(scopeId: string): string {
  return `${scopeId}.blind-index`
}

function heldName(dataKeyId: string): string {
  return `data-key/${dataKeyId}`
}

function currentName(scopeId: string): string {
  return `current-data-key/${scopeId}`
}

import type { Storage } from '../storage/storage.ts'

/**
 * When a scope gets a new data key. No limit of AES-GCM asks for it (every record and object derives a key of its own): the
 * limits keep small what one leaked data key opens, and one unit of work of a later re-encryption.
 */
export const dataKeyLimits = {
  /** 30 days. */
  ageMsMax: 30 * 24 * 60 * 60 * 1000,
  countMax: 1_000_000,
  /** 64 GiB. */
  bytesMax: 64 * 2 ** 30,
} as const

/** Reserved at once: one write for this many seals. What a stopped node had left counts as used. */
export const reservation = { count: 1_000, bytes: 256 * 2 ** 20 } as const

/** The data key that new values go under, with what this node may still seal before it has to reserve more. */
export interface CurrentDataKey {
  readonly id: string
  readonly createdAt: number
  countLeft: number
  bytesLeft: number
  /** A limit was reached: the next value goes under a new data key. */
  full: boolean
  reserving: Promise<void> | null
  successor: Promise<CurrentDataKey> | null
}

export function currentDataKey(
  row: { id: string; created_at: number; sealed_count: number; sealed_bytes: number },
  left = { count: 0, bytes: 0 },
): CurrentDataKey {
  return {
    id: row.id,
    createdAt: row.created_at,
    countLeft: left.count,
    bytesLeft: left.bytes,
    full: reachesLimit(row.sealed_count, row.sealed_bytes),
    reserving: null,
    successor: null,
  }
}

export function isSpent(current: CurrentDataKey, time: number): boolean {
  return current.full || time - current.createdAt >= dataKeyLimits.ageMsMax
}

/** Counts values before they are sealed, so that the counters in the database are never too low, whatever crashes. */
export async function spend(storage: Storage, current: CurrentDataKey, bytes: number): Promise<void> {
  current.countLeft -= 1
  current.bytesLeft -= bytes
  while (current.countLeft < 0 || current.bytesLeft < 0) {
    current.reserving ??= reserve(storage, current).finally(() => {
      current.reserving = null
    })
    await current.reserving
  }
}

async function reserve(storage: Storage, current: CurrentDataKey): Promise<void> {
  const count = reservation.count + Math.max(0, -current.countLeft)
  const bytes = reservation.bytes + Math.max(0, -current.bytesLeft)
  const row = await storage.database
    .updateTable('data_key')
    .set((eb) => ({
      sealed_count: eb('sealed_count', '+', count),
      sealed_bytes: eb('sealed_bytes', '+', bytes),
    }))
    .where('id', '=', current.id)
    .returning(['sealed_count', 'sealed_bytes', 'purpose'])
    .executeTakeFirst()
  current.countLeft += count
  current.bytesLeft += bytes
  // Another node may have put a new data key in this one's place, or the scope may be gone.
  if (row === undefined || row.purpose !== 'ENCRYPT' || reachesLimit(row.sealed_count, row.sealed_bytes)) {
    current.full = true
  }
}

function reachesLimit(count: number, bytes: number): boolean {
  return count >= dataKeyLimits.countMax || bytes >= dataKeyLimits.bytesMax
}

/**
 * A new root key takes over while the server works, on every node:
 *
 * 1. `STAGED`: made and sealed for every seal. All nodes learn of it; nothing is wrapped under it yet.
 * 2. `CURRENT`: from now on everything is wrapped under it. The one before is `PREVIOUS` and still opens.
 * 3. A leased job wraps in batches what the previous one still holds. What is left to do stands in the data itself, so
 *    whoever takes the job over after a crash goes on where it was.
 * 4. When nothing names the previous one any more, and the tokens that it sealed have ended, it is destroyed.
 */

import { randomBytes } from 'node:crypto'
import type { Storage, Tx } from '../storage/storage.ts'
import { sealForAll } from './enroll-seal.ts'
import { type OpenRootKey, rootKeyBytes, rootKeySubject } from './open-root-key.ts'
import { destroyWhenUnnamed, rewrapAll } from './rewrap.ts'
import { RootKeyError } from './rootkey.ts'
import { countOf } from './wrapped-rows.ts'

const rotateJob = 'root-key-rotate'
const destroyJob = 'root-key-destroy'

/** Nodes hear of a change within their lease of one second; idle ones look every half second. */
const stagedMs = 3_000
/** Calls under way at the switch end with what they wrapped. */
const switchMs = 3_000
/** Sessions last up to 36 hours, import tokens 24; nodes wrap tokens under the previous root key a moment after the switch. */
const tokensMs = 37 * 3_600_000
/** What does not open keeps its root key: looked at again, in case it was repaired or deleted. */
const againMs = 3_600_000

export interface RotationRoom {
  readonly storage: Storage
  readonly rootKey: OpenRootKey
  readonly now: () => number
}

export interface RootKeyInfo {
  readonly id: number
  readonly state: string
  readonly createdAt: number
  readonly destroyAt: number | null
  /** Values in the database that name it. Tokens, which are not stored, are not counted. */
  readonly values: number
}

export interface RotationState {
  readonly rootKeys: readonly RootKeyInfo[]
  /** Whether values are still to be wrapped under the current root key. */
  readonly isRunning: boolean
  /** Why the job failed the last time, if it did: the name of an error. */
  readonly lastError: string | null
}

/** Declares the jobs. Before they start. */
export function handleRotation(room: RotationRoom): void {
  const { jobs } = room.storage
  jobs.handle(rotateJob, {
    run: (payload, { signal }) => rotate(room, payload.endSessions === true, signal),
  })
  jobs.handle(destroyJob, { run: (payload, { signal }) => destroy(room, String(payload.id), signal) })
}

/**
 * @param endSessions destroys the previous root key as soon as nothing stored names it: session, grant and import tokens
 *   from before end with it. Otherwise it is kept for 37 hours, until the last of them has ended by itself.
 * @throws RootKeyError while values are still being wrapped for an earlier rotation.
 */
export async function startRotation(
  { storage, rootKey, now }: RotationRoom,
  { endSessions }: { endSessions: boolean },
): Promise<void> {
  await rootKey.fresh()
  const bytes = randomBytes(rootKeyBytes)
  try {
    await storage.authority.change(async (tx, change) => {
      change.touch(rootKeySubject)
      await requireNoRotation(tx)
      const rows = await tx.selectFrom('root_key').select('id').execute()
      const id = String(Math.max(...rows.map((row) => Number(row.id))) + 1)
      await tx
        .insertInto('root_key')
        .values({ id, state: 'STAGED', created_at: now(), destroy_at: null })
        .execute()
      await sealForAll(tx, rootKey.ring, id, bytes, now())
      const runAt = now() + stagedMs
      await storage.jobs.enqueue(tx, { id: rotateJob, kind: rotateJob, payload: { endSessions }, runAt })
    })
  } finally {
    bytes.fill(0)
  }
}

export async function rotationState({ storage }: Pick<RotationRoom, 'storage'>): Promise<RotationState> {
  const { database, kind } = storage
  const rows = await database.selectFrom('root_key').selectAll().execute()
  const job = await database
    .selectFrom('job')
    .select('last_error')
    .where('id', '=', rotateJob)
    .executeTakeFirst()
  const rootKeys: RootKeyInfo[] = []
  for (const row of rows.sort((a, b) => Number(a.id) - Number(b.id))) {
    const id = Number(row.id)
    rootKeys.push({
      id,
      state: row.state,
      createdAt: row.created_at,
      destroyAt: row.destroy_at,
      values: row.state === 'DESTROYED' ? 0 : await countOf(database, kind, id),
    })
  }
  return { rootKeys, isRunning: job !== undefined, lastError: job?.last_error ?? null }
}

async function requireNoRotation(tx: Tx): Promise<void> {
  const job = await tx.selectFrom('job').select('id').where('id', '=', rotateJob).executeTakeFirst()
  if (job !== undefined) {
    throw new RootKeyError(
      'the root key is being replaced already: keyhold rootkey status shows how far it is',
    )
  }
}

async function rotate(
  room: RotationRoom,
  endSessions: boolean,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { storage, now } = room
  const staged = await storage.database
    .selectFrom('root_key')
    .select('created_at')
    .where('state', '=', 'STAGED')
    .executeTakeFirst()
  if (staged !== undefined) {
    const dueAt = staged.created_at + stagedMs
    if (now() < dueAt) return dueAt
    await switchOver(room, endSessions)
  }
  await rewrapAll(room, signal)
  await storage.transaction(async (tx) => {
    const previous = await tx
      .selectFrom('root_key')
      .select(['id', 'destroy_at'])
      .where('state', '=', 'PREVIOUS')
      .execute()
    for (const { id, destroy_at: at } of previous) {
      const runAt = Math.max(at ?? 0, now())
      await storage.jobs.enqueue(tx, { id: `${destroyJob}/${id}`, kind: destroyJob, payload: { id }, runAt })
    }
  })
  return undefined
}

async function switchOver({ storage, rootKey, now }: RotationRoom, endSessions: boolean): Promise<void> {
  const destroyAt = now() + (endSessions ? switchMs : tokensMs)
  await storage.authority.change(async (tx, change) => {
    change.touch(rootKeySubject)
    await tx
      .updateTable('root_key')
      .set({ state: 'PREVIOUS', destroy_at: destroyAt })
      .where('state', '=', 'CURRENT')
      .execute()
    await tx.updateTable('root_key').set({ state: 'CURRENT' }).where('state', '=', 'STAGED').execute()
    if (!endSessions) return
    await tx
      .updateTable('root_key')
      .set({ destroy_at: destroyAt })
      .where('state', '=', 'PREVIOUS')
      .where('destroy_at', '>', destroyAt)
      .execute()
  })
  await rootKey.fresh()
}

async function destroy(room: RotationRoom, id: string, signal: AbortSignal): Promise<number | undefined> {
  const { storage, now } = room
  const row = await storage.database
    .selectFrom('root_key')
    .select(['state', 'destroy_at'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (row?.state === 'PREVIOUS') {
    if (row.destroy_at !== null && row.destroy_at > now()) return row.destroy_at
    // A node that was slow to switch may have wrapped something after the first pass.
    await rewrapAll(room, signal)
    if (!(await destroyWhenUnnamed(room, id))) return now() + againMs
  }
  // Again after a crash between the two.
  await storage.compact()
  return undefined
}

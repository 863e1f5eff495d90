import type { KeyService } from '../kms/kms.ts'
import type { Storage, Tx } from '../storage/storage.ts'
import type { BlobMarks } from './blob-marks.ts'
import { deniedRetryMs, retireGrant } from './retire-grant.ts'
import { type ScopeRow, scopeSubject, subjectOf } from './scope-facts.ts'

const finishJob = 'envelope:finish-deletion'
/** When the job takes over from a deletion that did not end (a crash, a key service that did not answer). */
const takeOverMs = 60 * 1000
const rowsPerTransaction = 1_000

export interface ScopeDeletion {
  readonly storage: Storage
  readonly keys: KeyService
  readonly marks: BlobMarks
  readonly now: () => number
}

/** Declares the job that finishes deletions. */
export function handleDeletions(room: ScopeDeletion): void {
  room.storage.jobs.handle(finishJob, {
    run: async (payload) => {
      if (typeof payload.scopeId !== 'string') return undefined
      const ended = await deleteScope(room, payload.scopeId)
      return ended ? undefined : room.now() + deniedRetryMs
    },
  })
}

/**
 * First the data keys go, in one transaction with the scope's state: from then on nothing of it can be opened by anyone, and
 * the rest is clearing up that any crash may interrupt. The scope's row goes last, so that a repetition finds the grant.
 * @returns false when nothing but a grant is left, which the key policy forbids to retire: the job goes on with that.
 */
export async function deleteScope(room: ScopeDeletion, scopeId: string): Promise<boolean> {
  const row = await room.storage.database
    .selectFrom('encryption_scope')
    .selectAll()
    .where('id', '=', scopeId)
    .executeTakeFirst()
  if (row === undefined) return true
  // The transaction that makes it DELETED plans the job, which goes with the row.
  if (row.state !== 'DELETED') await destroyDataKeys(room, row)
  while (await clearObjects(room, scopeId));
  while (await clearRecords(room, scopeId));
  if ((await retireGrant(room, row)) === 'denied') return false
  await room.storage.transaction(async (tx) => {
    await tx.deleteFrom('encryption_scope').where('id', '=', scopeId).execute()
    await room.storage.jobs.cancel(tx, jobId(scopeId))
  })
  return true
}

async function destroyDataKeys(room: ScopeDeletion, row: ScopeRow): Promise<void> {
  await room.storage.authority.change(async (tx, change) => {
    change.touch(scopeSubject(row.id))
    change.touch(subjectOf(row.id, row.kms_key_arn))
    await tx.updateTable('encryption_scope').set({ state: 'DELETED' }).where('id', '=', row.id).execute()
    await tx.deleteFrom('data_key').where('scope_id', '=', row.id).execute()
    await room.storage.jobs.enqueue(tx, {
      id: jobId(row.id),
      kind: finishJob,
      payload: { scopeId: row.id },
      runAt: room.now() + takeOverMs,
    })
  })
}

/** One batch; false when there was none. */
async function clearObjects(room: ScopeDeletion, scopeId: string): Promise<boolean> {
  const blobs = await room.storage.transaction(async (tx) => {
    const rows = await tx
      .selectFrom('sealed_object')
      .select(['kind', 'id', 'blob'])
      .where('scope_id', '=', scopeId)
      .orderBy('kind')
      .orderBy('id')
      .limit(rowsPerTransaction)
      .execute()
    const names = rows.map((row) => row.blob)
    if (names.length === 0) return names
    await tx.deleteFrom('sealed_object').where('scope_id', '=', scopeId).where('blob', 'in', names).execute()
    await room.marks.doom(tx, names)
    return names
  })
  await room.marks.unlink(blobs)
  return blobs.length > 0
}

async function clearRecords(room: ScopeDeletion, scopeId: string): Promise<boolean> {
  return room.storage.transaction(async (tx) => {
    const records = await clearBatch(tx, scopeId)
    if (records > 0) return true
    await tx.deleteFrom('blind_index').where('scope_id', '=', scopeId).execute()
    return false
  })
}

async function clearBatch(tx: Tx, scopeId: string): Promise<number> {
  const first = await tx
    .selectFrom('sealed_record')
    .select('kind')
    .where('scope_id', '=', scopeId)
    .orderBy('kind')
    .limit(1)
    .executeTakeFirst()
  if (first === undefined) return 0
  const ids = await tx
    .selectFrom('sealed_record')
    .select('id')
    .where('scope_id', '=', scopeId)
    .where('kind', '=', first.kind)
    .limit(rowsPerTransaction)
    .execute()
  const named = ids.map((row) => row.id)
  for (const [table, column] of [
    ['blind_index', 'record_id'],
    ['sealed_record', 'id'],
  ] as const) {
    await tx
      .deleteFrom(table)
      .where('scope_id', '=', scopeId)
      .where('kind', '=', first.kind)
      .where(column, 'in', named)
      .execute()
  }
  return named.length
}

function jobId(scopeId: string): string {
  return `${finishJob}/${scopeId}`
}

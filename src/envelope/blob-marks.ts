import { randomBytes } from 'node:crypto'
import type { Storage, Tx } from '../storage/storage.ts'

const sweepJob = 'envelope:sweep-blobs'

/** A blob whose row is not there after this time was left by a crash. No single write may take longer. */
export const writeMsMax = 24 * 60 * 60 * 1000
/** Names registered at once, so that a write costs no transaction of its own for it. */
const namesReserved = 64
const namesMsMax = 60 * 60 * 1000
const sweepBatch = 500
/** When the sweeper looks after a deletion that unlinks by itself: it finds something only if that one crashed. */
const graceMs = 60 * 1000

/**
 * Keeps blobs and rows together without a transaction over both. A blob's name stands in `doomed_blob` from before the blob
 * is written until the transaction that writes its row, and from the transaction that deletes the row until the blob is
 * unlinked. Whatever a crash leaves in between, a leased job unlinks.
 */
export interface BlobMarks {
  /** A fresh name, registered as doomed in `writeMsMax`. */
  reserveName(): Promise<string>
  /** Takes the mark away with the row's transaction. @throws when the write took too long and the name is gone. */
  keep(tx: Tx, blob: string): Promise<void>
  /** With the transaction that deletes the rows. Then `unlink`. */
  doom(tx: Tx, blobs: readonly string[]): Promise<void>
  /** Unlinks doomed blobs now instead of leaving them to the job. */
  unlink(blobs: readonly string[]): Promise<void>
  /** Unlinks the blob of a write that failed, if its name is still marked. */
  discard(blob: string): Promise<void>
  /** One round of the job; resolves to the time of the next, or undefined when nothing is marked. */
  sweep(signal: AbortSignal): Promise<number | undefined>
}

export function createBlobMarks(storage: Storage, now: () => number): BlobMarks {
  let names: { readonly free: string[]; readonly until: number } = { free: [], until: 0 }
  let reserving: Promise<void> | null = null

  async function mark(tx: Tx, blobs: readonly string[], doomedAt: number): Promise<void> {
    for (let start = 0; start < blobs.length; start += sweepBatch) {
      const rows = blobs.slice(start, start + sweepBatch).map((blob) => ({ blob, doomed_at: doomedAt }))
      await tx
        .insertInto('doomed_blob')
        .values(rows)
        .onConflict((conflict) => conflict.column('blob').doUpdateSet({ doomed_at: doomedAt }))
        .execute()
    }
    await storage.jobs.enqueue(tx, {
      id: sweepJob,
      kind: sweepJob,
      payload: {},
      runAt: doomedAt + graceMs,
    })
  }

  async function reserve(): Promise<void> {
    const free = Array.from({ length: namesReserved }, () => randomBytes(16).toString('hex'))
    await storage.transaction((tx) => mark(tx, free, now() + writeMsMax))
    names = { free, until: now() + namesMsMax }
  }

  async function unlink(blobs: readonly string[]): Promise<void> {
    for (const blob of blobs) await storage.blobs.delete(blob)
    for (let start = 0; start < blobs.length; start += sweepBatch) {
      await storage.database
        .deleteFrom('doomed_blob')
        .where('blob', 'in', blobs.slice(start, start + sweepBatch))
        .execute()
    }
  }

  async function sweep(signal: AbortSignal): Promise<number | undefined> {
    await storage.blobs.sweep(writeMsMax)
    while (!signal.aborted) {
      const due = await storage.database
        .selectFrom('doomed_blob')
        .select('blob')
        .where('doomed_at', '<=', now())
        .limit(sweepBatch)
        .execute()
      if (due.length === 0) break
      await unlink(due.map((row) => row.blob))
    }
    const next = await storage.database
      .selectFrom('doomed_blob')
      .select('doomed_at')
      .orderBy('doomed_at')
      .limit(1)
      .executeTakeFirst()
    return next === undefined ? undefined : next.doomed_at + graceMs
  }

  storage.jobs.handle(sweepJob, { run: (_payload, job) => sweep(job.signal) })

  return {
    async reserveName() {
      for (;;) {
        const name = names.until > now() ? names.free.pop() : undefined
        if (name !== undefined) return name
        reserving ??= reserve().finally(() => {
          reserving = null
        })
        await reserving
      }
    },
    async keep(tx, blob) {
      // Not in its last minute: the sweeper may have read its list already.
      const { numDeletedRows } = await tx
        .deleteFrom('doomed_blob')
        .where('blob', '=', blob)
        .where('doomed_at', '>', now() + graceMs)
        .executeTakeFirst()
      if (numDeletedRows !== 1n) throw new Error('the object took too long to write and was swept')
    },
    doom: (tx, blobs) => mark(tx, blobs, now()),
    unlink,
    async discard(blob) {
      const marked = await storage.database
        .selectFrom('doomed_blob')
        .select('blob')
        .where('blob', '=', blob)
        .executeTakeFirst()
      if (marked !== undefined) await unlink([blob])
    },
    sweep,
  }
}

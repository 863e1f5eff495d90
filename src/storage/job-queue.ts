/** The statements of leased jobs. `run_at` alone says what is due: while a job is leased it is the lease's end. */

import { sql } from 'kysely'
import type { Database, Tx } from './storage.ts'

export interface ClaimedJob {
  readonly id: string
  readonly kind: string
  readonly payload: string
  readonly attempts: number
}

export interface JobQueue {
  enqueue(tx: Tx, job: NewJob): Promise<void>
  cancel(tx: Tx, id: string): Promise<void>
  /** Leases due jobs to `owner`, the longest due first. No other node gets them until the lease ends. */
  claim(claim: Claim): Promise<readonly ClaimedJob[]>
  /** False when the lease is lost: somebody else has it, or the job was cancelled. */
  renew(id: string, owner: string, until: number): Promise<boolean>
  /** It succeeded: deleted, unless it was enqueued again while it ran or `nextAt` asks for another run. */
  complete(id: string, owner: string, nextAt: number | null): Promise<void>
  /** It did not: due again at `retryAt`. Null as error: it was only interrupted, the attempt does not count. */
  giveBack(id: string, owner: string, retryAt: number, error: string | null): Promise<void>
  /** Takes every lease away: for a database that only this process uses, where a leased job is one that a crash left. */
  releaseAll(now: number): Promise<void>
}

export interface NewJob {
  readonly id: string
  readonly kind: string
  readonly payload: Readonly<Record<string, unknown>>
  readonly runAt: number
}

export interface Claim {
  readonly owner: string
  readonly kinds: readonly string[]
  readonly now: number
  readonly until: number
  readonly limit: number
}

export function createJobQueue(database: Database, kind: 'sqlite' | 'postgres', now: () => number): JobQueue {
  return {
    enqueue: async (tx, job) => {
      const payload = JSON.stringify(job.payload)
      await tx
        .insertInto('job')
        .values({
          id: job.id,
          kind: job.kind,
          payload,
          run_at: job.runAt,
          attempts: 0,
          lease_owner: null,
          lease_until: 0,
          rerun_at: null,
          last_error: null,
          created_at: now(),
        })
        .onConflict((conflict) =>
          conflict.column('id').doUpdateSet({
            payload,
            run_at: sql<number>`case when job.lease_owner is null and job.run_at > ${job.runAt}
              then ${job.runAt} else job.run_at end`,
            rerun_at: sql<number | null>`case when job.lease_owner is null then null
              when job.rerun_at < ${job.runAt} then job.rerun_at else ${job.runAt} end`,
          }),
        )
        .execute()
    },
    cancel: async (tx, id) => {
      await tx.deleteFrom('job').where('id', '=', id).execute()
    },
    claim: (request) => claim(database, kind, request),
    renew: async (id, owner, until) => {
      const { numUpdatedRows } = await database
        .updateTable('job')
        .set({ lease_until: until, run_at: until })
        .where('id', '=', id)
        .where('lease_owner', '=', owner)
        .executeTakeFirst()
      return numUpdatedRows > 0n
    },
    complete: (id, owner, nextAt) => complete(database, id, owner, nextAt),
    giveBack: async (id, owner, retryAt, error) => {
      await database
        .updateTable('job')
        .set((eb) => ({
          lease_owner: null,
          lease_until: 0,
          run_at: earlierOf(retryAt),
          rerun_at: null,
          ...(error === null ? { attempts: eb('attempts', '-', 1) } : { last_error: error }),
        }))
        .where('id', '=', id)
        .where('lease_owner', '=', owner)
        .execute()
    },
    releaseAll: async (at) => {
      await database
        .updateTable('job')
        .set({ lease_owner: null, lease_until: 0, run_at: at })
        .where('lease_owner', 'is not', null)
        .execute()
    },
  }
}

async function claim(
  database: Database,
  kind: 'sqlite' | 'postgres',
  { owner, kinds, now, until, limit }: Claim,
): Promise<readonly ClaimedJob[]> {
  if (kinds.length === 0) return []
  return (
    database
      // In a common table expression it is evaluated once: as a subquery PostgreSQL may run it, and its locks, again.
      .with('due', (db) => {
        const due = db
          .selectFrom('job')
          .select('job.id')
          .where('job.kind', 'in', kinds)
          .where('job.run_at', '<=', now)
          .orderBy('job.run_at')
          .limit(limit)
        return kind === 'postgres' ? due.forUpdate().skipLocked() : due
      })
      .updateTable('job')
      .set((eb) => ({
        lease_owner: owner,
        lease_until: until,
        run_at: until,
        attempts: eb('attempts', '+', 1),
      }))
      .where('id', 'in', (eb) => eb.selectFrom('due').select('due.id'))
      .returning(['id', 'kind', 'payload', 'attempts'])
      .execute()
  )
}

async function complete(database: Database, id: string, owner: string, nextAt: number | null): Promise<void> {
  if (nextAt === null) {
    const { numDeletedRows } = await database
      .deleteFrom('job')
      .where('id', '=', id)
      .where('lease_owner', '=', owner)
      .where('rerun_at', 'is', null)
      .executeTakeFirst()
    if (numDeletedRows > 0n) return
  }
  await database
    .updateTable('job')
    .set({
      lease_owner: null,
      lease_until: 0,
      run_at: nextAt === null ? sql<number>`coalesce(rerun_at, run_at)` : earlierOf(nextAt),
      rerun_at: null,
      attempts: 0,
      last_error: null,
    })
    .where('id', '=', id)
    .where('lease_owner', '=', owner)
    .execute()
}

/** That time, or the one at which the job was asked for while it ran. */
function earlierOf(time: number) {
  return sql<number>`case when rerun_at < ${time} then rerun_at else ${time} end`
}

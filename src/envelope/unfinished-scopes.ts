import type { KeyService } from '../kms/kms.ts'
import type { Storage, Tx } from '../storage/storage.ts'
import { deniedRetryMs, retireGrant } from './retire-grant.ts'
import type { ScopeFacts, ScopeRow } from './scope-facts.ts'

const settleJob = 'envelope:settle-scope'
/** No creation may take longer: after this time any node takes it for left by a crash. */
const creationMsMax = 20 * 1000
/** How often a node that is alone asks itself whether it still works on a creation; after a restart it does not. */
const recheckMs = 1000

/**
 * Scopes that are being made. Such a scope's row stands as CREATING, found by nobody, from before its grant is asked for until
 * the transaction that makes it ACTIVE together with everything its owner finds it by. Whatever a crash leaves in between, a
 * leased job takes back: the grant is retired and the row goes.
 */
export interface UnfinishedScopes {
  /** Runs `make` between the two. When it fails, what it did is taken back before the failure is told. */
  attempt<T>(row: ScopeRow, make: () => Promise<T>): Promise<T>
  /** The first statement of the transaction that ends the creation. @throws when it took too long and was taken back. */
  finish(tx: Tx, scope: Pick<ScopeFacts, 'id' | 'grantId' | 'furtherGrantIds'>): Promise<void>
}

/** Declares its leased job. */
export function createUnfinishedScopes(room: {
  readonly storage: Storage
  readonly keys: KeyService
  readonly now: () => number
}): UnfinishedScopes {
  const { storage, now } = room
  const underWay = new Set<string>()

  async function plan(row: ScopeRow): Promise<void> {
    const waitMs = storage.isAlone ? recheckMs : creationMsMax
    await storage.transaction(async (tx) => {
      await tx.insertInto('encryption_scope').values(row).execute()
      await storage.jobs.enqueue(tx, {
        id: jobId(row.id),
        kind: settleJob,
        payload: { scopeId: row.id },
        runAt: now() + waitMs,
      })
    })
  }

  /** First the state, so that the creation cannot end any more; the row goes last, so that a repetition finds the grant. */
  async function takeBack(scopeId: string): Promise<'taken back' | 'gone' | 'denied'> {
    const row = await storage.database
      .updateTable('encryption_scope')
      .set({ state: 'ABANDONED' })
      .where('id', '=', scopeId)
      .where('state', 'in', ['CREATING', 'ABANDONED'])
      .returningAll()
      .executeTakeFirst()
    if (row === undefined) return 'gone'
    if ((await retireGrant(room, row)) === 'denied') return 'denied'
    await storage.transaction(async (tx) => {
      await tx.deleteFrom('encryption_scope').where('id', '=', scopeId).execute()
      await storage.jobs.cancel(tx, jobId(scopeId))
    })
    return 'taken back'
  }

  /** Another node may have taken it back before a grant that was under way came to be: that one is left to this node. */
  async function giveUp(row: ScopeRow): Promise<void> {
    if ((await takeBack(row.id)) === 'gone') await retireGrant(room, row)
  }

  storage.jobs.handle(settleJob, {
    run: async ({ scopeId }) => {
      if (typeof scopeId !== 'string') return undefined
      if (underWay.has(scopeId)) return now() + recheckMs
      return (await takeBack(scopeId)) === 'denied' ? now() + deniedRetryMs : undefined
    },
  })

  return {
    async attempt(row, make) {
      underWay.add(row.id)
      try {
        await plan(row)
        return await make()
      } catch (error) {
        // The first failure is the one to tell; what cannot be taken back now, the job takes back.
        await giveUp(row).catch(() => undefined)
        throw error
      } finally {
        underWay.delete(row.id)
      }
    },
    async finish(tx, { id: scopeId, grantId, furtherGrantIds }) {
      const further = furtherGrantIds.length === 0 ? null : JSON.stringify(furtherGrantIds)
      const { numUpdatedRows } = await tx
        .updateTable('encryption_scope')
        .set({ state: 'ACTIVE', grant_id: grantId, further_grant_ids: further })
        .where('id', '=', scopeId)
        .where('state', '=', 'CREATING')
        .executeTakeFirst()
      if (numUpdatedRows !== 1n) throw new Error('the encryption scope took too long to make')
      await storage.jobs.cancel(tx, jobId(scopeId))
    },
  }
}

function jobId(scopeId: string): string {
  return `${settleJob}/${scopeId}`
}

/**
 * When and for what each key was last used. A use costs one entry in memory; entries are written in batches, by a timer
 * and when the server stops. A crash loses the uses of the last minute, never more.
 */

import type { Call } from '../call/call.ts'
import type { Operation } from '../call/operation.ts'
import type { Storage, Tables } from '../storage/storage.ts'
import type { Kms } from './kms.ts'

export type LastUsage = Tables['kms_key_last_usage']

export interface KeyUsage {
  /** Of a cryptographic operation that succeeded. Waits for nothing. */
  note(call: Call): void
  /** Null when the key was never used. Includes what this node has yet to write. */
  find(keyArn: string): Promise<LastUsage | null>
  flush(): Promise<void>
  /** Flushes. What the database does not take then is lost: a server that stops does not wait for it. */
  close(): Promise<void>
}

/** The operation, which notes the keys it has used when it succeeds. For all that the API counts as use of a key. */
export function noted<Input, Output>(
  operation: Operation<Kms, Input, Output>,
): Operation<Kms, Input, Output> {
  return {
    ...operation,
    async handle(kms, call, input) {
      const output = await operation.handle(kms, call, input)
      kms.usage.note(call)
      return output
    },
  }
}

interface Use {
  readonly operation: string
  readonly time: number
  readonly requestId: string
}

const flushEveryMs = 60_000
/** When so many keys wait they are written at once; while that is under way so many again may wait, and no more. */
const waitingMax = 5_000
const rowsPerStatement = 500

export function createKeyUsage({ storage }: { storage: Pick<Storage, 'database'> }): KeyUsage {
  let waiting = new Map<string, Use>()
  /** On its way to the database, and not yet found there. */
  let leaving: ReadonlyMap<string, Use> = waiting
  let flushing: Promise<void> | null = null
  let timer: NodeJS.Timeout | null = null
  let closed = false

  function note(call: Call): void {
    const use: Use = {
      operation: call.operation,
      time: call.time,
      requestId: call.requestId,
    }
    for (const { arn } of call.notes.resources) {
      if (waiting.size < 2 * waitingMax || waiting.has(arn)) waiting.set(arn, use)
    }
    if (waiting.size >= waitingMax && flushing === null) flushInBackground()
    if (timer !== null || closed) return
    timer = setTimeout(flushInBackground, flushEveryMs)
    timer.unref()
  }

  /** A failure is not the callers': what could not be written waits for the next time. */
  function flushInBackground(): void {
    flush().catch(() => {})
  }

  async function flush(): Promise<void> {
    while (flushing !== null) await flushing
    if (timer !== null) clearTimeout(timer)
    timer = null
    if (waiting.size === 0) return
    const batch = waiting
    leaving = batch
    waiting = new Map()
    flushing = write(batch).finally(() => {
      flushing = null
    })
    await flushing
  }

  async function write(batch: ReadonlyMap<string, Use>): Promise<void> {
    const rows = [...batch].map(([keyArn, use]) => rowOf(keyArn, use))
    try {
      for (let start = 0; start < rows.length; start += rowsPerStatement) {
        await upsert(rows.slice(start, start + rowsPerStatement))
      }
    } catch (error) {
      // They go with the next batch, unless the key has been used again; beyond the limit they are lost.
      for (const [keyArn, use] of batch) {
        if (waiting.size < 2 * waitingMax && !waiting.has(keyArn)) waiting.set(keyArn, use)
      }
      throw error
    }
  }

  async function upsert(rows: readonly LastUsage[]): Promise<void> {
    await storage.database
      .insertInto('kms_key_last_usage')
      .values(rows)
      .onConflict((conflict) =>
        conflict
          .column('key_arn')
          .doUpdateSet((eb) => ({
            operation: eb.ref('excluded.operation'),
            used_at: eb.ref('excluded.used_at'),
            request_id: eb.ref('excluded.request_id'),
          }))
          // Another node may have seen a later use.
          .whereRef('kms_key_last_usage.used_at', '<=', 'excluded.used_at'),
      )
      .execute()
  }

  return {
    note,
    flush,
    async find(keyArn) {
      const use = waiting.get(keyArn) ?? leaving.get(keyArn)
      const stored = await storage.database
        .selectFrom('kms_key_last_usage')
        .selectAll()
        .where('key_arn', '=', keyArn)
        .executeTakeFirst()
      if (use === undefined || (stored !== undefined && stored.used_at > use.time)) return stored ?? null
      return rowOf(keyArn, use)
    },
    async close() {
      closed = true
      await flush().catch(() => {})
    },
  }
}

function rowOf(keyArn: string, use: Use): LastUsage {
  return {
    key_arn: keyArn,
    operation: use.operation,
    used_at: use.time,
    request_id: use.requestId,
  }
}

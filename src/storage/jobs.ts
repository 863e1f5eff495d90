import type { Tx } from './storage.ts'

/** Work that must happen once, on some node, also after a crash. A job is leased, run, and deleted when it succeeds. */
export interface Jobs {
  /** Declares who runs jobs of a kind. Before `start`. */
  handle(kind: string, handler: JobHandler): void
  /**
   * Enqueued with the transaction: visible only when it commits. Same `id` twice: the earlier `runAt` and the later
   * payload win. When that job is running just then, it runs once more after it.
   */
  enqueue(
    tx: Tx,
    job: { id: string; kind: string; payload: Readonly<Record<string, unknown>>; runAt: number },
  ): Promise<void>
  /** Removes a job that is not needed any more. */
  cancel(tx: Tx, id: string): Promise<void>
  /** Tells this node that something may be due now (called after an enqueueing transaction has committed). */
  nudge(): void
  start(): void
  /** No new job starts; running ones see their signal aborted, and it resolves when they have ended. */
  stop(): Promise<void>
}

export interface JobHandler {
  /**
   * Must be safe to run again from the start. `signal` is aborted when the lease is lost (another node may run the job
   * already) or the server stops; a rejection after that is not counted as a failure. A number as result: run again at that time (ms since the epoch).
   * A rejection: tried again with growing pauses, the reason kept in `last_error` (error name only, never a message
   * that may hold customer data).
   */
  run(
    payload: Record<string, unknown>,
    job: { id: string; attempts: number; signal: AbortSignal },
  ): Promise<number | undefined>
}

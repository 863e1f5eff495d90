/**
 * Waiting for a database that another process writes to. SQLite's own waiting (`busy_timeout`) would stop the event loop,
 * and its pauses grow to 100 ms, far longer than anybody holds the lock.
 */

import { setTimeout as pause } from 'node:timers/promises'

/** Others hold the lock for one transaction, a few milliseconds; this long only if one of them hangs. */
const waitMsMax = 10_000

/** SQLITE_BUSY (5) or SQLITE_LOCKED (6), extended codes included: sqlite.org/rescode.html. */
export function isBusy(error: unknown): boolean {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return false
  return [5, 6].includes(error.errcode & 0xff)
}

/** Does it once the database is free, without stopping the event loop. @throws what `work` throws at the end of the wait */
export async function whenFree<T>(work: () => T): Promise<T> {
  const until = performance.now() + waitMsMax
  while (true) {
    // Processes that wait must not keep step with each other.
    await pause(1 + Math.random() * 2)
    try {
      return work()
    } catch (error) {
      if (!isBusy(error) || performance.now() > until) throw error
    }
  }
}

const sleeper = new Int32Array(new SharedArrayBuffer(4))

/** Stops this thread: for threads that have nothing else to do. */
export function sleepThread(ms: number): void {
  Atomics.wait(sleeper, 0, 0, ms)
}

/** The same for a thread that may stop. */
export function stopUntilFree<T>(work: () => T, pauseMs: number): T {
  const until = performance.now() + waitMsMax
  while (true) {
    try {
      return work()
    } catch (error) {
      if (!isBusy(error) || performance.now() > until) throw error
    }
    sleepThread(pauseMs)
  }
}

/** Steps of a watch in their rhythm, until it is stopped. */

import type { Watch } from './watch.ts'

export interface Rhythm {
  readonly intervalMs: number
  readonly signal: AbortSignal
  /** Ends early, without an error, when the signal is given. */
  wait(ms: number): Promise<void>
}

/** A trail that is asked too often, or is not there, is asked less often; at least so often. */
const intervalMaxMs = 15 * 60_000

/** @throws what ends the watch; a stop that was asked for is none */
export async function follow(watch: Watch, { intervalMs, signal, wait }: Rhythm): Promise<void> {
  await watch.start()
  let pauseMs = intervalMs
  while (!signal.aborted) {
    await wait(pauseMs)
    if (signal.aborted) return
    const { isSlowed } = await stepUnlessStopped(watch, signal)
    pauseMs = isSlowed ? Math.min(pauseMs * 2, Math.max(intervalMaxMs, intervalMs)) : intervalMs
  }
}

/** What breaks off because of the stop is no failure. */
async function stepUnlessStopped(watch: Watch, signal: AbortSignal): Promise<{ readonly isSlowed: boolean }> {
  try {
    return await watch.step()
  } catch (error) {
    if (signal.aborted) return { isSlowed: false }
    throw error
  }
}

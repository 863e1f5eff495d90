import { setImmediate } from 'node:timers/promises'

/** Lets the event loop answer others when this piece of work has held it for a slice. */
export type Breathe = () => Promise<void>

const sliceMs = 10

/**
 * A breath for one call. The real clock is asked, not the room's: this is about the time of the processor, and nothing
 * that a caller can see depends on it.
 */
export function createBreathe(): Breathe {
  let begin = performance.now()
  return async () => {
    if (performance.now() - begin < sliceMs) return
    await setImmediate()
    begin = performance.now()
  }
}

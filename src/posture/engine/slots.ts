/** At most so many at a time; in order of arrival. */
export interface Slots {
  run<T>(work: () => Promise<T>): Promise<T>
}

export function createSlots(max: number): Slots {
  let free = max
  const waiting: (() => void)[] = []
  return {
    async run(work) {
      if (free > 0) free--
      else await new Promise<void>((resolve) => waiting.push(resolve))
      try {
        return await work()
      } finally {
        const next = waiting.shift()
        if (next === undefined) free++
        else next()
      }
    },
  }
}

/** Works on all items, so many at a time. The first error stops it: what is running ends, nothing new begins. */
export async function forEachOf<Item>(
  items: readonly Item[],
  concurrency: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  let next = 0
  let failed = false
  const worker = async () => {
    while (next < items.length && !failed) {
      try {
        await work(items[next++] as Item)
      } catch (error) {
        failed = true
        throw error
      }
    }
  }
  const settled = await Promise.allSettled(
    Array.from({ length: Math.min(concurrency, items.length) }, worker),
  )
  for (const outcome of settled) if (outcome.status === 'rejected') throw outcome.reason
}

/** When to come back for a name that was taken. */
export const busyRetryMs = 500

/** Runs work for a name unless work for that name is running already; never queues. */
export interface Exclusive {
  /** `{ ran: false }` when the name is taken. */
  tryRun<T>(name: string, work: () => Promise<T>): Promise<{ ran: true; result: T } | { ran: false }>
}

export function createExclusive(): Exclusive {
  const taken = new Set<string>()
  return {
    async tryRun(name, work) {
      if (taken.has(name)) return { ran: false }
      taken.add(name)
      try {
        return { ran: true, result: await work() }
      } finally {
        taken.delete(name)
      }
    },
  }
}

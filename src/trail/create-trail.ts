import type { Storage } from '../storage/storage.ts'
import { type BatchReport, createGroupCommit, type GroupCommitLimits } from './group-commit.ts'
import { eventOfService, eventsOfCall, type Outcome } from './record.ts'
import type { Trail } from './trail.ts'

export interface TrailOptions {
  readonly storage: Pick<Storage, 'eventLog'>
  /** One chain a writer: two nodes never share one. */
  readonly chainId: string
  /** Measures batches only; events carry the time of their call. */
  readonly now: () => number
  readonly onBatch?: (batch: BatchReport) => void
  readonly limits?: Partial<GroupCommitLimits>
}

/** The trail of one node. At most 10,000 calls act or wait for it at once; the next is refused before it acts. */
export function createTrail({ storage, ...options }: TrailOptions): Trail {
  const log = createGroupCommit({ eventLog: storage.eventLog, ...options })
  return {
    recorded: async (call, operation, input, act) => {
      const ready = log.reserve()
      if (ready !== undefined) await ready
      try {
        const ended = await outcomeOf(act)
        await log.append(eventsOfCall(call, operation, input, ended))
        if ('error' in ended) throw ended.error
        return ended.output
      } finally {
        log.release()
      }
    },
    serviceEvent: async (event) => {
      const ready = log.reserve()
      if (ready !== undefined) await ready
      try {
        await log.append([eventOfService(event)])
      } finally {
        log.release()
      }
    },
    flush: () => log.flush(),
  }
}

type Ended<Output> = Outcome & ({ readonly output: Output } | { readonly error: unknown })

async function outcomeOf<Output>(act: () => Promise<Output>): Promise<Ended<Output>> {
  try {
    return { output: await act() }
  } catch (error) {
    return { error }
  }
}

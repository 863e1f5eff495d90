/**
 * Group commit: everything that waits becomes one durable batch, the next batch is formed while it is being written. One
 * batch is under way at a time: two could become durable in the wrong order, and a crash between them would leave a gap.
 */

import type { EventLog } from '../storage/storage.ts'
import { type ChainTip, chainRows, genesis } from './chain.ts'
import type { TrailEvent } from './record.ts'
import { TrailUnavailableError } from './trail.ts'

export interface GroupCommit {
  /**
   * Takes a place for one call before it acts, so that a call whose event could not be kept never acts.
   * @throws TrailUnavailableError when the queue is full or the log cannot be written.
   */
  reserve(): Promise<void> | undefined
  /** Gives a place back. */
  release(): void
  /** Durable when it resolves. @throws TrailUnavailableError: whether the events were written is not known. */
  append(events: readonly TrailEvent[]): Promise<void>
  /** Resolves when everything that was appended before is durable or refused. */
  flush(): Promise<void>
}

export interface GroupCommitOptions {
  readonly eventLog: Pick<EventLog, 'append' | 'tip'>
  readonly chainId: string
  readonly now: () => number
  readonly onBatch?: (batch: BatchReport) => void
  readonly limits?: Partial<GroupCommitLimits>
}

export interface BatchReport {
  readonly events: number
  /** From handing over to durable. */
  readonly milliseconds: number
}

export interface GroupCommitLimits {
  /** Calls that are acting or waiting for their event to be durable. */
  readonly callsMax: number
  /** Characters of records that wait. New calls are refused above it. */
  readonly waitingCharactersMax: number
  readonly batchEventsMax: number
  readonly batchCharactersMax: number
}

const defaultLimits: GroupCommitLimits = {
  callsMax: 10_000,
  waitingCharactersMax: 64 * 1024 * 1024,
  batchEventsMax: 2_000,
  batchCharactersMax: 4 * 1024 * 1024,
}

const gatherTurnsMax = 8

interface Waiting {
  readonly events: readonly TrailEvent[]
  readonly characters: number
  readonly resolve: () => void
  readonly reject: (error: TrailUnavailableError) => void
}

export function createGroupCommit(options: GroupCommitOptions): GroupCommit {
  const { eventLog, chainId, now, onBatch } = options
  const limits = { ...defaultLimits, ...options.limits }
  /** Null while nobody knows where the chain ends: before the first read, and after a failed append. */
  let tip: ChainTip | null = null
  let reading: Promise<ChainTip> | null = null
  let waiting: Waiting[] = []
  let waitingCharacters = 0
  let calls = 0
  let running: Promise<void> | null = null

  function readTip(): Promise<ChainTip> {
    reading ??= eventLog
      .tip(chainId)
      .then(
        (found) => {
          tip = found ?? genesis(chainId)
          return tip
        },
        (cause: unknown) => {
          throw new TrailUnavailableError('the trail cannot be read', { cause })
        },
      )
      .finally(() => {
        reading = null
      })
    return reading
  }

  function reserve(): Promise<void> | undefined {
    if (calls >= limits.callsMax || waitingCharacters >= limits.waitingCharactersMax) {
      throw new TrailUnavailableError('too many calls wait for the trail')
    }
    calls += 1
    if (tip !== null) return undefined
    return readTip().then(
      () => {},
      (error: unknown) => {
        calls -= 1
        throw error
      },
    )
  }

  function append(events: readonly TrailEvent[]): Promise<void> {
    return new Promise((resolve, reject) => {
      const characters = events.reduce((sum, event) => sum + event.record.length, 0)
      waiting.push({ events, characters, resolve, reject })
      waitingCharacters += characters
      running ??= run()
    })
  }

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      await gather()
      await commit()
    }
    running = null
  }

  /**
   * A batch costs an fsync and two messages between threads, whatever its size. So it waits for as long as every turn of
   * the event loop brings another event, up to a few turns: under load some hundred microseconds, alone one turn.
   */
  async function gather(): Promise<void> {
    for (let turn = 0; turn < gatherTurnsMax; turn++) {
      const before = waiting.length
      await new Promise<void>((resolve) => setImmediate(resolve))
      if (waiting.length === before && turn > 0) return
    }
  }

  async function commit(): Promise<void> {
    let batch: Waiting[] = []
    const startedAt = now()
    try {
      const start = tip ?? (await readTip())
      batch = takeBatch()
      const events = batch.flatMap((entry) => entry.events)
      const chained = chainRows(chainId, start, events)
      await eventLog.append(chained.rows)
      tip = chained.tip
      for (const entry of batch) entry.resolve()
      onBatch?.({ events: chained.rows.length, milliseconds: now() - startedAt })
    } catch (cause) {
      // The log may hold the batch or not (a commit whose answer was lost): the next append starts from what it says.
      tip = null
      // Without a batch it was the tip that could not be read: then nobody who waits can be served.
      const refused = batch.length > 0 ? batch : takeAll()
      const error = new TrailUnavailableError('the trail cannot be written', { cause })
      for (const entry of refused) entry.reject(error)
    }
  }

  function takeBatch(): Waiting[] {
    let count = 0
    let events = 0
    let characters = 0
    for (const entry of waiting) {
      events += entry.events.length
      characters += entry.characters
      if (count > 0 && (events > limits.batchEventsMax || characters > limits.batchCharactersMax)) break
      count += 1
    }
    return take(count)
  }

  function takeAll(): Waiting[] {
    return take(waiting.length)
  }

  function take(count: number): Waiting[] {
    const taken = waiting.slice(0, count)
    waiting = waiting.slice(count)
    for (const entry of taken) waitingCharacters -= entry.characters
    return taken
  }

  return {
    reserve,
    release: () => {
      calls -= 1
    },
    append,
    flush: async () => {
      while (running !== null) await running
    },
  }
}

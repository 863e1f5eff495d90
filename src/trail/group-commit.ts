/**
 * Group commit: what ends in one turn of the event loop is handed over as one batch, and the log makes one durable commit of
 * all the batches that have come while it was writing. Two batches are under way at once, so that the log never waits for
 * this thread: it writes them in order and refuses whatever does not continue the chain, so a lost one leaves no gap.
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
  readonly batchesInFlightMax: number
}

const defaultLimits: GroupCommitLimits = {
  callsMax: 10_000,
  waitingCharactersMax: 64 * 1024 * 1024,
  batchEventsMax: 2_000,
  batchCharactersMax: 4 * 1024 * 1024,
  batchesInFlightMax: 2,
}

interface Waiting {
  readonly events: readonly TrailEvent[]
  readonly characters: number
  readonly resolve: () => void
  readonly reject: (error: TrailUnavailableError) => void
}

export function createGroupCommit(options: GroupCommitOptions): GroupCommit {
  const { eventLog, chainId, now, onBatch } = options
  const limits = { ...defaultLimits, ...options.limits }
  /** Where the chain ends once all batches in flight are written. Null while nobody knows: at first, and after a failure. */
  let tip: ChainTip | null = null
  let reading: Promise<ChainTip> | null = null
  let waiting: Waiting[] = []
  let waitingCharacters = 0
  let calls = 0
  let inFlight = 0
  let isScheduled = false
  let whenWritesEnded: (() => void)[] = []
  let whenFlushed: (() => void)[] = []

  function readTip(): Promise<ChainTip> {
    reading ??= writesEnded()
      .then(() => eventLog.tip(chainId))
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
      schedule()
    })
  }

  /** While batches are in flight the log's end moves. */
  function writesEnded(): Promise<void> {
    if (inFlight === 0) return Promise.resolve()
    return new Promise((resolve) => whenWritesEnded.push(resolve))
  }

  /** After the turn: an event that comes alone goes alone, those that come together go together. */
  function schedule(): void {
    if (isScheduled || waiting.length === 0 || inFlight >= limits.batchesInFlightMax) return
    isScheduled = true
    setImmediate(handOver)
  }

  function handOver(): void {
    if (tip === null) {
      // Scheduled until it is known: asking again at every turn would keep this thread busy for as long as it takes.
      readTip().then(handOver, (cause: unknown) => {
        isScheduled = false
        refuseAll(cause)
      })
      return
    }
    isScheduled = false
    if (waiting.length > 0 && inFlight < limits.batchesInFlightMax) commit(tip)
    schedule()
  }

  function commit(start: ChainTip): void {
    const batch = takeBatch()
    const startedAt = now()
    const chained = chainRows(
      chainId,
      start,
      batch.flatMap((entry) => entry.events),
    )
    tip = chained.tip
    inFlight += 1
    eventLog.append(chained.rows).then(
      () => {
        for (const entry of batch) entry.resolve()
        onBatch?.({ events: chained.rows.length, milliseconds: now() - startedAt })
        settled()
      },
      (cause: unknown) => {
        // The log may hold the batch or not (a commit whose answer was lost): the next append starts from what it says.
        tip = null
        refuse(batch, cause)
        settled()
      },
    )
  }

  function settled(): void {
    inFlight -= 1
    schedule()
    tellWhoWaits()
  }

  function tellWhoWaits(): void {
    if (inFlight > 0) return
    for (const resolve of whenWritesEnded) resolve()
    whenWritesEnded = []
    if (waiting.length > 0) return
    for (const resolve of whenFlushed) resolve()
    whenFlushed = []
  }

  /** Nobody who waits can be served while the log cannot be read. */
  function refuseAll(cause: unknown): void {
    refuse(takeAll(), cause)
    tellWhoWaits()
  }

  function refuse(batch: readonly Waiting[], cause: unknown): void {
    const error = new TrailUnavailableError('the trail cannot be written', { cause })
    for (const entry of batch) entry.reject(error)
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
    flush: () =>
      inFlight === 0 && waiting.length === 0
        ? Promise.resolve()
        : new Promise((resolve) => whenFlushed.push(resolve)),
  }
}

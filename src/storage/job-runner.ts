import { randomUUID } from 'node:crypto'
import type { ClaimedJob, JobQueue } from './job-queue.ts'
import type { JobHandler, Jobs } from './jobs.ts'
import { errorLabel, type StorageLog } from './log.ts'

export interface JobRunnerOptions {
  readonly queue: JobQueue
  readonly nodeId: string
  readonly now: () => number
  readonly log: StorageLog
  /** Leaves the transaction that a caller may be in: a job is nobody's query. */
  readonly outside: <T>(work: () => T) => T
  /** Whether only this process uses the database: leases that it finds at the start are leftovers of a crash. */
  readonly alone: boolean
  readonly timing?: Partial<JobTiming>
}

export interface JobTiming {
  readonly pollMs: number
  readonly leaseMs: number
  readonly concurrency: number
  readonly backoffFirstMs: number
  readonly backoffMaxMs: number
}

const defaultTiming: JobTiming = {
  pollMs: 1000,
  leaseMs: 10_000,
  concurrency: 4,
  backoffFirstMs: 1000,
  backoffMaxMs: 300_000,
}

export function createJobRunner(options: JobRunnerOptions): Jobs {
  const { queue, now, log, outside } = options
  const timing = { ...defaultTiming, ...options.timing }
  const handlers = new Map<string, JobHandler>()
  const running = new Map<Promise<void>, AbortController>()
  let state: 'new' | 'running' | 'stopped' = 'new'
  let timer: NodeJS.Timeout | null = null
  let polling: Promise<void> | null = null
  let askedAgain = false

  const isRunning = () => state === 'running'

  /** One poll at a time; whoever asks meanwhile gets another one after it. */
  function poll(): void {
    if (!isRunning()) return
    if (polling !== null) {
      askedAgain = true
      return
    }
    if (timer !== null) clearTimeout(timer)
    polling = outside(claimAndRun)
      .catch((error: unknown) => log.error({ error: errorLabel(error) }, 'due jobs cannot be read'))
      .finally(() => {
        polling = null
        if (!isRunning()) return
        timer = setTimeout(poll, askedAgain ? 0 : timing.pollMs)
        timer.unref()
        askedAgain = false
      })
  }

  async function claimAndRun(): Promise<void> {
    const limit = timing.concurrency - running.size
    if (limit <= 0) return
    const owner = `${options.nodeId}/${randomUUID()}`
    const at = now()
    const claimed = await queue.claim({
      owner,
      kinds: [...handlers.keys()],
      now: at,
      until: at + timing.leaseMs,
      limit,
    })
    for (const job of claimed) {
      if (isRunning()) begin(job, owner)
      else await queue.giveBack(job.id, owner, now(), null)
    }
  }

  function begin(job: ClaimedJob, owner: string): void {
    const controller = new AbortController()
    const run = runLeased(job, owner, controller)
      .catch((error: unknown) => {
        // The lease runs out by itself, and the job is run again.
        log.error({ job: job.kind, error: errorLabel(error) }, 'the outcome of a job cannot be written')
      })
      .finally(() => {
        running.delete(run)
        poll()
      })
    running.set(run, controller)
  }

  async function runLeased(job: ClaimedJob, owner: string, controller: AbortController): Promise<void> {
    const lease = keepLease(job, owner, controller)
    try {
      const nextAt = await runHandler(job, controller.signal)
      await lease.end()
      await queue.complete(job.id, owner, nextAt ?? null)
    } catch (error) {
      await lease.end()
      if (controller.signal.aborted) return queue.giveBack(job.id, owner, now(), null)
      const pause = Math.min(timing.backoffFirstMs * 2 ** (job.attempts - 1), timing.backoffMaxMs)
      const label = errorLabel(error)
      log.warn(
        { job: job.kind, attempts: job.attempts, error: label },
        'a job failed and will be tried again',
      )
      await queue.giveBack(job.id, owner, now() + pause, label)
    }
  }

  async function runHandler(job: ClaimedJob, signal: AbortSignal): Promise<number | undefined> {
    const handler = handlers.get(job.kind)
    if (handler === undefined) throw new Error('invariant: only jobs with a handler are claimed')
    const payload = JSON.parse(job.payload) as Record<string, unknown>
    return handler.run(payload, { id: job.id, attempts: job.attempts, signal })
  }

  /** Renews at a third of the lease. When it is lost, or cannot be renewed before it ends, the signal is aborted. */
  function keepLease(job: ClaimedJob, owner: string, controller: AbortController): { end(): Promise<void> } {
    let renewing: Promise<void> | null = null
    let heldUntil = performance.now() + timing.leaseMs

    async function renew(): Promise<void> {
      const startedAt = performance.now()
      try {
        const held = await queue.renew(job.id, owner, now() + timing.leaseMs)
        if (held) heldUntil = startedAt + timing.leaseMs
        else controller.abort(new Error('the lease of the job was lost'))
      } catch (error) {
        log.warn({ job: job.kind, error: errorLabel(error) }, 'the lease of a job cannot be renewed')
      }
    }

    const ticker = setInterval(() => {
      if (performance.now() >= heldUntil) controller.abort(new Error('the lease of the job ran out'))
      renewing ??= renew().finally(() => {
        renewing = null
      })
    }, timing.leaseMs / 3)
    ticker.unref()
    return {
      end: async () => {
        clearInterval(ticker)
        await renewing
      },
    }
  }

  async function start(): Promise<void> {
    // After a crash this server alone can have left leases behind; a job need not wait for their end.
    if (options.alone) await queue.releaseAll(now())
  }

  return {
    handle: (kind, handler) => {
      handlers.set(kind, handler)
    },
    enqueue: (tx, job) => queue.enqueue(tx, job),
    cancel: (tx, id) => queue.cancel(tx, id),
    nudge: () => outside(() => setImmediate(poll)),
    start: () => {
      if (state !== 'new') return
      state = 'running'
      polling = outside(start)
        .catch((error: unknown) => log.error({ error: errorLabel(error) }, 'leases cannot be released'))
        .finally(() => {
          polling = null
          poll()
        })
    },
    stop: async () => {
      state = 'stopped'
      if (timer !== null) clearTimeout(timer)
      await polling
      for (const controller of running.values()) controller.abort(new Error('the server stops'))
      await Promise.all(running.keys())
    },
  }
}

import { invariant } from '../call/aws-error.ts'
import { type Envelope, type Scope, type ScopeDeclaration, ScopeMissingError } from '../envelope/envelope.ts'
import type { JobHandler, Storage, Tx } from '../storage/storage.ts'

export interface PlannedJob<Kind extends string = string> {
  readonly kind: Kind
  /** Unique within the kind: planning the same work twice is planning it once. */
  readonly id: string
  /** Ids only. */
  readonly payload: Readonly<Record<string, string>>
}

export interface JobBook {
  readonly storage: Pick<Storage, 'transaction' | 'jobs'>
  readonly now: () => number
}

// How long after a crash the work that was about to be planned is looked after.
const safetyNetMs = 30_000

/** Plans work with the transaction that makes it necessary. Then `nudge`. */
export async function enqueue(book: JobBook, tx: Tx, job: PlannedJob, runAt = book.now()): Promise<void> {
  const { kind, payload } = job
  await book.storage.jobs.enqueue(tx, { id: `${kind}/${job.id}`, kind, payload, runAt })
}

/** Plans work and tells this node to look for it. */
export async function schedule(book: JobBook, job: PlannedJob, runAt = book.now()): Promise<void> {
  await book.storage.transaction((tx) => enqueue(book, tx, job, runAt))
  book.storage.jobs.nudge()
}

/**
 * Does `act` and then plans the job that follows from it. The job is planned for later before `act` begins, so that a
 * crash between the two leaves nothing waiting for ever; jobs find nothing to do when `act` did not happen.
 */
export async function actThenSchedule<T>(book: JobBook, job: PlannedJob, act: () => Promise<T>): Promise<T> {
  await schedule(book, job, book.now() + safetyNetMs)
  const result = await act()
  await schedule(book, job)
  return result
}

export interface JobTools {
  readonly attempts: number
  readonly signal: AbortSignal
}

/** As a job's `run`: a number asks for another run at that time. */
export type ScopeWork = (
  scope: Scope,
  payload: Readonly<Record<string, string>>,
  job: JobTools,
) => Promise<number | undefined>

export interface ScopeJobs {
  readonly envelope: Envelope
  readonly declaration: ScopeDeclaration
  readonly now: () => number
  /** Whether an error is the declaration's `keyUnavailable`. */
  readonly isKeyUnavailable: (error: unknown) => boolean
  /** Pause before work that found the key out of reach is tried again. */
  readonly keyRetryMs: number
}

/**
 * A job on one scope's data; its payload names the scope as `scopeId`. It ends when the scope is gone, and waits as long
 * as the scope's key is out of reach: key back, everything goes on.
 */
export function createScopeJob(options: ScopeJobs, work: ScopeWork): JobHandler {
  return {
    async run(payload, job) {
      const ids = readPayload(payload)
      const scope = await findScope(options.envelope, options.declaration, idOf(ids, 'scopeId'))
      if (scope === null) return undefined
      try {
        return await work(scope, ids, job)
      } catch (error) {
        if (options.isKeyUnavailable(error)) return options.now() + options.keyRetryMs
        throw error
      }
    },
  }
}

/** Null when the scope is gone: its resource was deleted. */
export async function findScope(
  envelope: Envelope,
  declaration: ScopeDeclaration,
  scopeId: string,
): Promise<Scope | null> {
  try {
    return await envelope.openScope(declaration, scopeId)
  } catch (error) {
    if (error instanceof ScopeMissingError) return null
    throw error
  }
}

export function idOf(payload: Readonly<Record<string, string>>, name: string): string {
  const id = payload[name]
  invariant(id !== undefined, `a job was planned without its ${name}`)
  return id
}

function readPayload(payload: Record<string, unknown>): Readonly<Record<string, string>> {
  const ids: Record<string, string> = {}
  for (const [name, value] of Object.entries(payload)) if (typeof value === 'string') ids[name] = value
  return ids
}

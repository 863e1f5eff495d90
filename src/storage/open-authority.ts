import { invariant } from '../call/aws-error.ts'
import { type Authority, type AuthorityChange, type AuthorityMark, StaleAuthorityError } from './authority.ts'
import {
  type AuthorityCache,
  createAuthorityCache,
  type Slot,
  type SubjectValues,
} from './authority-cache.ts'
import { type AuthorityLease, createAuthorityLease, leaseMs } from './authority-lease.ts'
import { type EpochSource, epochsKept } from './epoch-source.ts'
import type { StorageLog } from './log.ts'
import type { Tx } from './storage.ts'

export interface AuthorityOptions {
  readonly source: EpochSource
  readonly transaction: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>
  readonly now: () => number
  readonly log: StorageLog
  readonly outside: <T>(work: () => T) => T
  readonly monotonic?: () => number
  /** How many small values a node keeps; large ones count as several. The subjects held longest go first. */
  readonly valuesMax?: number
}

export interface OpenAuthority extends Authority {
  stop(): Promise<void>
}

/** A load that changes keep overtaking is tried this often before the node owns up that it cannot answer. */
const loadsMax = 3

/** Resolves once the first lease is held. @throws StaleAuthorityError when the database does not answer. */
export async function openAuthority(options: AuthorityOptions): Promise<OpenAuthority> {
  const { source, transaction, now, log, outside } = options
  const monotonic = options.monotonic ?? (() => performance.now())
  const cache = createAuthorityCache(options.valuesMax ?? 200_000)
  const lease = createAuthorityLease({ source, cache, monotonic, log, outside })
  await lease.require()
  lease.start()
  return {
    ...cacheOperations(cache, lease, monotonic),
    requireFresh: () => lease.require(),
    change: (work) => change({ source, transaction, now, lease }, work),
    epoch: () => lease.epoch(),
    stop: () => lease.stop(),
  }
}

type Weigh<T> = (value: T) => number

interface Loading<T> {
  readonly subject: string
  readonly key: string
  readonly load: () => Promise<T>
  readonly weigh: Weigh<T> | undefined
}

type CacheOperations = Pick<Authority, 'read' | 'put' | 'peek' | 'mark'>

function cacheOperations(
  cache: AuthorityCache,
  lease: AuthorityLease,
  monotonic: () => number,
): CacheOperations {
  /** What a mark stands for: the subject's values as they were. */
  const marked = new WeakMap<AuthorityMark, SubjectValues>()

  function read<T>(subject: string, key: string, load: () => Promise<T>, weigh?: Weigh<T>): Promise<T> {
    if (!lease.isFresh()) return lease.require().then(() => read(subject, key, load, weigh))
    const slot = cache.find(subject, key)
    if (slot !== undefined) return slot.promise as Promise<T>
    return loadAndKeep({ subject, key, load, weigh }, 1)
  }

  function loadAndKeep<T>(loading: Loading<T>, attempt: number): Promise<T> {
    const { subject, key, weigh } = loading
    const values = cache.enter(subject)
    const promise = loadCurrent(values, loading, attempt)
    const slot: Slot = { promise, settled: false, weight: 1 }
    cache.keep(values, key, slot)
    promise.then(
      (value) => {
        slot.settled = true
        if (weigh !== undefined) cache.weigh(values, key, slot, weigh(value))
      },
      () => cache.forget(values, key, slot),
    )
    return promise
  }

  /**
   * A change drops the subject's values and this load with them: later readers start anew, and so does this one. When
   * changes keep overtaking it, a quick load is good as it is: it is no older than the lease allows. It is not kept.
   */
  async function loadCurrent<T>(values: SubjectValues, loading: Loading<T>, attempt: number): Promise<T> {
    const startedAt = monotonic()
    const value = await loading.load()
    if (!lease.isFresh()) await lease.require()
    if (cache.isCurrent(values)) return value
    if (attempt < loadsMax) return reload(loading, attempt + 1)
    if (monotonic() - startedAt < leaseMs) return value
    throw new StaleAuthorityError('what was read changed faster than it could be read')
  }

  function reload<T>(loading: Loading<T>, attempt: number): Promise<T> {
    const slot = cache.find(loading.subject, loading.key)
    return slot === undefined ? loadAndKeep(loading, attempt) : (slot.promise as Promise<T>)
  }

  async function peek<T>(subject: string, key: string): Promise<T | undefined> {
    if (!lease.isFresh()) await lease.require()
    const slot = cache.find(subject, key)
    return slot?.settled ? ((await slot.promise) as T) : undefined
  }

  function put<T>(subject: string, key: string, value: T, mark: AuthorityMark): void {
    invariant(mark.subject === subject, 'a mark belongs to the subject it was taken of')
    const values = marked.get(mark)
    if (values !== undefined)
      cache.keep(values, key, { promise: Promise.resolve(value), settled: true, weight: 1 })
  }

  function mark(subject: string): AuthorityMark {
    const taken: AuthorityMark = { subject }
    marked.set(taken, cache.enter(subject))
    return taken
  }

  return { read, put, peek, mark }
}

interface ChangeParts {
  readonly source: EpochSource
  readonly transaction: AuthorityOptions['transaction']
  readonly now: () => number
  readonly lease: AuthorityLease
}

async function change<T>(
  { source, transaction, now, lease }: ChangeParts,
  work: (tx: Tx, change: AuthorityChange) => Promise<T>,
): Promise<T> {
  const touched = new Set<string>()
  let raisedTo: number | null = null
  try {
    return await transaction(async (tx) => {
      const epoch = await raiseEpoch(tx)
      const result = await work(tx, { touch: (subject) => touched.add(subject) })
      invariant(touched.size > 0, 'a change of authority names at least one subject')
      await recordChange(tx, epoch, touched, now())
      await source.announce?.(tx, epoch)
      raisedTo = epoch
      return result
    })
  } catch (error) {
    // Whether a commit whose answer was lost took place is not known: the next renewal tells.
    raisedTo = null
    throw error
  } finally {
    await lease.advance(raisedTo, touched)
  }
}

/** The row's lock is held until the transaction ends: changes of authority run one after the other, on all nodes. */
async function raiseEpoch(tx: Tx): Promise<number> {
  const row = await tx
    .updateTable('authority')
    .set((eb) => ({ epoch: eb('epoch', '+', 1) }))
    .where('id', '=', 1)
    .returning('epoch')
    .executeTakeFirstOrThrow()
  return row.epoch
}

async function recordChange(tx: Tx, epoch: number, touched: ReadonlySet<string>, now: number): Promise<void> {
  const rows = [...touched].map((subject) => ({ epoch, subject, changed_at: now }))
  // Three parameters a row; SQLite takes 32,766 of them in one statement, PostgreSQL 65,535.
  for (let start = 0; start < rows.length; start += 5_000) {
    await tx
      .insertInto('authority_change')
      .values(rows.slice(start, start + 5_000))
      .execute()
  }
  if (epoch % 500 === 0) {
    await tx
      .deleteFrom('authority_change')
      .where('epoch', '<=', epoch - epochsKept)
      .execute()
  }
}

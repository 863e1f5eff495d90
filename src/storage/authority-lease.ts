import { StaleAuthorityError } from './authority.ts'
import type { AuthorityCache } from './authority-cache.ts'
import { withDeadline } from './deadline.ts'
import type { EpochSource } from './epoch-source.ts'
import { errorLabel, type StorageLog } from './log.ts'

/** A node may serve from memory this long after it last asked where the epoch stands. The bound of every revocation. */
export const leaseMs = 1000

/** The lease is renewed this often, so that a call rarely has to wait for it. */
const renewEveryMs = 250

/** After a silence this long everything is void: the database may have been another one meanwhile (a restored backup). */
const silenceMs = 60_000

export interface LeaseOptions {
  readonly source: EpochSource
  readonly cache: AuthorityCache
  /** Milliseconds of a clock that never jumps. */
  readonly monotonic: () => number
  readonly log: StorageLog
  /** Leaves the transaction that a caller may be in: renewing is nobody's query. */
  readonly outside: <T>(work: () => T) => T
}

export interface AuthorityLease {
  isFresh(): boolean
  /** @throws StaleAuthorityError */
  require(): Promise<void>
  /** This node has committed a change itself. */
  advance(epoch: number | null, subjects: Iterable<string>): Promise<void>
  epoch(): number
  start(): void
  stop(): Promise<void>
}

export function createAuthorityLease(options: LeaseOptions): AuthorityLease {
  const { source, cache, monotonic, log, outside } = options
  let known = 0
  /** When the query began whose answer we hold: what changed before that moment we know, what came after we may not. */
  let confirmedAt = Number.NEGATIVE_INFINITY
  let renewing: Promise<void> | null = null
  let timer: NodeJS.Timeout | null = null
  let failing = false
  let stopped = false

  const isFresh = () => monotonic() - confirmedAt < leaseMs

  function renew(): Promise<void> {
    renewing ??= outside(readNews).finally(() => {
      renewing = null
    })
    return renewing
  }

  async function readNews(): Promise<void> {
    const since = known
    const startedAt = monotonic()
    const news = await withDeadline(leaseMs, (signal) => source.read(since, signal))
    if (news.subjects === null || startedAt - confirmedAt > silenceMs) cache.dropAll()
    else for (const subject of news.subjects) cache.drop(subject)
    // This node's own change may have moved `known` on while the query ran.
    known = news.epoch < since ? news.epoch : Math.max(known, news.epoch)
    confirmedAt = startedAt
  }

  async function require(): Promise<void> {
    if (isFresh()) return
    if (stopped) throw new StaleAuthorityError('storage is closed')
    try {
      await renew()
    } catch (cause) {
      throw new StaleAuthorityError('the authority epoch cannot be read', { cause })
    }
    if (!isFresh()) throw new StaleAuthorityError('the authority epoch took too long to read')
  }

  async function renewInBackground(): Promise<void> {
    try {
      await renew()
      if (failing) log.warn({}, 'the authority lease is held again')
      failing = false
    } catch (error) {
      if (!failing) log.error({ error: errorLabel(error) }, 'the authority lease cannot be renewed')
      failing = true
    }
  }

  async function advance(epoch: number | null, subjects: Iterable<string>): Promise<void> {
    for (const subject of subjects) cache.drop(subject)
    if (epoch === null) return
    if (epoch === known + 1) known = epoch
    // Other nodes' changes lie between: only a read tells what they touched. The first may have begun before the commit.
    for (let round = 0; round < 2 && epoch > known && !stopped; round += 1) await renewInBackground()
  }

  return {
    isFresh,
    require,
    advance,
    epoch: () => known,
    start: () => {
      source.listen?.((epoch) => {
        if (epoch > known && !stopped) void renewInBackground()
      })
      timer = outside(() => setInterval(() => void renewInBackground(), renewEveryMs))
      timer.unref()
    },
    stop: async () => {
      stopped = true
      if (timer !== null) clearInterval(timer)
      await renewing?.catch(() => {})
      confirmedAt = Number.NEGATIVE_INFINITY
      await source.close()
    },
  }
}

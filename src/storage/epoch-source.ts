import type { Tx } from './storage.ts'

/** What the authority asks of a database: where the epoch stands, and what moved it there. */
export interface EpochSource {
  /** The committed state at some moment after the call. Aborted when it took too long: it then rejects at once. */
  read(known: number, signal: AbortSignal): Promise<EpochNews>
  /** Tells other nodes within the changing transaction. Only faster than their next read, never needed. */
  announce?(tx: Tx, epoch: number): Promise<void>
  /** Has `listener` called when another node has announced an epoch. */
  listen?(listener: (epoch: number) => void): void
  close(): Promise<void>
}

export interface EpochNews {
  readonly epoch: number
  /** Subjects touched after `known`. Null when they cannot be told one by one: everything may have changed. */
  readonly subjects: readonly string[] | null
}

/** Changes older than this many epochs are pruned. A node that was away longer voids everything it holds. */
export const epochsKept = 10_000

/** More touched subjects than this are not fetched one by one. */
export const subjectsMax = 5_000

export interface EpochRow {
  readonly epoch: number
  readonly subject: string | null
}

/** From the rows of `authority` left-joined with the changes after `known`, at most `subjectsMax + 1` of them. */
export function epochNews(known: number, rows: readonly EpochRow[]): EpochNews {
  const epoch = rows[0]?.epoch
  if (epoch === undefined) throw new Error('the authority row is missing')
  const lost = epoch < known || epoch - known > epochsKept || rows.length > subjectsMax
  if (lost) return { epoch, subjects: null }
  return { epoch, subjects: rows.flatMap((row) => (row.subject === null ? [] : [row.subject])) }
}

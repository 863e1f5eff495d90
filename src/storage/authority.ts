import type { Tx } from './storage.ts'

/**
 * The authority epoch: one number, raised in the same transaction as anything that can give or take permission. A node
 * answers from memory only while it holds a lease on the epoch (at most one second old) and refuses when it cannot
 * renew it. There is one cache and no invalidation hook: every cached thing belongs to one *subject*, and a change names
 * the subjects it touches.
 */
export interface Authority {
  /**
   * The value of `load()` at the current epoch: from memory when this node has it, else loaded and kept until its
   * subject changes. Concurrent callers of one key share one load. A rejected load is not kept.
   *
   * Subjects in use: `key/<key ARN>` for everything that hangs on a KMS key (record, policy, grants, unwrapped material,
   * data keys, decrypted index segments), `alias/<account>/<region>`, `iam/<account>`, `scope/<id>` for scopes under the
   * service-owned key alone.
   *
   * @param weigh how many small values (2 KiB or so) this one takes the place of in memory, where a value can be large;
   *   default 1. What is kept has a bound.
   * @throws StaleAuthorityError when the lease cannot be renewed: fail closed.
   */
  read<T>(subject: string, key: string, load: () => Promise<T>, weigh?: (value: T) => number): Promise<T>
  /**
   * Puts a value beside those of `read`, for what arises on the way (a data key just minted). Same life, same end.
   *
   * The `mark` is taken before the permission is checked that the value took to get: when the subject was touched since,
   * the value is not kept.
   */
  put<T>(subject: string, key: string, value: T, mark: AuthorityMark): void
  /** Remembers how a subject stands now, for `put`. */
  mark(subject: string): AuthorityMark
  /** What `read` or `put` keeps, without loading. Undefined when absent. @throws StaleAuthorityError */
  peek<T>(subject: string, key: string): Promise<T | undefined>
  /** Throws StaleAuthorityError unless this node's view is at most one second old (renews it when it can). */
  requireFresh(): Promise<void>
  /** Runs `work` in a transaction that also raises the epoch and names what changed. */
  change<T>(work: (tx: Tx, change: AuthorityChange) => Promise<T>): Promise<T>
  /** The newest epoch this node knows. */
  epoch(): number
}

/** A subject as it stood at one moment. Opaque. */
export interface AuthorityMark {
  readonly subject: string
}

export interface AuthorityChange {
  /** Names a subject whose cached values are void once the transaction commits. At least one a change. */
  touch(subject: string): void
}

/** This node cannot prove that its permissions are current (the database is out of reach): nothing may be served. */
export class StaleAuthorityError extends Error {
  override readonly name = 'StaleAuthorityError'
}

import type { RootKey } from '../rootkey/rootkey.ts'
import type { Storage, Tx } from '../storage/storage.ts'
import type { Iam } from './iam.ts'

/** What IAM's own operations work with. Other rooms see `Iam`. */
export interface IamRoom extends Iam {
  readonly storage: Storage
  readonly rootKey: RootKey
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/** The authority's subject for the list of accounts. */
export const accountsSubject = 'iam/accounts'

/** The authority's subject for all that an account's principals may do. */
export function iamSubject(accountId: string): string {
  return `iam/${accountId}`
}

/** Every change to an account's principals or policies goes through here, so no node serves the state before it. */
export function changeIam<T>(storage: Storage, accountId: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  return storage.authority.change((tx, change) => {
    change.touch(iamSubject(accountId))
    return work(tx)
  })
}

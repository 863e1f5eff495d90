import { randomInt } from 'node:crypto'
import type { AccountCredentials } from './profile.ts'

export interface AccountBook {
  accounts(): Promise<readonly string[]>
  /** Null when it is there already. */
  make(accountId: string): Promise<AccountCredentials | null>
}

/**
 * Makes the accounts that are wanted and not there yet, each with an administrator. Their credentials can be seen only now.
 * Resolves to all accounts: the wanted ones first, in their order.
 */
export async function openAccounts(
  book: AccountBook,
  wanted: readonly string[],
): Promise<{ accountIds: readonly string[]; made: readonly AccountCredentials[] }> {
  const present = await book.accounts()
  const needed = wanted.length > 0 || present.length > 0 ? wanted : [newAccountId()]
  const made: AccountCredentials[] = []
  for (const accountId of needed) {
    if (present.includes(accountId)) continue
    const credentials = await book.make(accountId)
    // Null: another node made it at this moment, and holds its credentials.
    if (credentials) made.push(credentials)
  }
  return { accountIds: [...new Set([...needed, ...present])], made }
}

/** 12 digits, the first not zero, as AWS gives them. */
function newAccountId(): string {
  return `${randomInt(1, 10)}${String(randomInt(100_000_000_000)).padStart(11, '0')}`
}

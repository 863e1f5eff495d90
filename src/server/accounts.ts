/**
 * Makes the accounts that are wanted and not there yet, each with an administrator, so that a crash at no moment loses an
 * administrator's secret: it can be read from nowhere but the credentials file.
 *
 * The access keys are chosen first and written to a file of their own (`new-accounts.json`). Then the accounts are made with
 * these keys, then the credentials file gets them, then that first file goes. A start that finds one goes through the same
 * steps with the same keys; each of them may be taken twice.
 */

import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import { findFile, removeFile, replaceFile } from './durable-file.ts'
import { type AccountCredentials, addCredentials } from './profile.ts'

export interface AccountBook {
  accounts(): Promise<readonly string[]>
  /** Chooses an administrator's access key; nothing is made. */
  newCredentials(accountId: string): AccountCredentials
  /**
   * Makes the account, its administrator holding this key, unless the account is there.
   * @returns whether the account has this key now.
   */
  make(credentials: AccountCredentials): Promise<boolean>
}

export interface Accounts {
  /** The wanted ones first, in their order. */
  readonly accountIds: readonly string[]
  /** Whether this start gave accounts their credentials. */
  readonly made: boolean
}

export async function openAccounts(
  book: AccountBook,
  dataFolder: string,
  wanted: readonly string[],
): Promise<Accounts> {
  const file = join(dataFolder, 'new-accounts.json')
  const present = await book.accounts()
  const unfinished = readUnfinished(await findFile(file))
  const isFirst = wanted.length === 0 && present.length === 0
  const needed = isFirst ? firstAccount(unfinished) : wanted
  const chosen = new Map(unfinished.map((credentials) => [credentials.accountId, credentials]))
  const making = [...new Set([...needed, ...present])].flatMap((accountId) => {
    const started = chosen.get(accountId)
    if (started !== undefined) return [started]
    return present.includes(accountId) ? [] : [book.newCredentials(accountId)]
  })
  if (making.length > 0) await replaceFile(file, JSON.stringify(making))
  const made: AccountCredentials[] = []
  for (const credentials of making) {
    // False: another node made the account at this moment, and holds its credentials.
    if (await book.make(credentials)) made.push(credentials)
  }
  const accountIds = [...new Set([...needed, ...present])]
  await addCredentials(dataFolder, accountIds[0] as string, made)
  await removeFile(file)
  return { accountIds, made: made.length > 0 }
}

/** Without a wish, the account that a start was making when it ended, else a new one. */
function firstAccount(unfinished: readonly AccountCredentials[]): readonly string[] {
  return [unfinished[0]?.accountId ?? newAccountId()]
}

/** The file is replaced whole, so it is there or not. */
function readUnfinished(text: string | null): readonly AccountCredentials[] {
  return text === null ? [] : JSON.parse(text)
}

/** 12 digits, the first not zero, as AWS gives them. */
function newAccountId(): string {
  return `${randomInt(1, 10)}${String(randomInt(100_000_000_000)).padStart(11, '0')}`
}

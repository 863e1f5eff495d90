import type { RootKey } from '../rootkey/rootkey.ts'
import type { Storage } from '../storage/storage.ts'
import { authorize } from './authorize.ts'
import { bindPrincipals, findArn, findUniqueId, showPrincipals } from './bound-principals.ts'
import { findCredentials } from './credentials.ts'
import { identityPolicies } from './identity-policies.ts'
import { principalExists } from './principal-exists.ts'
import { accountsSubject, type IamRoom } from './room.ts'

export interface IamOptions {
  readonly storage: Storage
  readonly rootKey: RootKey
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** The regions this server has: a policy may name a service of these only. */
  readonly regions: readonly string[]
}

export function createIam({ storage, rootKey, now, regions }: IamOptions): IamRoom {
  const accounts = () =>
    storage.authority.read(accountsSubject, 'all', async () => {
      const rows = await storage.database
        .selectFrom('iam_account')
        .select('account_id')
        .orderBy('created_at')
        .orderBy('account_id')
        .execute()
      return rows.map((row) => row.account_id)
    })
  const source = { storage, rootKey, now, accounts }
  return {
    storage,
    rootKey,
    now,
    accounts,
    findCredentials: (accessKeyId, sessionToken) => findCredentials(source, accessKeyId, sessionToken),
    identityPolicies: (principal) => identityPolicies(storage, principal),
    authorize: async (call, request) =>
      authorize(await identityPolicies(storage, call.principal), call, request),
    bindPrincipals: (text) => bindPrincipals(storage.database, text),
    showPrincipals: (text) => showPrincipals(storage.database, text),
    bindPrincipal: async (name) => (await findUniqueId(storage.database, name)) ?? name,
    showPrincipal: async (name) => (await findArn(storage.database, name)) ?? name,
    principalExists: (name) => principalExists(storage, regions, name),
  }
}

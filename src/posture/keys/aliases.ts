/** The aliases of one account and region: whose key a key is, often without asking for the key itself. */

import type { Api } from '../api.ts'
import { pages } from '../collectors/pages.ts'
import { kms } from '../services.ts'
import { isAwsAlias } from './key-reference.ts'

export interface Aliases {
  /** Undefined: no such alias. Null: it stands for no key, as predefined ones do until they are used. */
  targetOf(alias: string): string | null | undefined
  /** CreateAlias takes customer-managed keys only, so an alias proves whose key it is. */
  ownerOf(keyId: string): 'aws' | 'customer' | undefined
}

/** @throws {ApiError} */
export async function readAliases(api: Api): Promise<Aliases> {
  const targets = new Map<string, string | null>()
  const owners = new Map<string, 'aws' | 'customer'>()
  const list = pages(async (token) => {
    const answer = await api.call(kms, 'ListAliases', (client) =>
      client.listAliases({ Limit: 100, Marker: token }),
    )
    return { items: answer.Aliases ?? [], next: answer.Truncated === false ? undefined : answer.NextMarker }
  })
  for await (const page of list) {
    for (const { AliasName, TargetKeyId } of page) {
      if (AliasName === undefined) continue
      targets.set(AliasName, TargetKeyId || null)
      if (!TargetKeyId) continue
      if (isAwsAlias(AliasName)) owners.set(TargetKeyId, 'aws')
      else if (!owners.has(TargetKeyId)) owners.set(TargetKeyId, 'customer')
    }
  }
  return { targetOf: (alias) => targets.get(alias), ownerOf: (keyId) => owners.get(keyId) }
}

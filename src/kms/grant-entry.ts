/** Grants as listings show them. */

import type { GrantListEntry } from '@aws-sdk/client-kms'
import { isUnconstrained } from './grant-constraints.ts'
import { type Grant, type GrantRow, grantFromRow } from './grants.ts'
import type { Kms } from './kms.ts'
import type { Positioned } from './page.ts'

/** The rows of one page, principals by their ARNs, or by their unique ids where they are gone. */
export async function positionedEntries(
  kms: Kms,
  rows: readonly GrantRow[],
): Promise<Positioned<GrantListEntry>[]> {
  const names = rows.flatMap(({ grantee_principal: grantee, retiring_principal: retiring }) =>
    retiring === null ? [grantee] : [grantee, retiring],
  )
  const shown = new Map<string, string>()
  for (const name of new Set(names)) shown.set(name, await kms.iam.showPrincipal(name))
  return rows.map((row) => ({ item: grantEntry(grantFromRow(row), shown), position: row.grant_id }))
}

function grantEntry(grant: Grant, shown: ReadonlyMap<string, string>): GrantListEntry {
  const entry: GrantListEntry = {
    KeyId: grant.keyArn,
    GrantId: grant.id,
    Name: grant.name ?? '',
    CreationDate: new Date(grant.createdAt),
    IssuingAccount: grant.issuingAccount,
    Operations: [...grant.operations] as NonNullable<GrantListEntry['Operations']>,
  }
  const grantee = shown.get(grant.granteePrincipal)
  const retiring = grant.retiringPrincipal === null ? undefined : shown.get(grant.retiringPrincipal)
  if (grant.granteeKind === 'service') entry.GranteeServicePrincipal = grantee
  else entry.GranteePrincipal = grantee
  if (grant.retiringKind === 'service') entry.RetiringServicePrincipal = retiring
  else if (retiring !== undefined) entry.RetiringPrincipal = retiring
  if (!isUnconstrained(grant.constraints)) entry.Constraints = grant.constraints
  return entry
}

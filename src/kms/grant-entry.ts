/** A grant as listings show it. */

import type { GrantListEntry } from '@aws-sdk/client-kms'
import { isUnconstrained } from './grant-constraints.ts'
import type { Grant } from './grants.ts'

export function grantEntry(grant: Grant): GrantListEntry {
  const entry: GrantListEntry = {
    KeyId: grant.keyArn,
    GrantId: grant.id,
    Name: grant.name ?? '',
    CreationDate: new Date(grant.createdAt),
    IssuingAccount: grant.issuingAccount,
    Operations: [...grant.operations] as NonNullable<GrantListEntry['Operations']>,
  }
  if (grant.granteeKind === 'service') entry.GranteeServicePrincipal = grant.granteePrincipal
  else entry.GranteePrincipal = grant.granteePrincipal
  if (grant.retiringKind === 'service') entry.RetiringServicePrincipal = grant.retiringPrincipal ?? undefined
  else if (grant.retiringPrincipal !== null) entry.RetiringPrincipal = grant.retiringPrincipal
  if (!isUnconstrained(grant.constraints)) entry.Constraints = grant.constraints
  return entry
}

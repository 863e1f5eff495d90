import type { GrantListEntry, ListGrantsRequest, ListGrantsResponse } from '@aws-sdk/client-kms'
import type { Operation } from '../../call/operation.ts'
import { requireGrantIdForm } from '../delete-grant.ts'
import { missingMember } from '../errors.ts'
import { positionedEntries } from '../grant-entry.ts'
import type { Kms } from '../kms.ts'
import { type Positioned, page } from '../page.ts'
import { requireKey } from '../require-key.ts'
import { present } from '../trail-record.ts'

/** The grants of a key, by grant id. */
export const listGrants: Operation<Kms, ListGrantsRequest, ListGrantsResponse> = {
  readOnly: true,
  recordRequest: (input) =>
    present({
      keyId: input.KeyId,
      grantId: input.GrantId,
      granteePrincipal: input.GranteePrincipal,
      granteeServicePrincipal: input.GranteeServicePrincipal,
      limit: input.Limit,
      marker: input.Marker,
    }),
  async handle(kms, call, input) {
    if (input.KeyId === undefined) throw missingMember('keyId')
    if (input.GrantId !== undefined) requireGrantIdForm(input.GrantId)
    const key = await requireKey(kms, call, 'ListGrants', {
      keyIdentifier: input.KeyId,
      conditionKeys: { 'kms:GrantIsForAWSResource': String(call.via !== undefined) },
    })
    const filters = [input.GrantId ?? '', input.GranteePrincipal ?? '', input.GranteeServicePrincipal ?? '']
    const rule = { default: 50, max: 100, scope: [key.arn, ...filters] }
    const { items, ...rest } = await page<GrantListEntry>(kms, call, input, rule, (after, count) =>
      fetchGrants(kms, key.arn, input, after, count),
    )
    return { Grants: [...items], ...rest }
  },
}

async function fetchGrants(
  kms: Kms,
  keyArn: string,
  filter: ListGrantsRequest,
  after: string | null,
  count: number,
): Promise<Positioned<GrantListEntry>[]> {
  let query = kms.storage.database.selectFrom('kms_grant').selectAll().where('key_arn', '=', keyArn)
  if (filter.GrantId !== undefined) query = query.where('grant_id', '=', filter.GrantId)
  if (filter.GranteePrincipal !== undefined) {
    query = query
      .where('grantee_principal', '=', await kms.iam.bindPrincipal(filter.GranteePrincipal))
      .where('grantee_kind', '=', 'principal')
  }
  if (filter.GranteeServicePrincipal !== undefined) {
    query = query
      .where('grantee_principal', '=', filter.GranteeServicePrincipal)
      .where('grantee_kind', '=', 'service')
  }
  if (after !== null) query = query.where('grant_id', '>', after)
  const rows = await query.orderBy('grant_id').limit(count).execute()
  return positionedEntries(kms, rows)
}

import type { GrantListEntry, ListGrantsResponse, ListRetirableGrantsRequest } from '@aws-sdk/client-kms'
import { parseArn } from '../../call/arn.ts'
import type { Call } from '../../call/call.ts'
import type { Operation } from '../../call/operation.ts'
import { invalidGrantPrincipal, keyAccessDenied, validation } from '../errors.ts'
import { positionedEntries } from '../grant-entry.ts'
import { type GrantPrincipal, parseRetiring } from '../grant-principals.ts'
import type { Kms } from '../kms.ts'
import { type Positioned, page } from '../page.ts'
import { present } from '../trail-record.ts'

/** The grants in the Region that a principal may retire, on keys of any account. Access to the keys is not asked for. */
export const listRetirableGrants: Operation<Kms, ListRetirableGrantsRequest, ListGrantsResponse> = {
  readOnly: true,
  recordRequest: (input) =>
    present({
      retiringPrincipal: input.RetiringPrincipal,
      retiringServicePrincipal: input.RetiringServicePrincipal,
      limit: input.Limit,
      marker: input.Marker,
    }),
  async handle(kms, call, input) {
    const retiring = parseRetiring(input.RetiringPrincipal, input.RetiringServicePrincipal)
    if (retiring === null) throw validation('Specify either RetiringPrincipal or RetiringServicePrincipal.')
    await authorizeListing(kms, call, retiring)
    const rule = { default: 50, max: 100, scope: [retiring.kind, retiring.name] }
    const { items, ...rest } = await page<GrantListEntry>(kms, call, input, rule, (after, count) =>
      fetchGrants(kms, call.region, retiring, after, count),
    )
    return { Grants: [...items], ...rest }
  },
}

/** The principal must be of the caller's account; a service may ask for itself only. @throws InvalidArnException */
async function authorizeListing(kms: Kms, call: Call, retiring: GrantPrincipal): Promise<void> {
  const { principal } = call
  if (principal.kind === 'service' && principal.servicePrincipal === retiring.name) return
  const arn = parseArn(retiring.name)
  if (retiring.kind === 'principal' && arn === null) throw invalidGrantPrincipal(retiring.name)
  if (arn === null || arn.accountId !== principal.accountId) {
    throw keyAccessDenied(principal, 'kms:ListRetirableGrants', retiring.name, 'no resource-based policy')
  }
  await kms.iam.authorize(call, { action: 'kms:ListRetirableGrants', resource: retiring.name })
}

async function fetchGrants(
  kms: Kms,
  region: string,
  retiring: GrantPrincipal,
  after: string | null,
  count: number,
): Promise<Positioned<GrantListEntry>[]> {
  let query = kms.storage.database
    .selectFrom('kms_grant')
    .selectAll()
    .where('retiring_principal', '=', await kms.iam.bindPrincipal(retiring.name))
    .where('region', '=', region)
  if (after !== null) query = query.where('grant_id', '>', after)
  const rows = await query.orderBy('grant_id').limit(count).execute()
  return positionedEntries(kms, rows)
}

/** Grants: one key, one grantee, allow only (KMS Developer Guide, "Grants in AWS KMS"). */

import type { Selectable } from 'kysely'
import type { Principal } from '../call/principal.ts'
import type { Tables } from '../storage/storage.ts'
import type { EncryptionContext } from './encryption-context.ts'
import type { GrantConstraints } from './grant-constraints.ts'
import { constraintsHold, selectorsOf, sourceSelector, sourceSelectorPrefix } from './grant-constraints.ts'
import type { Kms } from './kms.ts'
import { type KmsKey, keySubject } from './kms-key.ts'

export interface Grant {
  readonly id: string
  readonly keyArn: string
  readonly name: string | null
  /** Users, roles and sessions by their unique ids; listings show ARNs. */
  readonly granteePrincipal: string
  readonly granteeKind: PrincipalKind
  readonly retiringPrincipal: string | null
  readonly retiringKind: PrincipalKind | null
  readonly issuingAccount: string
  readonly operations: readonly string[]
  readonly constraints: GrantConstraints
  readonly createdAt: number
}

/** Which member of the API named a principal: `GranteePrincipal` or `GranteeServicePrincipal`. */
export type PrincipalKind = 'principal' | 'service'

export type GrantRow = Selectable<Tables['kms_grant']>

export function grantFromRow(row: GrantRow): Grant {
  return {
    id: row.grant_id,
    keyArn: row.key_arn,
    name: row.name,
    granteePrincipal: row.grantee_principal,
    granteeKind: row.grantee_kind as PrincipalKind,
    retiringPrincipal: row.retiring_principal,
    retiringKind: row.retiring_kind as PrincipalKind | null,
    issuingAccount: row.issuing_account,
    operations: JSON.parse(row.operations) as string[],
    constraints: row.constraints === null ? {} : (JSON.parse(row.constraints) as GrantConstraints),
    createdAt: row.created_at,
  }
}

/**
 * The names a grant may know a caller by, itself first; an account root stands for its whole account. Users and roles go by
 * their unique ids, which a later one of the same name does not have.
 */
export function granteeNames(principal: Principal): {
  readonly direct: readonly string[]
  readonly account: string | null
} {
  switch (principal.kind) {
    case 'service':
      return { direct: [principal.servicePrincipal], account: null }
    case 'root':
      return { direct: [principal.arn], account: null }
    case 'user':
      return { direct: [principal.userId], account: accountRoot(principal.accountId) }
    case 'assumed-role':
      return {
        direct: [`${principal.roleId}:${principal.sessionName}`, principal.roleId],
        account: accountRoot(principal.accountId),
      }
  }
}

export function accountRoot(accountId: string): string {
  return `arn:aws:iam::${accountId}:root`
}

/** What a call needs a grant for. */
export interface GrantNeed {
  /** All of these must be in the grant. The first is what is being called. */
  readonly operations: readonly string[]
  /** The request's encryption context; null where grant constraints do not look at it (DescribeKey, RetireGrant). */
  readonly encryptionContext: EncryptionContext | null
  /** `aws:SourceArn` of a service's call. */
  readonly sourceArn: string | null
  /** A further demand on grants with constraints (a child grant must be as strict as its parent). */
  readonly accepts?: (grant: Grant) => boolean
}

/** With more constrained grants than this for one grantee, they are looked up one selector at a time. */
const heldGrantsMax = 100

/** What a grantee may do by grants, for one list of operations. */
interface GrantSet {
  /** One that nothing of the request can fail: any will do. */
  readonly open: Grant | null
  /** The others by their selector; null when they are too many to be held. */
  readonly bySelector: ReadonlyMap<string, readonly Grant[]> | null
}

/**
 * A grant of the key that gives one of `grantees` what is needed, or null. The cost does not grow with the number of
 * grants: one without constraints is found by index, the others by a selector that the request brings along.
 */
export async function findGrant(
  kms: Kms,
  key: KmsKey,
  grantees: readonly string[],
  need: GrantNeed,
): Promise<Grant | null> {
  const contextIgnored = need.encryptionContext === null
  const lookup = { kms, key, grantees, operations: need.operations, contextIgnored }
  const cacheKey = `grants/${contextIgnored ? '*' : ''}${need.operations.join()}/${grantees.join()}`
  const { authority } = kms.storage
  const set = await authority.read(keySubject(key.arn), cacheKey, () => loadGrantSet(lookup), weightOf)
  if (set.open !== null) return set.open
  if (set.bySelector?.size === 0) return null
  const selectors = neededSelectors(need)
  if (selectors.length === 0) return null
  const candidates =
    set.bySelector === null
      ? await findSelectedGrants(lookup, cacheKey, selectors)
      : selectors.flatMap((selector) => set.bySelector?.get(selector) ?? [])
  return candidates.find((grant) => holds(grant, need)) ?? null
}

function neededSelectors(need: GrantNeed): string[] {
  const selectors = selectorsOf(need.encryptionContext ?? {})
  if (need.sourceArn !== null) selectors.push(sourceSelector(need.sourceArn))
  return selectors
}

/** Whether this grant gives one of `grantees` what is needed: what `findGrant` asks of each, for one that is at hand. */
export function grantAllows(grant: Grant, grantees: readonly string[], need: GrantNeed): boolean {
  if (!grantees.includes(grant.granteePrincipal)) return false
  return need.operations.every((operation) => grant.operations.includes(operation)) && holds(grant, need)
}

function holds(grant: Grant, need: GrantNeed): boolean {
  if (!constraintsHold(grant.constraints, need.encryptionContext, need.sourceArn)) return false
  return need.accepts === undefined || need.accepts(grant)
}

interface GrantLookup {
  readonly kms: Kms
  readonly key: KmsKey
  readonly grantees: readonly string[]
  readonly operations: readonly string[]
  readonly contextIgnored: boolean
}

function weightOf({ bySelector }: GrantSet): number {
  return [...(bySelector?.values() ?? [])].reduce((weight, grants) => weight + grants.length, 1)
}

async function loadGrantSet(lookup: GrantLookup): Promise<GrantSet> {
  // Where the encryption context does not count, only a source can fail a grant.
  const open = await (lookup.contextIgnored
    ? grantQuery(lookup).where('constraint_selector', 'not like', `${sourceSelectorPrefix}%`)
    : grantQuery(lookup).where('constraint_selector', '=', '')
  )
    .limit(1)
    .executeTakeFirst()
  if (open !== undefined) return { open: grantFromRow(open), bySelector: new Map() }
  const rows = await grantQuery(lookup)
    .where('constraint_selector', '<>', '')
    .limit(heldGrantsMax + 1)
    .execute()
  if (rows.length > heldGrantsMax) return { open: null, bySelector: null }
  return {
    open: null,
    bySelector: groupBySelector(rows),
  }
}

function groupBySelector(rows: readonly GrantRow[]): Map<string, Grant[]> {
  const groups = new Map<string, Grant[]>()
  for (const row of rows) {
    const group = groups.get(row.constraint_selector) ?? []
    group.push(grantFromRow(row))
    groups.set(row.constraint_selector, group)
  }
  return groups
}

async function findSelectedGrants(
  lookup: GrantLookup,
  cacheKey: string,
  selectors: readonly string[],
): Promise<readonly Grant[]> {
  const { kms, key } = lookup
  const load = async () => {
    const rows = await grantQuery(lookup).where('constraint_selector', 'in', selectors).execute()
    if (rows.length === 0) throw new GrantsMissingError()
    return rows.map(grantFromRow)
  }
  try {
    const selected = `${cacheKey}/${selectors.join()}`
    return await kms.storage.authority.read(keySubject(key.arn), selected, load, (grants) => grants.length)
  } catch (error) {
    if (error instanceof GrantsMissingError) return []
    throw error
  }
}

/** Thrown, not returned, so that contexts which somebody only tries are not cached. */
class GrantsMissingError extends Error {
  override readonly name = 'GrantsMissingError'
}

function grantQuery({ kms, key, grantees, operations }: GrantLookup) {
  let query = kms.storage.database
    .selectFrom('kms_grant')
    .selectAll()
    .where('key_arn', '=', key.arn)
    .where('grantee_principal', 'in', grantees)
  // Operation names are quoted in the JSON text, so that no name is found within another.
  for (const operation of operations) query = query.where('operations', 'like', `%"${operation}"%`)
  return query
}

/** Null when the key has no such grant. */
export async function findGrantById(kms: Kms, keyArn: string, grantId: string): Promise<Grant | null> {
  const row = await kms.storage.database
    .selectFrom('kms_grant')
    .selectAll()
    .where('key_arn', '=', keyArn)
    .where('grant_id', '=', grantId)
    .executeTakeFirst()
  return row === undefined ? null : grantFromRow(row)
}

/** The grants of this name on a key that name the principal itself as retiring. */
export async function findRetirableGrantIds(
  kms: Kms,
  principal: Principal,
  keyArn: string,
  name: string,
): Promise<readonly string[]> {
  const rows = await kms.storage.database
    .selectFrom('kms_grant')
    .select('grant_id')
    .where('key_arn', '=', keyArn)
    .where('name', '=', name)
    .where('retiring_principal', 'in', granteeNames(principal).direct)
    .execute()
  return rows.map((row) => row.grant_id)
}

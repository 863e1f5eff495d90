import type { Database, Tx } from '../storage/storage.ts'
import type { Page, PageRequest } from './page.ts'
import type { Place } from './place.ts'

/** Rows of the table `resource`: what a service finds the scopes of its top resources by. Ids and times only. */
export interface ResourceKind {
  readonly service: string
  readonly kind: string
}

export interface ResourceRow {
  readonly id: string
  readonly scope_id: string
  readonly created_at: number
}

/** With the transaction that makes the scope visible. */
export async function insertResource(
  tx: Tx,
  place: Place,
  { service, kind }: ResourceKind,
  row: ResourceRow,
): Promise<void> {
  await tx
    .insertInto('resource')
    .values({ account_id: place.accountId, region: place.region, service, kind, ...row })
    .execute()
}

/** Null when the account has no such resource in the region. */
export async function findResource(
  database: Database,
  place: Place,
  kind: ResourceKind,
  id: string,
): Promise<ResourceRow | null> {
  const row = await ofKind(database, place, kind)
    .select(['id', 'scope_id', 'created_at'])
    .where('id', '=', id)
    .executeTakeFirst()
  return row ?? null
}

export async function countResources(database: Database, place: Place, kind: ResourceKind): Promise<number> {
  const row = await ofKind(database, place, kind)
    .select((select) => select.fn.countAll().as('count'))
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

/**
 * Oldest first. No key of any resource may be needed to list them: the token is a plain position in a list that is the
 * caller's own. @throws what `tokenInvalid` makes, for a token that is none
 */
export async function listResources(
  database: Database,
  place: Place,
  kind: ResourceKind,
  { limit, nextToken }: PageRequest,
  tokenInvalid: () => Error,
): Promise<Page<ResourceRow>> {
  const after = readPosition(nextToken, tokenInvalid)
  let query = ofKind(database, place, kind).select(['id', 'scope_id', 'created_at'])
  if (after !== null) {
    query = query.where((where) =>
      where.or([
        where('created_at', '>', after.createdAt),
        where.and([where('created_at', '=', after.createdAt), where('id', '>', after.id)]),
      ]),
    )
  }
  const rows = await query
    .orderBy('created_at')
    .orderBy('id')
    .limit(limit + 1)
    .execute()
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const more = rows.length > limit && last !== undefined
  return { page, nextToken: more ? writePosition(last) : undefined }
}

function ofKind(database: Database, place: Place, { service, kind }: ResourceKind) {
  return database
    .selectFrom('resource')
    .where('account_id', '=', place.accountId)
    .where('region', '=', place.region)
    .where('service', '=', service)
    .where('kind', '=', kind)
}

interface Position {
  readonly createdAt: number
  readonly id: string
}

function writePosition(row: ResourceRow): string {
  return Buffer.from(`${row.created_at}/${row.id}`, 'utf8').toString('base64url')
}

function readPosition(token: string | undefined, tokenInvalid: () => Error): Position | null {
  if (token === undefined) return null
  const match = /^(\d{1,15})\/([\w-]{1,64})$/.exec(Buffer.from(token, 'base64url').toString('utf8'))
  if (match?.[1] === undefined || match[2] === undefined) throw tokenInvalid()
  return { createdAt: Number(match[1]), id: match[2] }
}

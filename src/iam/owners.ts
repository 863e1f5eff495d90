/** Users and roles as what they have in common: they own policies, tags and a permissions boundary. */

import type { Selectable } from 'kysely'
import type { Database, Tables, Tx } from '../storage/storage.ts'

export type UserRow = Selectable<Tables['iam_user']>
export type RoleRow = Selectable<Tables['iam_role']>
export type OwnerKind = 'user' | 'role'

export interface Owner {
  readonly kind: OwnerKind
  /** `AIDA…` or `AROA…` */
  readonly id: string
  readonly name: string
  readonly arn: string
  readonly tags: readonly Tag[]
}

export interface Tag {
  readonly Key: string
  readonly Value: string
}

export async function findUser(
  database: Database | Tx,
  accountId: string,
  userName: string,
): Promise<UserRow | null> {
  const row = await database
    .selectFrom('iam_user')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('user_name', '=', userName)
    .executeTakeFirst()
  return row ?? null
}

export async function findRole(
  database: Database | Tx,
  accountId: string,
  roleName: string,
): Promise<RoleRow | null> {
  const row = await database
    .selectFrom('iam_role')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('role_name', '=', roleName)
    .executeTakeFirst()
  return row ?? null
}

export async function findOwner(
  database: Database | Tx,
  kind: OwnerKind,
  accountId: string,
  name: string,
): Promise<Owner | null> {
  if (kind === 'user') {
    const row = await findUser(database, accountId, name)
    return row && { kind, id: row.user_id, name, arn: row.arn, tags: parseTags(row.tags) }
  }
  const row = await findRole(database, accountId, name)
  return row && { kind, id: row.role_id, name, arn: row.arn, tags: parseTags(row.tags) }
}

export function ownerArn(kind: OwnerKind, accountId: string, path: string, name: string): string {
  return `arn:aws:iam::${accountId}:${kind}${path}${name}`
}

/** Tags are stored as the JSON that this room wrote. */
export function parseTags(text: string): readonly Tag[] {
  return JSON.parse(text)
}

export function tagMap(tags: readonly Tag[]): Readonly<Record<string, string>> {
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]))
}

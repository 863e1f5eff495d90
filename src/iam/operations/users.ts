import type * as IAM from '@aws-sdk/client-iam'
import { sql } from 'kysely'
import type { Call } from '../../call/call.ts'
import type { Tx } from '../../storage/storage.ts'
import { alreadyExists, deleteConflict, noSuchOwner } from '../errors.ts'
import { findUser, ownerArn, parseTags, type UserRow } from '../owners.ts'
import { changeIam, type IamRoom } from '../room.ts'
import { newUniqueId } from '../unique-ids.ts'
import { authorizeIam, requestTagContext, requireOwner, userNameOrCaller } from './access.ts'
import { boundaryContext, boundaryMember, requireAttachable } from './boundaries.ts'
import { change, given, query } from './operation-kinds.ts'
import { pageOf, pageStart } from './page.ts'
import { checkTags } from './tags.ts'

export const createUser = change<IAM.CreateUserRequest, IAM.CreateUserResponse>(async (iam, call, input) => {
  const { accountId } = call.principal
  const name = given(input.UserName, 'UserName')
  const path = input.Path ?? '/'
  const arn = ownerArn('user', accountId, path, name)
  const tags = checkTags(input.Tags)
  const context = { ...requestTagContext(tags), ...boundaryContext(input.PermissionsBoundary) }
  await authorizeIam(iam, call, 'CreateUser', arn, context)
  if (tags.length > 0) await authorizeIam(iam, call, 'TagUser', arn, context)
  const row: UserRow = {
    user_id: newUniqueId('AIDA'),
    account_id: accountId,
    user_name: name,
    path,
    arn,
    permissions_boundary: input.PermissionsBoundary ?? null,
    tags: JSON.stringify(tags),
    created_at: iam.now(),
  }
  await changeIam(iam.storage, accountId, async (tx) => {
    await requireFreeName(tx, accountId, name)
    await requireAttachable(tx, accountId, row.permissions_boundary)
    await tx.insertInto('iam_user').values(row).execute()
  })
  return { User: userShape(row) }
})

export const getUser = query<IAM.GetUserRequest, IAM.GetUserResponse>(async (iam, call, input) => {
  const { principal } = call
  if (input.UserName === undefined && principal.kind === 'root') return { User: await rootShape(iam, call) }
  const name = userNameOrCaller(call, input.UserName)
  await requireOwner(iam, call, 'GetUser', 'user', name)
  return { User: userShape(await getUserRow(iam, principal.accountId, name)) }
})

export const listUsers = query<IAM.ListUsersRequest, IAM.ListUsersResponse>(async (iam, call, input) => {
  const { accountId } = call.principal
  const prefix = input.PathPrefix ?? '/'
  await authorizeIam(iam, call, 'ListUsers', `arn:aws:iam::${accountId}:user${prefix}`)
  const start = pageStart(input)
  const rows = await iam.storage.database
    .selectFrom('iam_user')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('user_name', '>', start.after)
    .where(sql<string>`substr(path, 1, ${sql.lit(prefix.length)})`, '=', prefix)
    .orderBy('user_name')
    .limit(start.limit)
    .execute()
  const { items, end } = pageOf(rows, start, (row) => row.user_name)
  // Tags and boundary are left to GetUser (IAM API reference, "ListUsers").
  return {
    Users: items.map((row) => ({ ...userShape(row), Tags: undefined, PermissionsBoundary: undefined })),
    ...end,
  }
})

/** A user keeps its id, keys and policies under the new name. */
export const updateUser = change<IAM.UpdateUserRequest, object>(async (iam, call, input) => {
  const { accountId } = call.principal
  const name = given(input.UserName, 'UserName')
  const { arn } = await requireOwner(iam, call, 'UpdateUser', 'user', name)
  const newName = input.NewUserName ?? name
  if (input.NewUserName !== undefined || input.NewPath !== undefined) {
    const target = ownerArn('user', accountId, input.NewPath ?? pathOf(arn), newName)
    await authorizeIam(iam, call, 'UpdateUser', target)
  }
  await changeIam(iam.storage, accountId, async (tx) => {
    const row = await findUser(tx, accountId, name)
    if (row === null) throw noSuchOwner('user', name)
    if (newName.toLowerCase() !== name.toLowerCase()) await requireFreeName(tx, accountId, newName)
    const path = input.NewPath ?? row.path
    await tx
      .updateTable('iam_user')
      .set({ user_name: newName, path, arn: ownerArn('user', accountId, path, newName) })
      .where('user_id', '=', row.user_id)
      .execute()
  })
  return {}
})

export const deleteUser = change<IAM.DeleteUserRequest, object>(async (iam, call, input) => {
  const { accountId } = call.principal
  const name = given(input.UserName, 'UserName')
  await requireOwner(iam, call, 'DeleteUser', 'user', name)
  await changeIam(iam.storage, accountId, async (tx) => {
    const row = await findUser(tx, accountId, name)
    if (row === null) throw noSuchOwner('user', name)
    const key = await tx
      .selectFrom('iam_access_key')
      .select('access_key_id')
      .where('user_id', '=', row.user_id)
      .executeTakeFirst()
    if (key !== undefined) throw deleteConflict('Cannot delete entity, must delete access keys first.')
    await requireNoPolicies(tx, row.user_id)
    await tx.deleteFrom('iam_user').where('user_id', '=', row.user_id).execute()
  })
  return {}
})

/** `arn:aws:iam::111122223333:user/team/alice` → `/team/` */
function pathOf(userArn: string): string {
  return userArn.slice(userArn.indexOf('/'), userArn.lastIndexOf('/') + 1)
}

/** @throws AwsError DeleteConflict */
export async function requireNoPolicies(tx: Tx, ownerId: string): Promise<void> {
  const attached = await tx
    .selectFrom('iam_policy_attachment')
    .select('policy_arn')
    .where('owner_id', '=', ownerId)
    .executeTakeFirst()
  if (attached !== undefined) throw deleteConflict('Cannot delete entity, must detach all policies first.')
  const inline = await tx
    .selectFrom('iam_inline_policy')
    .select('policy_name')
    .where('owner_id', '=', ownerId)
    .executeTakeFirst()
  if (inline !== undefined) throw deleteConflict('Cannot delete entity, must delete policies first.')
}

/** Names within an account differ in more than case. */
async function requireFreeName(tx: Tx, accountId: string, name: string): Promise<void> {
  const taken = await tx
    .selectFrom('iam_user')
    .select('user_id')
    .where('account_id', '=', accountId)
    .where(sql<string>`lower(user_name)`, '=', name.toLowerCase())
    .executeTakeFirst()
  if (taken !== undefined) throw alreadyExists(`User with name ${name} already exists.`)
}

async function getUserRow(iam: IamRoom, accountId: string, name: string): Promise<UserRow> {
  const row = await findUser(iam.storage.database, accountId, name)
  if (row === null) throw noSuchOwner('user', name)
  return row
}

function userShape(row: UserRow): IAM.User {
  const tags = parseTags(row.tags)
  return {
    Path: row.path,
    UserName: row.user_name,
    UserId: row.user_id,
    Arn: row.arn,
    CreateDate: new Date(row.created_at),
    ...boundaryMember(row.permissions_boundary),
    ...(tags.length > 0 && { Tags: [...tags] }),
  }
}

/** The account's root user has neither name nor path. */
async function rootShape({ storage }: IamRoom, { principal: { accountId } }: Call): Promise<IAM.User> {
  const account = await storage.database
    .selectFrom('iam_account')
    .select('created_at')
    .where('account_id', '=', accountId)
    .executeTakeFirstOrThrow()
  return {
    Path: undefined,
    UserName: undefined,
    UserId: accountId,
    Arn: `arn:aws:iam::${accountId}:root`,
    CreateDate: new Date(account.created_at),
  }
}

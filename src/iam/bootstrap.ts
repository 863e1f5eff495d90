import type { Tx } from '../storage/storage.ts'
import { administratorAccess } from './aws-managed-policies.ts'
import { accessKeyBinding } from './credentials.ts'
import { ownerArn } from './owners.ts'
import { accountsSubject, type IamRoom, iamSubject } from './room.ts'
import { newAccessKeyId, newSecretAccessKey, newUniqueId } from './unique-ids.ts'

export interface AccessKey {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

export interface NewAccount {
  readonly admin: AccessKey
  /** Null unless asked for. */
  readonly root: AccessKey | null
}

/**
 * Makes an account with one user that has AdministratorAccess and an access key. Null when the account is there already.
 * The answer is the only place where the secrets are ever seen.
 *
 * @param accountId 12 digits.
 * @param adminAccessKey chosen before, for a caller that must not lose it in a crash; default: a new one.
 */
export async function ensureAccount(
  iam: IamRoom,
  accountId: string,
  {
    adminUserName,
    adminAccessKey = newAccessKey(accountId),
    rootAccessKey = false,
  }: { adminUserName: string; adminAccessKey?: AccessKey; rootAccessKey?: boolean },
): Promise<NewAccount | null> {
  if (!/^\d{12}$/.test(accountId)) throw new RangeError('an account id has 12 digits')
  if ((await iam.accounts()).includes(accountId)) return null
  return iam.storage.authority.change(async (tx, change) => {
    change.touch(accountsSubject)
    change.touch(iamSubject(accountId))
    const createdAt = iam.now()
    const inserted = await tx
      .insertInto('iam_account')
      .values({ account_id: accountId, created_at: createdAt })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    // Another node was first.
    if (inserted.numInsertedOrUpdatedRows === 0n) return null
    const userId = newUniqueId('AIDA')
    await tx
      .insertInto('iam_user')
      .values({
        user_id: userId,
        account_id: accountId,
        user_name: adminUserName,
        path: '/',
        arn: ownerArn('user', accountId, '/', adminUserName),
        permissions_boundary: null,
        tags: '[]',
        created_at: createdAt,
      })
      .execute()
    await tx
      .insertInto('iam_policy_attachment')
      .values({ owner_id: userId, policy_arn: administratorAccess, attached_at: createdAt })
      .execute()
    const admin = await insertAccessKey(iam, tx, { accountId, userId }, adminAccessKey)
    return { admin, root: rootAccessKey ? await insertAccessKey(iam, tx, { accountId, userId: null }) : null }
  })
}

/** Chosen, not made: nothing knows it yet. */
export function newAccessKey(accountId: string): AccessKey {
  return { accessKeyId: newAccessKeyId('AKIA', accountId), secretAccessKey: newSecretAccessKey() }
}

export async function hasAccessKey(
  { storage }: IamRoom,
  accountId: string,
  accessKeyId: string,
): Promise<boolean> {
  const row = await storage.database
    .selectFrom('iam_access_key')
    .select('access_key_id')
    .where('access_key_id', '=', accessKeyId)
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  return row !== undefined
}

/** A new active access key; its secret rests sealed. `userId` null: the account's root. */
export async function insertAccessKey(
  { rootKey, now }: IamRoom,
  tx: Tx,
  { accountId, userId }: { accountId: string; userId: string | null },
  { accessKeyId, secretAccessKey }: AccessKey = newAccessKey(accountId),
): Promise<AccessKey & { readonly createdAt: number }> {
  const createdAt = now()
  await tx
    .insertInto('iam_access_key')
    .values({
      access_key_id: accessKeyId,
      account_id: accountId,
      user_id: userId,
      status: 'Active',
      sealed_secret: rootKey.wrap(accessKeyBinding(accessKeyId), Buffer.from(secretAccessKey, 'utf8')),
      created_at: createdAt,
    })
    .execute()
  return { accessKeyId, secretAccessKey, createdAt }
}

import type * as IAM from '@aws-sdk/client-iam'
import { AwsError } from '../../call/aws-error.ts'
import type { Call } from '../../call/call.ts'
import { insertAccessKey } from '../bootstrap.ts'
import { invalidInput, noSuchAccessKey, noSuchOwner, quotaExceeded } from '../errors.ts'
import { findOwner } from '../owners.ts'
import { changeIam, type IamRoom } from '../room.ts'
import { authorizeIam, requireOwner, userNameOrCaller } from './access.ts'
import { change, given, lowerCamel, query } from './operation-kinds.ts'
import { pageOf, pageStart } from './page.ts'

const accessKeysMax = 2

export const createAccessKey = {
  ...change<IAM.CreateAccessKeyRequest, IAM.CreateAccessKeyResponse>(async (iam, call, input) => {
    const { accountId } = call.principal
    const holder = await requireHolder(iam, call, 'CreateAccessKey', input.UserName)
    const key = await changeIam(iam.storage, accountId, async (tx) => {
      if (
        holder.name !== null &&
        (await findOwner(tx, 'user', accountId, holder.name))?.id !== holder.userId
      ) {
        throw noSuchOwner('user', holder.name)
      }
      const had = await tx
        .selectFrom('iam_access_key')
        .select('access_key_id')
        .where('account_id', '=', accountId)
        .where('user_id', holder.userId === null ? 'is' : '=', holder.userId)
        .execute()
      if (had.length >= accessKeysMax) throw quotaExceeded('AccessKeysPerUser', accessKeysMax)
      return insertAccessKey(iam, tx, { accountId, userId: holder.userId })
    })
    return {
      AccessKey: {
        UserName: holder.name ?? undefined,
        AccessKeyId: key.accessKeyId,
        Status: 'Active',
        SecretAccessKey: key.secretAccessKey,
        CreateDate: new Date(key.createdAt),
      },
    }
  }),
  /** The secret is seen once, by the caller. */
  recordResponse: ({ AccessKey }: IAM.CreateAccessKeyResponse) =>
    lowerCamel({ AccessKey: { ...AccessKey, SecretAccessKey: undefined } }),
}

export const listAccessKeys = query<IAM.ListAccessKeysRequest, IAM.ListAccessKeysResponse>(
  async (iam, call, input) => {
    const holder = await requireHolder(iam, call, 'ListAccessKeys', input.UserName)
    const start = pageStart(input)
    const rows = await iam.storage.database
      .selectFrom('iam_access_key')
      .select(['access_key_id', 'status', 'created_at'])
      .where('account_id', '=', call.principal.accountId)
      .where('user_id', holder.userId === null ? 'is' : '=', holder.userId)
      .where('access_key_id', '>', start.after)
      .orderBy('access_key_id')
      .limit(start.limit)
      .execute()
    const { items, end } = pageOf(rows, start, (row) => row.access_key_id)
    const metadata = items.map((row) => ({
      UserName: holder.name ?? undefined,
      AccessKeyId: row.access_key_id,
      Status: row.status === 'Active' ? ('Active' as const) : ('Inactive' as const),
      CreateDate: new Date(row.created_at),
    }))
    return { AccessKeyMetadata: metadata, ...end }
  },
)

export const updateAccessKey = change<IAM.UpdateAccessKeyRequest, object>(async (iam, call, input) => {
  const accessKeyId = given(input.AccessKeyId, 'AccessKeyId')
  const status = given(input.Status, 'Status')
  const holder = await requireHolder(iam, call, 'UpdateAccessKey', input.UserName)
  // AWS itself sets Expired; a request cannot.
  if (status !== 'Active' && status !== 'Inactive') throw invalidInput(`Invalid status: ${status}`)
  await changeIam(iam.storage, call.principal.accountId, async (tx) => {
    const updated = await tx
      .updateTable('iam_access_key')
      .set({ status })
      .where('access_key_id', '=', accessKeyId)
      .where('account_id', '=', call.principal.accountId)
      .where('user_id', holder.userId === null ? 'is' : '=', holder.userId)
      .executeTakeFirst()
    if (updated.numUpdatedRows === 0n) throw noSuchAccessKey(accessKeyId)
  })
  return {}
})

export const deleteAccessKey = change<IAM.DeleteAccessKeyRequest, object>(async (iam, call, input) => {
  const accessKeyId = given(input.AccessKeyId, 'AccessKeyId')
  const holder = await requireHolder(iam, call, 'DeleteAccessKey', input.UserName)
  await changeIam(iam.storage, call.principal.accountId, async (tx) => {
    const deleted = await tx
      .deleteFrom('iam_access_key')
      .where('access_key_id', '=', accessKeyId)
      .where('account_id', '=', call.principal.accountId)
      .where('user_id', holder.userId === null ? 'is' : '=', holder.userId)
      .executeTakeFirst()
    if (deleted.numDeletedRows === 0n) throw noSuchAccessKey(accessKeyId)
  })
  return {}
})

/** The last use is what the trail says of it; nothing is written on use. */
export const getAccessKeyLastUsed = query<IAM.GetAccessKeyLastUsedRequest, IAM.GetAccessKeyLastUsedResponse>(
  async (iam, call, input) => {
    const accessKeyId = given(input.AccessKeyId, 'AccessKeyId')
    const key = await iam.storage.database
      .selectFrom('iam_access_key')
      .leftJoin('iam_user', 'iam_user.user_id', 'iam_access_key.user_id')
      .select(['iam_user.user_name', 'iam_user.arn'])
      .where('access_key_id', '=', accessKeyId)
      .where('iam_access_key.account_id', '=', call.principal.accountId)
      .executeTakeFirst()
    await authorizeIam(iam, call, 'GetAccessKeyLastUsed', key?.arn ?? '*')
    if (key === undefined)
      throw new AwsError('AccessDenied', 'The access key does not belong to this account.')
    const last = await lastUse(iam, call.principal.accountId, accessKeyId)
    const used =
      last === undefined
        ? { ServiceName: 'N/A', Region: 'N/A' }
        : {
            LastUsedDate: new Date(last.event_time),
            ServiceName: last.event_source.replace(/\.amazonaws\.com$/, ''),
            Region: last.region,
          }
    return { UserName: key.user_name ?? undefined, AccessKeyLastUsed: used }
  },
)

/** The newest event that the key signed, in any region. */
async function lastUse({ storage: { eventLog } }: IamRoom, accountId: string, accessKeyId: string) {
  const newest = await eventLog.reader
    .selectFrom('trail_posting')
    .select(['second', 'region'])
    .where('account_id', '=', accountId)
    .where('attribute', '=', 'access_key_id')
    .where('value', '=', accessKeyId)
    .orderBy('second', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (newest === undefined) return undefined
  return await eventLog.reader
    .selectFrom('trail_event')
    .select(['event_time', 'event_source', 'region'])
    .where('account_id', '=', accountId)
    .where('region', '=', newest.region)
    .where('access_key_id', '=', accessKeyId)
    .where('event_time', '>=', newest.second * 1000)
    .orderBy('event_time', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** Whose keys a request is about: the named user's, else the caller's own; the root user's have no user id. */
async function requireHolder(
  iam: IamRoom,
  call: Call,
  operation: string,
  userName: string | undefined,
): Promise<{ readonly userId: string | null; readonly name: string | null }> {
  if (userName === undefined && call.principal.kind === 'root') {
    await authorizeIam(iam, call, operation, call.principal.arn)
    return { userId: null, name: null }
  }
  const owner = await requireOwner(iam, call, operation, 'user', userNameOrCaller(call, userName))
  return { userId: owner.id, name: owner.name }
}

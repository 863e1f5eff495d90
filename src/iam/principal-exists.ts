import type { Storage } from '../storage/storage.ts'
import { findArn } from './bound-principals.ts'

/**
 * See `Iam.principalExists`. An account root counts as existing whether or not the account is on this server: a policy
 * may be written before the account is made. A service is known by its shape; its region, if it names one, must be ours.
 */
export async function principalExists(
  { database }: Storage,
  regions: readonly string[],
  name: string,
): Promise<boolean> {
  if (name === '*' || /^arn:aws:iam::\d{12}:root$/.test(name)) return true
  if (/^(?:AIDA|AROA)/.test(name)) return (await findArn(database, name)) !== null
  const session = /^arn:aws:sts::(\d{12}):assumed-role\/([\w+=,.@-]+)\/[\w+=,.@-]{2,64}$/.exec(name)
  if (session) {
    const [, accountId = '', roleName = ''] = session
    const role = database.selectFrom('iam_role').select('role_id')
    return exists(
      role.where('account_id', '=', accountId).where('role_name', '=', roleName).executeTakeFirst(),
    )
  }
  if (name.startsWith('arn:aws:iam::')) {
    return (
      (await exists(
        database.selectFrom('iam_user').select('user_id').where('arn', '=', name).executeTakeFirst(),
      )) ||
      exists(database.selectFrom('iam_role').select('role_id').where('arn', '=', name).executeTakeFirst())
    )
  }
  const [, region] = /^[a-z0-9-]+(?:\.([a-z0-9-]+))?\.amazonaws\.com$/.exec(name) ?? [null, null]
  return region !== null && (region === undefined || regions.includes(region))
}

async function exists(row: Promise<object | undefined>): Promise<boolean> {
  return (await row) !== undefined
}

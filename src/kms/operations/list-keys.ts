import type { KeyListEntry, ListKeysRequest, ListKeysResponse } from '@aws-sdk/client-kms'
import type { Operation } from '../../call/operation.ts'
import type { Kms } from '../kms.ts'
import { page } from '../page.ts'
import { present } from '../trail-record.ts'

/** All keys of the account in the Region, AWS managed ones too. */
export const listKeys: Operation<Kms, ListKeysRequest, ListKeysResponse> = {
  readOnly: true,
  recordRequest: (input) => present({ limit: input.Limit, marker: input.Marker }),
  async handle(kms, call, input) {
    await kms.iam.authorize(call, { action: 'kms:ListKeys', resource: '*' })
    const { items, ...rest } = await page<KeyListEntry>(
      kms,
      call,
      input,
      { default: 100, max: 1000 },
      (after, count) => fetchKeys(kms, call.region, call.principal.accountId, after, count),
    )
    return { Keys: [...items], ...rest }
  },
}

async function fetchKeys(kms: Kms, region: string, accountId: string, after: string | null, count: number) {
  let query = kms.storage.database
    .selectFrom('kms_key')
    .select(['key_id', 'key_arn'])
    .where('account_id', '=', accountId)
    .where('region', '=', region)
    .where('manager', '<>', 'SERVICE')
  if (after !== null) query = query.where('key_id', '>', after)
  const rows = await query.orderBy('key_id').limit(count).execute()
  return rows.map((row) => ({ item: { KeyId: row.key_id, KeyArn: row.key_arn }, position: row.key_id }))
}

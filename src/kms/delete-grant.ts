/** Takes a grant away: the end of RetireGrant and RevokeGrant. */

import { countDeparture, grantsScope } from './counts.ts'
import { grantNotFound, invalidGrantId } from './errors.ts'
import type { Kms } from './kms.ts'
import { changeKey } from './kms-key.ts'

/** Grant ids are 64 lower-case hex digits. @throws InvalidGrantIdException */
export function requireGrantIdForm(grantId: string): void {
  if (!/^[0-9a-f]{64}$/.test(grantId)) throw invalidGrantId()
}

/** Nothing is allowed under the grant any more when this resolves. @throws NotFoundException when it is gone already */
export async function deleteGrant(
  kms: Kms,
  keyArn: string,
  grantId: string,
  operation: 'RetireGrant' | 'RevokeGrant',
): Promise<void> {
  await changeKey(kms, keyArn, operation, async (tx) => {
    const deleted = await tx
      .deleteFrom('kms_grant')
      .where('grant_id', '=', grantId)
      .where('key_arn', '=', keyArn)
      .executeTakeFirst()
    if (deleted.numDeletedRows === 0n) throw grantNotFound(grantId)
    await countDeparture(tx, grantsScope(keyArn))
  })
}

import type { KeyService } from '../kms/kms.ts'
import { serviceCall } from './key-calls.ts'
import { isKeyUnavailable } from './key-errors.ts'
import { furtherGrantIdsOf, type ScopeRow } from './scope-facts.ts'

/**
 * Retires a scope's grants as the service. A key that is gone or out of reach leaves no grant that could be retired: what the
 * scope held is destroyed either way. Grants whose ids never came back are found by their name, which is the scope's id.
 */
export async function retireGrant(
  room: { readonly keys: KeyService; readonly now: () => number },
  row: ScopeRow,
): Promise<void> {
  if (row.kms_key_arn === null) return
  const caller = {
    service: row.service,
    region: row.region,
    accountId: row.account_id,
    resourceArn: row.resource_arn,
  }
  const call = serviceCall(caller, 'RetireGrant', room.now())
  const keyArn = row.kms_key_arn
  try {
    if (row.grant_id === null) await room.keys.retireNamedGrant(call, { keyArn, name: row.id })
    else {
      for (const grantId of [row.grant_id, ...furtherGrantIdsOf(row)]) {
        await room.keys.retireGrant(call, { keyArn, grantId })
      }
    }
  } catch (error) {
    if (!isKeyUnavailable(error)) throw error
  }
}

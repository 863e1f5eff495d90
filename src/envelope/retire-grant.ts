import type { KeyService } from '../kms/kms.ts'
import { serviceCall } from './key-calls.ts'
import { isKeyUnavailable } from './key-errors.ts'
import { furtherGrantIdsOf, type ScopeRow } from './scope-facts.ts'

/** How long after a denial the retirement is tried again. Each attempt is an event in the key owner's trail. */
export const deniedRetryMs = 60 * 60 * 1000

/**
 * Retires a scope's grants as the service. A key that is gone leaves no grant that could be retired: what the scope held is
 * destroyed either way. Grants whose ids never came back are found by their name, which is the scope's id.
 * @returns `denied` when the key policy forbids it: then the grants are still there, and would be for ever if it were not
 *   tried again.
 */
export async function retireGrant(
  room: { readonly keys: KeyService; readonly now: () => number },
  row: ScopeRow,
): Promise<'retired' | 'denied'> {
  if (row.kms_key_arn === null) return 'retired'
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
    if (error.code === 'AccessDeniedException') return 'denied'
  }
  return 'retired'
}

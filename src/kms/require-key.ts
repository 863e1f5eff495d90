/** The first lines of nearly every operation: find the key, check the grant tokens, authorize. */

import type { Call } from '../call/call.ts'
import { authorizeKey, type KeyRequest } from './authorize.ts'
import type { ConditionKeys } from './condition-keys.ts'
import { requireGrantTokens } from './grant-token.ts'
import type { KeyActionName } from './key-actions.ts'
import type { Kms } from './kms.ts'
import type { KmsKey } from './kms-key.ts'
import { resolveKey } from './resolve-key.ts'

export interface KeyRequirement extends Pick<KeyRequest, 'conditionKeys' | 'encryptionContext'> {
  readonly keyIdentifier: string
  readonly grantTokens?: readonly string[] | undefined
  /** Condition keys that only the key itself can tell. */
  readonly conditionKeysOf?: (key: KmsKey) => Promise<ConditionKeys>
}

/**
 * The key a request names, once the caller may do `action` to it.
 * @throws NotFoundException, InvalidArnException, InvalidGrantTokenException, AccessDeniedException
 */
export async function requireKey(
  kms: Kms,
  call: Call,
  action: KeyActionName,
  required: KeyRequirement,
): Promise<KmsKey> {
  const { key, requestAlias } = await resolveKey(kms, call, action, required.keyIdentifier)
  const stated = required.conditionKeysOf === undefined ? required : await withKeyConditions(required, key)
  await authorizeKey(kms, call, { ...stated, action, key, requestAlias })
  // Only now: what is wrong with a token would tell a stranger that the key exists.
  if (required.grantTokens !== undefined) await requireGrantTokens(kms, required.grantTokens, [key.arn])
  return key
}

async function withKeyConditions(required: KeyRequirement, key: KmsKey): Promise<KeyRequirement> {
  const ofKey = await required.conditionKeysOf?.(key)
  return { ...required, conditionKeys: { ...required.conditionKeys, ...ofKey } }
}

/** The `kms:*` condition keys (KMS Developer Guide, "AWS KMS condition keys"). Absent keys are left out. */

import type { Call } from '../call/call.ts'
import { regionalServicePrincipal } from '../call/call.ts'

import { globalConditionContext } from '../iam/iam.ts'
import type { EncryptionContext } from './encryption-context.ts'
import type { KmsKey } from './kms-key.ts'

export type ConditionKeys = Record<string, string | readonly string[]>

/** For every call: global keys, `kms:CallerAccount`, `kms:ViaService`. */
export function callConditionKeys(call: Call): ConditionKeys {
  // A fresh object for each call, so it can be added to.
  const keys = globalConditionContext(call) as ConditionKeys
  // A service that acts for itself is no account of a customer's; `aws:SourceAccount` speaks for it.
  if (call.principal.kind !== 'service') keys['kms:CallerAccount'] = call.principal.accountId
  if (call.via !== undefined) keys['kms:ViaService'] = regionalServicePrincipal(call.via.service, call.region)
  return keys
}

/** What a key (or a CreateKey request, defaults filled in) says of itself. */
export function keyConditionKeys(
  key: Pick<KmsKey, 'spec' | 'usage' | 'origin' | 'multiRegion'> &
    Partial<Pick<KmsKey, 'region' | 'primaryRegion' | 'accountId'>>,
): ConditionKeys {
  const keys: ConditionKeys = {
    'kms:KeySpec': key.spec,
    'kms:CustomerMasterKeySpec': key.spec,
    'kms:KeyUsage': key.usage,
    'kms:CustomerMasterKeyUsage': key.usage,
    'kms:KeyOrigin': key.origin,
    'kms:MultiRegion': String(key.multiRegion),
  }
  if (key.accountId !== undefined) keys['aws:ResourceAccount'] = key.accountId
  if (key.multiRegion) {
    keys['kms:MultiRegionKeyType'] = key.region === key.primaryRegion ? 'PRIMARY' : 'REPLICA'
  }
  return keys
}

/** `kms:ResourceAliases` and `aws:ResourceTag/<key>` work in identity policies only, not in key policies. */
export function identityOnlyConditionKeys(key: KmsKey): ConditionKeys {
  const keys: ConditionKeys = {}
  if (key.aliasNames.length > 0) keys['kms:ResourceAliases'] = key.aliasNames
  for (const tag of key.tags) keys[`aws:ResourceTag/${tag.key}`] = tag.value
  return keys
}

/** For symmetric cryptographic operations and CreateGrant: `kms:EncryptionContext:<key>` and `kms:EncryptionContextKeys`. */
export function encryptionContextConditionKeys(context: EncryptionContext): ConditionKeys {
  const names = Object.keys(context)
  if (names.length === 0) return {}
  const keys: ConditionKeys = { 'kms:EncryptionContextKeys': names }
  for (const name of names) keys[`kms:EncryptionContext:${name}`] = context[name] as string
  return keys
}

/** `aws:RequestTag/<key>` and `aws:TagKeys`. */
export function requestTagConditionKeys(
  tags: readonly { readonly key: string; readonly value: string }[],
): ConditionKeys {
  if (tags.length === 0) return {}
  const keys: ConditionKeys = { 'aws:TagKeys': tags.map((tag) => tag.key) }
  for (const tag of tags) keys[`aws:RequestTag/${tag.key}`] = tag.value
  return keys
}

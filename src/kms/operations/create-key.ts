import { randomUUID } from 'node:crypto'
import type { CreateKeyRequest, CreateKeyResponse } from '@aws-sdk/client-kms'
import type { Operation } from '../../call/operation.ts'
import { keyConditionKeys, requestTagConditionKeys } from '../condition-keys.ts'
import { limitExceeded, unsupported, validation } from '../errors.ts'
import { insertKey, newKeyRow } from '../insert-key.ts'
import { keyMetadata } from '../key-metadata.ts'
import { defaultKeyPolicy, requireSoundKeyPolicy } from '../key-policy.ts'
import { chooseKeyUsage, symmetricDefault } from '../key-specs.ts'
import { parseTags } from '../key-tags.ts'
import type { Kms } from '../kms.ts'
import { keyFromRow } from '../kms-key.ts'
import { noteKey } from '../resolve-key.ts'
import { lowerCamelMembers, present } from '../trail-record.ts'

/** KMS Developer Guide, "Quotas": customer managed keys in an account and Region, in any state. */
const keysMax = 100_000

/** Makes a customer managed key; without a policy it gets the default one. */
export const createKey: Operation<Kms, CreateKeyRequest, CreateKeyResponse> = {
  readOnly: false,
  recordRequest: (input) =>
    present({
      policy: input.Policy,
      description: input.Description ?? '',
      keyUsage: input.KeyUsage ?? 'ENCRYPT_DECRYPT',
      keySpec: input.KeySpec ?? input.CustomerMasterKeySpec ?? symmetricDefault,
      customerMasterKeySpec: input.KeySpec ?? input.CustomerMasterKeySpec ?? symmetricDefault,
      origin: input.Origin ?? 'AWS_KMS',
      multiRegion: input.MultiRegion ?? false,
      bypassPolicyLockoutSafetyCheck: input.BypassPolicyLockoutSafetyCheck ?? false,
      tags: input.Tags === undefined ? undefined : lowerCamelMembers(input.Tags),
      customKeyStoreId: input.CustomKeyStoreId,
      xksKeyId: input.XksKeyId,
    }),
  recordResponse: (output) => ({ keyMetadata: lowerCamelMembers(output.KeyMetadata) }),
  async handle(kms, call, input) {
    const usage = requireKindOfKey(input)
    const tags = parseTags(input.Tags)
    const { accountId } = call.principal
    const bypassLockoutSafetyCheck = input.BypassPolicyLockoutSafetyCheck ?? false
    const ofKey = keyConditionKeys({ spec: symmetricDefault, usage, origin: 'AWS_KMS', multiRegion: false })
    const context = {
      ...ofKey,
      ...requestTagConditionKeys(tags),
      'kms:CallerAccount': accountId,
      'kms:BypassPolicyLockoutSafetyCheck': String(bypassLockoutSafetyCheck),
    }
    await kms.iam.authorize(call, { action: 'kms:CreateKey', resource: '*', context })
    if (tags.length > 0) await kms.iam.authorize(call, { action: 'kms:TagResource', resource: '*', context })

    const row = newKeyRow({
      region: call.region,
      accountId,
      keyId: randomUUID(),
      manager: 'CUSTOMER',
      ownerService: null,
      description: input.Description ?? '',
      keyPolicy: defaultKeyPolicy(accountId),
      time: call.time,
    })
    if (input.Policy !== undefined) {
      row.key_policy = await requireSoundKeyPolicy(kms, call, {
        text: input.Policy,
        keyArn: row.key_arn,
        keyConditionKeys: ofKey,
        bypassLockoutSafetyCheck,
      })
    }
    await requireRoomForKey(kms, call.region, accountId)
    const stored = await kms.storage.authority.change((tx, change) =>
      insertKey(kms, tx, change, { row, tags }),
    )
    const key = keyFromRow(stored)
    noteKey(call, key)
    return { KeyMetadata: keyMetadata(key) }
  },
}

/**
 * What kind of key is asked for, as far as Keyhold makes it.
 * @returns the key usage
 */
function requireKindOfKey(input: CreateKeyRequest): string {
  if (input.KeySpec !== undefined && input.CustomerMasterKeySpec !== undefined) {
    throw validation(
      'You cannot specify KeySpec and CustomerMasterKeySpec in the same request. CustomerMasterKeySpec is deprecated.',
    )
  }
  const usage = chooseKeyUsage(
    input.KeySpec ?? input.CustomerMasterKeySpec ?? symmetricDefault,
    input.KeyUsage,
  )
  if (input.Origin !== undefined && input.Origin !== 'AWS_KMS') {
    throw unsupported(`Origin ${input.Origin} is not supported.`)
  }
  if (input.CustomKeyStoreId !== undefined || input.XksKeyId !== undefined) {
    throw unsupported('Custom key stores are not supported.')
  }
  if (input.MultiRegion === true) throw unsupported('Multi-Region keys are not supported.')
  return usage
}

async function requireRoomForKey(kms: Kms, region: string, accountId: string): Promise<void> {
  // An existence check far into the index is cheaper than a count, and costs nothing for accounts with few keys.
  const beyond = await kms.storage.database
    .selectFrom('kms_key')
    .select('key_id')
    .where('account_id', '=', accountId)
    .where('region', '=', region)
    .orderBy('key_id')
    .limit(1)
    .offset(keysMax - 1)
    .executeTakeFirst()
  if (beyond !== undefined) throw limitExceeded(`The account has ${keysMax} KMS keys in this Region already.`)
}

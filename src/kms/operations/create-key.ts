import { randomUUID } from 'node:crypto'
import type { CreateKeyRequest, CreateKeyResponse } from '@aws-sdk/client-kms'
import type { Operation } from '../../call/operation.ts'
import { keyConditionKeys, requestTagConditionKeys } from '../condition-keys.ts'
import { findCount, keysScope } from '../counts.ts'
import { limitExceeded } from '../errors.ts'
import { countKeys, insertKey, newKeyRow } from '../insert-key.ts'
import { generateKeyMaterial } from '../key-material.ts'
import { keyMetadata } from '../key-metadata.ts'
import { defaultKeyPolicy, requireSoundKeyPolicy } from '../key-policy.ts'
import { symmetricDefault } from '../key-specs.ts'
import { parseTags } from '../key-tags.ts'
import { requireCustomKeyStore, requireKindOfKey } from '../kind-of-key.ts'
import type { Kms } from '../kms.ts'
import { keyFromRow } from '../kms-key.ts'
import { newMultiRegionKeyId, relatedKey } from '../multi-region.ts'
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
    const kind = requireKindOfKey(input)
    const tags = parseTags(input.Tags)
    const { accountId } = call.principal
    const bypassLockoutSafetyCheck = input.BypassPolicyLockoutSafetyCheck ?? false
    const ofKey = keyConditionKeys({ ...kind, region: call.region, primaryRegion: call.region })
    const context = {
      ...ofKey,
      ...requestTagConditionKeys(tags),
      'kms:CallerAccount': accountId,
      'kms:BypassPolicyLockoutSafetyCheck': String(bypassLockoutSafetyCheck),
    }
    const row = newKeyRow({
      ...kind,
      region: call.region,
      accountId,
      keyId: kind.multiRegion ? newMultiRegionKeyId() : randomUUID(),
      manager: 'CUSTOMER',
      ownerService: null,
      description: input.Description ?? '',
      keyPolicy: defaultKeyPolicy(accountId),
      time: call.time,
    })

    await kms.iam.authorize(call, { action: 'kms:CreateKey', resource: '*', context })
    if (tags.length > 0) {
      await kms.iam.authorize(call, { action: 'kms:TagResource', resource: row.key_arn, context })
    }
    requireCustomKeyStore(input)

    if (input.Policy !== undefined) {
      row.key_policy = await requireSoundKeyPolicy(kms, call, {
        text: input.Policy,
        keyArn: row.key_arn,
        keyConditionKeys: ofKey,
        bypassLockoutSafetyCheck,
      })
    }
    await requireRoomForKey(kms, call.region, accountId)
    const material =
      kind.origin === 'EXTERNAL' ? null : await generateKeyMaterial(kms, row.key_arn, kind.spec)
    const stored = await kms.storage.authority.change((tx, change) =>
      insertKey(kms, tx, change, { row, tags, material }),
    )
    const key = { ...keyFromRow(stored), relatedKeys: kind.multiRegion ? [relatedKey(stored)] : [] }
    noteKey(call, key)
    return { KeyMetadata: keyMetadata(key) }
  },
}

/** @throws LimitExceededException */
export async function requireRoomForKey(kms: Kms, region: string, accountId: string): Promise<void> {
  const { database } = kms.storage
  const keys =
    (await findCount(database, keysScope(accountId, region))) ??
    (await countKeys(database, accountId, region))
  if (keys >= keysMax) throw limitExceeded(`The account has ${keysMax} KMS keys in this Region already.`)
}

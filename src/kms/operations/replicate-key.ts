import type { CreateKeyRequest, ReplicateKeyRequest, ReplicateKeyResponse } from '@aws-sdk/client-kms'
import type { Call } from '../../call/call.ts'
import type { Operation } from '../../call/operation.ts'
import { keyConditionKeys, requestTagConditionKeys } from '../condition-keys.ts'
import { missingMember, relatedKeyExists, unsupported } from '../errors.ts'
import { keyMetadata } from '../key-metadata.ts'
import { defaultKeyPolicy, requireSoundKeyPolicy, shownKeyPolicy } from '../key-policy.ts'
import { requireKeyState } from '../key-state.ts'
import { type KeyTag, parseTags } from '../key-tags.ts'
import type { Kms } from '../kms.ts'
import { getKey, type KmsKey } from '../kms-key.ts'
import { requirePrimary } from '../multi-region.ts'
import { recordedInRegion } from '../other-region.ts'
import { insertReplica, replicaArnOf } from '../replicate-key.ts'
import { requireKey } from '../require-key.ts'
import { noteKey } from '../resolve-key.ts'
import { lowerCamelMembers, present } from '../trail-record.ts'
import { createKey, requireRoomForKey } from './create-key.ts'

/**
 * Makes a replica of a multi-Region primary key in another Region of this server. Needs kms:ReplicateKey on the primary
 * key and, in the replica's Region, kms:CreateKey (and kms:TagResource for tags).
 */
export const replicateKey: Operation<Kms, ReplicateKeyRequest, ReplicateKeyResponse> = {
  readOnly: false,
  recordRequest: (input) =>
    present({
      keyId: input.KeyId,
      replicaRegion: input.ReplicaRegion,
      policy: input.Policy,
      bypassPolicyLockoutSafetyCheck: input.BypassPolicyLockoutSafetyCheck ?? false,
      description: input.Description ?? '',
      tags: input.Tags === undefined ? undefined : lowerCamelMembers(input.Tags),
    }),
  recordResponse: (output) =>
    present({
      replicaKeyMetadata: lowerCamelMembers(output.ReplicaKeyMetadata),
      replicaPolicy: output.ReplicaPolicy,
      replicaTags: lowerCamelMembers(output.ReplicaTags),
    }),
  async handle(kms, call, input) {
    const { KeyId, ReplicaRegion: region } = input
    if (KeyId === undefined) throw missingMember('keyId')
    if (region === undefined) throw missingMember('replicaRegion')
    const tags = parseTags(input.Tags)
    const primary = await requireKey(kms, call, 'ReplicateKey', {
      keyIdentifier: KeyId,
      conditionKeys: {
        ...requestTagConditionKeys(tags),
        'kms:ReplicaRegion': region,
        'kms:BypassPolicyLockoutSafetyCheck': String(input.BypassPolicyLockoutSafetyCheck ?? false),
      },
    })
    requireKeyState('ReplicateKey', primary)
    requirePrimary(primary)
    if (!kms.regions.includes(region)) throw unsupported(`Region ${region} is not available on this server.`)
    if (primary.relatedKeys.some((related) => related.region === region)) {
      throw relatedKeyExists(replicaArnOf(primary, region))
    }
    const creation = { name: 'CreateKey', of: createKey, input: creationOf(primary, input) }
    const { KeyMetadata } = await recordedInRegion(kms, call, region, creation, async (regionalCall) => {
      const replica = await makeReplica(kms, regionalCall, primary, input, tags)
      return { KeyMetadata: keyMetadata(asCreating(replica)) }
    })
    kms.storage.jobs.nudge()
    const replica = await getKey(kms, replicaArnOf(primary, region))
    return {
      ReplicaKeyMetadata: KeyMetadata,
      ReplicaPolicy: await shownKeyPolicy(kms, replica.policyText),
      ...(input.Tags === undefined ? {} : { ReplicaTags: input.Tags }),
    }
  },
}

/** As if the caller had created the replica in its Region. */
function creationOf(primary: KmsKey, input: ReplicateKeyRequest): CreateKeyRequest {
  return {
    Policy: input.Policy,
    Description: input.Description,
    BypassPolicyLockoutSafetyCheck: input.BypassPolicyLockoutSafetyCheck,
    Tags: input.Tags,
    // As stored keys have them.
    KeyUsage: primary.usage as NonNullable<CreateKeyRequest['KeyUsage']>,
    KeySpec: primary.spec as NonNullable<CreateKeyRequest['KeySpec']>,
    Origin: primary.origin as NonNullable<CreateKeyRequest['Origin']>,
    MultiRegion: true,
  }
}

async function makeReplica(
  kms: Kms,
  call: Call,
  primary: KmsKey,
  input: ReplicateKeyRequest,
  tags: readonly KeyTag[],
): Promise<KmsKey> {
  const bypassLockoutSafetyCheck = input.BypassPolicyLockoutSafetyCheck ?? false
  const ofKey = keyConditionKeys({ ...primary, region: call.region })
  const context = {
    ...ofKey,
    ...requestTagConditionKeys(tags),
    'kms:CallerAccount': primary.accountId,
    'kms:ReplicaRegion': call.region,
    'kms:BypassPolicyLockoutSafetyCheck': String(bypassLockoutSafetyCheck),
  }
  await kms.iam.authorize(call, { action: 'kms:CreateKey', resource: '*', context })
  const resource = replicaArnOf(primary, call.region)
  if (tags.length > 0) await kms.iam.authorize(call, { action: 'kms:TagResource', resource, context })
  const keyPolicy =
    input.Policy === undefined
      ? defaultKeyPolicy(primary.accountId)
      : await requireSoundKeyPolicy(kms, call, {
          text: input.Policy,
          keyArn: resource,
          keyConditionKeys: ofKey,
          bypassLockoutSafetyCheck,
        })
  await requireRoomForKey(kms, call.region, primary.accountId)
  const replica = await insertReplica(kms, primary.arn, {
    region: call.region,
    description: input.Description ?? '',
    keyPolicy,
    tags,
    time: call.time,
  })
  noteKey(call, replica)
  return replica
}

/** AWS answers before the replica is ready; here it is when the answer arrives. */
function asCreating(replica: KmsKey): KmsKey {
  return { ...replica, state: 'Creating', currentMaterialId: null }
}

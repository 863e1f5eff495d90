import type { PutKeyPolicyRequest } from '@aws-sdk/client-kms'
import type { Operation } from '../../call/operation.ts'
import { keyConditionKeys } from '../condition-keys.ts'
import { missingMember, notFound } from '../errors.ts'
import { keyPolicyName, requireSoundKeyPolicy } from '../key-policy.ts'
import type { Kms } from '../kms.ts'
import { changeKey } from '../kms-key.ts'
import { requireKey } from '../require-key.ts'
import { present } from '../trail-record.ts'

/** Replaces the key policy whole. */
export const putKeyPolicy: Operation<Kms, PutKeyPolicyRequest, void> = {
  readOnly: false,
  recordRequest: (input) =>
    present({
      keyId: input.KeyId,
      policyName: input.PolicyName ?? keyPolicyName,
      policy: input.Policy,
      bypassPolicyLockoutSafetyCheck: input.BypassPolicyLockoutSafetyCheck ?? false,
    }),
  async handle(kms, call, input) {
    if (input.KeyId === undefined) throw missingMember('keyId')
    if (input.Policy === undefined) throw missingMember('policy')
    const bypassLockoutSafetyCheck = input.BypassPolicyLockoutSafetyCheck ?? false
    const key = await requireKey(kms, call, 'PutKeyPolicy', {
      keyIdentifier: input.KeyId,
      conditionKeys: { 'kms:BypassPolicyLockoutSafetyCheck': String(bypassLockoutSafetyCheck) },
    })
    if ((input.PolicyName ?? keyPolicyName) !== keyPolicyName) throw notFound('No such policy exists')
    const text = await requireSoundKeyPolicy(kms, call, {
      text: input.Policy,
      keyArn: key.arn,
      keyConditionKeys: keyConditionKeys(key),
      bypassLockoutSafetyCheck,
    })
    await changeKey(kms, key.arn, 'PutKeyPolicy', (tx) =>
      tx.updateTable('kms_key').set({ key_policy: text }).where('key_arn', '=', key.arn).execute(),
    )
  },
}

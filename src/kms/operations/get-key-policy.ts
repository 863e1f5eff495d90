import type { GetKeyPolicyRequest, GetKeyPolicyResponse } from '@aws-sdk/client-kms'
import type { Operation } from '../../call/operation.ts'
import { missingMember, notFound } from '../errors.ts'
import { keyPolicyName, shownKeyPolicy } from '../key-policy.ts'
import type { Kms } from '../kms.ts'
import { requireKey } from '../require-key.ts'
import { present } from '../trail-record.ts'

export const getKeyPolicy: Operation<Kms, GetKeyPolicyRequest, GetKeyPolicyResponse> = {
  readOnly: true,
  recordRequest: (input) => present({ keyId: input.KeyId, policyName: input.PolicyName }),
  async handle(kms, call, input) {
    if (input.KeyId === undefined) throw missingMember('keyId')
    const key = await requireKey(kms, call, 'GetKeyPolicy', { keyIdentifier: input.KeyId })
    if ((input.PolicyName ?? keyPolicyName) !== keyPolicyName) throw notFound('No such policy exists')
    return { Policy: await shownKeyPolicy(kms, key.policyText), PolicyName: keyPolicyName }
  },
}

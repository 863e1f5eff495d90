import type { ListKeyPoliciesRequest, ListKeyPoliciesResponse } from '@aws-sdk/client-kms'
import type { Operation } from '../../call/operation.ts'
import { missingMember } from '../errors.ts'
import { keyPolicyName } from '../key-policy.ts'
import type { Kms } from '../kms.ts'
import { page } from '../page.ts'
import { requireKey } from '../require-key.ts'
import { present } from '../trail-record.ts'

/** A key has one policy, so there is one page. */
export const listKeyPolicies: Operation<Kms, ListKeyPoliciesRequest, ListKeyPoliciesResponse> = {
  readOnly: true,
  recordRequest: (input) => present({ keyId: input.KeyId, limit: input.Limit, marker: input.Marker }),
  async handle(kms, call, input) {
    if (input.KeyId === undefined) throw missingMember('keyId')
    const key = await requireKey(kms, call, 'ListKeyPolicies', { keyIdentifier: input.KeyId })
    const rule = { default: 100, max: 1000, scope: [key.arn] }
    const { items, ...rest } = await page<string>(kms, call, input, rule, async () => [
      { item: keyPolicyName, position: keyPolicyName },
    ])
    return { PolicyNames: [...items], ...rest }
  },
}

import { type KmsPolicyFacts, kmsPolicies } from '../collectors/kms-policies.ts'
import { isPolicyEditable } from '../policies/key-policy-verdicts.ts'
import type { ResourceRule } from '../rule.ts'
import { judgePolicy } from './kms-policy-verdict.ts'

export const kmsPolicyLockout: ResourceRule<KmsPolicyFacts> = {
  kind: 'resource',
  id: 'kms-policy-lockout',
  version: 1,
  title: 'Somebody can still edit the key policy',
  why: 'When nobody may call PutKeyPolicy, the key works until something must change, and then nobody can.',
  service: 'kms',
  severity: 'MEDIUM',
  mode: 'ADVICE',
  bundles: ['C-POL'],
  counterparts: [],
  resourceType: 'AWS::KMS::Key',
  remediation: {
    summary:
      'On AWS only AWS Support can help; on Keyhold an operator can. PutKeyPolicy while somebody still may.',
    url: 'https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html',
  },
  collector: kmsPolicies,
  keyReferences: () => [],
  judge: (resource) => [
    judgePolicy(resource, (policy, owner) => {
      return isPolicyEditable(policy, owner)
        ? { reasonCode: 'POLICY_EDITABLE', text: 'can still be edited' }
        : {
            fails: true,
            reasonCode: 'POLICY_LOCKED_OUT',
            text: 'allows kms:PutKeyPolicy to nobody of this account',
          }
    }),
  ],
  fix: null,
}

import { type KmsPolicyFacts, kmsPolicies } from '../collectors/kms-policies.ts'
import { broadAdminPlaybook } from '../fix/playbooks/keys.ts'
import { broadAdmins } from '../policies/key-policy-verdicts.ts'
import type { ResourceRule } from '../rule.ts'
import { judgePolicy, labelsOf } from './kms-policy-verdict.ts'

export const kmsPolicyBroadAdmin: ResourceRule<KmsPolicyFacts> = {
  kind: 'resource',
  id: 'kms-policy-broad-admin',
  version: 1,
  title: 'kms:* is given to the account root only',
  why: "Whoever has kms:* on a key both uses it and decides who may. The account's root only hands that decision to IAM.",
  service: 'kms',
  severity: 'HIGH',
  mode: 'IN-PLACE',
  bundles: ['C-POL'],
  counterparts: ['CloudSploit kmsKeyPolicy'],
  resourceType: 'AWS::KMS::Key',
  remediation: {
    summary:
      'PutKeyPolicy with the statement split in two: one for those who administer the key, one for those who use it. Remove principals that no longer exist.',
    url: 'https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html',
  },
  collector: kmsPolicies,
  keyReferences: () => [],
  judge: (resource, _keys, parameters) => [
    judgePolicy(resource, (policy, owner) => {
      const found = broadAdmins(policy, owner, parameters.adminPrincipals)
      const [first] = found
      if (first === undefined)
        return {
          reasonCode: 'POLICY_ADMIN_ROOT_ONLY',
          text: 'gives all rights to the account root and known administrators only',
        }
      const orphan = found.find((admin) => admin.orphan)
      const named = [...new Set(found.map(({ principal }) => principal))].join(', ')
      const text =
        orphan === undefined
          ? `gives all rights to ${named}`
          : `names ${named}, among them a principal that was deleted`
      return {
        fails: true,
        reasonCode: orphan === undefined ? 'POLICY_BROAD_ADMIN' : 'ORPHAN_PRINCIPAL',
        text: `${text}: ${labelsOf(found.map(({ statement }) => statement))}`,
      }
    }),
  ],
  fix: broadAdminPlaybook,
}

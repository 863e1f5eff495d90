import { type KmsPolicyFacts, kmsPolicies } from '../collectors/kms-policies.ts'
import { publicPolicyFix } from '../fix/changes/key-policy.ts'
import { publicPolicyMappings } from '../iac/kms-key-mappings.ts'
import { publicStatements } from '../policies/key-policy-verdicts.ts'
import type { ResourceRule } from '../rule.ts'
import { judgePolicy, labelsOf } from './kms-policy-verdict.ts'

export const kmsPolicyPublic: ResourceRule<KmsPolicyFacts> = {
  kind: 'resource',
  id: 'kms-policy-public',
  version: 1,
  title: 'Key policy grants nothing to everyone',
  why: 'Whoever is allowed by a policy without a pinned caller may be anybody with an AWS account.',
  service: 'kms',
  severity: 'CRITICAL',
  mode: 'IN-PLACE',
  bundles: ['C-POL'],
  counterparts: ['Security Hub KMS.5', 'Prowler kms_key_not_publicly_accessible', 'Checkov CKV_AWS_33'],
  resourceType: 'AWS::KMS::Key',
  remediation: {
    summary:
      'PutKeyPolicy with the statement removed, or pinned by aws:PrincipalOrgID, aws:PrincipalAccount or kms:CallerAccount; keep the old text to go back. Never bypass the lockout safety check.',
    url: 'https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html',
  },
  collector: kmsPolicies,
  keyReferences: () => [],
  judge: (resource) => [
    judgePolicy(resource, (policy, owner) => {
      const found = publicStatements(policy, owner)
      if (found.length === 0) return { reasonCode: 'POLICY_NOT_PUBLIC', text: 'grants nothing to everyone' }
      return { fails: true, reasonCode: 'POLICY_PUBLIC', text: `lets everyone in: ${labelsOf(found)}` }
    }),
  ],
  fix: publicPolicyFix,
  iac: publicPolicyMappings,
}

import { type KmsPolicyFacts, kmsPolicies } from '../collectors/kms-policies.ts'
import { serviceScopeFix } from '../fix/changes/key-policy.ts'
import { unscopedServices } from '../policies/key-policy-verdicts.ts'
import type { ResourceRule } from '../rule.ts'
import { judgePolicy, labelsOf } from './kms-policy-verdict.ts'

export const kmsPolicyServiceScope: ResourceRule<KmsPolicyFacts> = {
  kind: 'resource',
  id: 'kms-policy-service-scope',
  version: 1,
  title: 'Service principals in key policies are pinned to your account or resource',
  why: "A service acts for all its customers. Without a condition on whom it acts for, somebody else's resource can make it use this key (the confused deputy).",
  service: 'kms',
  severity: 'MEDIUM',
  mode: 'IN-PLACE',
  bundles: ['C-POL'],
  counterparts: [],
  resourceType: 'AWS::KMS::Key',
  remediation: {
    summary:
      "PutKeyPolicy with aws:SourceAccount, aws:SourceArn or the service's encryption context added to the statement; for CloudWatch Logs kms:EncryptionContext:aws:logs:arn. See that the service still reads afterwards.",
    url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html',
  },
  collector: kmsPolicies,
  keyReferences: () => [],
  judge: (resource) => [
    judgePolicy(resource, (policy, owner) => {
      const found = unscopedServices(policy, owner)
      if (found.length === 0)
        return { reasonCode: 'POLICY_SERVICES_PINNED', text: 'holds every service to an account or resource' }
      const named = [...new Set(found.map(({ service }) => service))].join(', ')
      return {
        fails: true,
        reasonCode: 'POLICY_SERVICE_NOT_PINNED',
        text: `lets ${named} act for anybody: ${labelsOf(found.map(({ statement }) => statement))}`,
      }
    }),
  ],
  fix: serviceScopeFix,
}

import { profilesDomains } from '../collectors/customer-profiles-domains.ts'
import { profilesDomainFix } from '../fix/changes/customer-profiles.ts'
import { keyRule } from './key-rule.ts'

export const customerProfilesDomainCmk = keyRule({
  id: 'customer-profiles-domain-cmk',
  version: 1,
  title: 'Customer Profiles domains use a customer-managed key',
  why: 'A domain holds who the customers are and all that is known of them.',
  service: 'customer-profiles',
  severity: 'HIGH',
  mode: 'IN-PLACE',
  bundles: ['C-REST', 'C-PII'],
  counterparts: ['CloudSploit customerProfilesDomainEncrypted'],
  resourceType: 'AWS::CustomerProfiles::Domain',
  remediation: {
    summary:
      'UpdateDomain with DefaultEncryptionKey, and Matching and RuleBasedMatching again; never an empty text, which clears a field.',
    url: 'https://docs.aws.amazon.com/customerprofiles/latest/APIReference/API_UpdateDomain.html',
  },
  collector: profilesDomains,
  // AWS's pages call the default both AWS managed and a service's own key; no alias of such a key exists.
  key: ({ defaultEncryptionKey }) => ({
    ref: defaultEncryptionKey,
    absent: 'AWS_OWNED',
    api: 'profile:GetDomain',
    path: 'DefaultEncryptionKey',
  }),
  fix: profilesDomainFix,
  iac: [
    {
      format: 'cloudformation',
      type: 'AWS::CustomerProfiles::Domain',
      path: 'DefaultEncryptionKey',
      absent: 'AWS_OWNED',
      replaces: false,
    },
    {
      format: 'terraform',
      type: 'aws_customerprofiles_domain',
      path: 'default_encryption_key',
      absent: 'AWS_OWNED',
      replaces: false,
    },
  ],
})

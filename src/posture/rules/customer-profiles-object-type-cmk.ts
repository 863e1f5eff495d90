import { profilesObjectTypes } from '../collectors/customer-profiles-object-types.ts'
import { profilesObjectTypeFix } from '../fix/changes/customer-profiles.ts'
import { keyRule } from './key-rule.ts'

export const customerProfilesObjectTypeCmk = keyRule({
  id: 'customer-profiles-object-type-cmk',
  version: 1,
  title: 'Object types with their own key use a customer-managed one',
  why: 'An object type may have another key than its domain: then that key decides about its objects.',
  service: 'customer-profiles',
  severity: 'MEDIUM',
  mode: 'IN-PLACE',
  bundles: ['C-REST', 'C-PII'],
  counterparts: [],
  resourceType: 'AWS::CustomerProfiles::ObjectType',
  remediation: {
    summary:
      'PutProfileObjectType with EncryptionKey and everything else again: it is a full put. With a TemplateId the template owns some fields and the call may be refused.',
    url: 'https://docs.aws.amazon.com/customerprofiles/latest/APIReference/API_PutProfileObjectType.html',
  },
  collector: profilesObjectTypes,
  // Without a key of its own it has the domain's, and the finding is the domain's.
  key: ({ encryptionKey, kind }) =>
    encryptionKey
      ? {
          ref: encryptionKey,
          absent: 'UNKNOWN',
          api: kind === 'profile' ? 'profile:GetProfileObjectType' : 'profile:GetDomainObjectType',
          path: 'EncryptionKey',
        }
      : null,
  fix: profilesObjectTypeFix,
  iac: [
    {
      format: 'cloudformation',
      type: 'AWS::CustomerProfiles::ObjectType',
      path: 'EncryptionKey',
      absent: 'UNKNOWN',
      replaces: false,
      onlyIfPresent: true,
    },
  ],
})

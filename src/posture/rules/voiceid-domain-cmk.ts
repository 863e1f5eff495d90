import { voiceIdDomains } from '../collectors/voice-id-domains.ts'
import { voiceIdFix } from '../fix/changes/voice-id.ts'
import { keyRule } from './key-rule.ts'
import { serviceEnded } from './service-ended.ts'

export const voiceidDomainCmk = keyRule({
  id: 'voiceid-domain-cmk',
  version: 1,
  title: 'Voice ID domains use a customer-managed key',
  why: 'Voiceprints are biometrics: who holds their key can be asked for by law. A domain must name a key, which may be the one AWS manages.',
  service: 'voiceid',
  severity: 'HIGH',
  mode: 'IN-PLACE',
  bundles: ['C-REST', 'C-PII'],
  counterparts: ['CloudSploit voiceIdDomainEncrypted'],
  resourceType: 'AWS::VoiceID::Domain',
  remediation: {
    summary:
      'UpdateDomain with ServerSideEncryptionConfiguration.KmsKeyId, and Name and Description again (what is left out is erased). Re-encryption goes on afterwards; the old key must stay until it is COMPLETED.',
    url: 'https://docs.aws.amazon.com/connect/latest/adminguide/encryption-at-rest.html',
  },
  collector: voiceIdDomains,
  key: ({ kmsKeyId }) => ({
    ref: kmsKeyId,
    absent: 'UNKNOWN',
    api: 'voiceid:ListDomains',
    path: 'DomainSummaries[].ServerSideEncryptionConfiguration.KmsKeyId',
  }),
  before: ({ endedCode }) => serviceEnded(endedCode),
  fix: voiceIdFix,
  iac: [
    {
      format: 'cloudformation',
      type: 'AWS::VoiceID::Domain',
      path: 'ServerSideEncryptionConfiguration.KmsKeyId',
      absent: 'UNKNOWN',
      replaces: false,
    },
  ],
})

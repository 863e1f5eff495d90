import { type VoiceIdDomainFacts, voiceIdDomains } from '../collectors/voice-id-domains.ts'
import type { Resource } from '../resource.ts'
import type { ResourceRule, Verdict } from '../rule.ts'
import { serviceEnded } from './service-ended.ts'

const path = 'DomainSummaries[].ServerSideEncryptionUpdateDetails.UpdateStatus'

export const voiceidReencryptionComplete: ResourceRule<VoiceIdDomainFacts> = {
  kind: 'resource',
  id: 'voiceid-reencryption-complete',
  version: 1,
  title: 'A key change has finished everywhere',
  why: 'While a domain is being re-encrypted some of it needs the old key. Disabling that key too early loses voiceprints.',
  service: 'voiceid',
  severity: 'MEDIUM',
  mode: 'ADVICE',
  bundles: ['C-REST'],
  counterparts: [],
  resourceType: 'AWS::VoiceID::Domain',
  remediation: {
    summary:
      'Keep the old key enabled until ServerSideEncryptionUpdateDetails of DescribeDomain says COMPLETED. After FAILED call UpdateDomain with the key again.',
    url: 'https://docs.aws.amazon.com/voiceid/latest/APIReference/API_ServerSideEncryptionUpdateDetails.html',
  },
  collector: voiceIdDomains,
  keyReferences: () => [],
  judge: (resource) => [serviceEnded(resource.facts.endedCode) ?? judgeUpdate(resource)],
  fix: null,
}

function judgeUpdate({ name, facts, at }: Resource<VoiceIdDomainFacts>): Verdict {
  const { update } = facts
  const value = update?.status ?? null
  const evidence = [{ api: 'voiceid:ListDomains', path, value, at: new Date(at).toISOString() }]
  const oldKey = update?.oldKmsKeyId ?? 'the old key'
  switch (value) {
    case null:
    case 'COMPLETED':
      return {
        status: 'PASS',
        reasonCode: value === null ? 'KEY_NEVER_CHANGED' : 'REENCRYPTION_COMPLETED',
        reasonText: `No re-encryption of ${name} is under way.`,
        evidence,
      }
    case 'FAILED':
      return {
        status: 'FAIL',
        reasonCode: 'REENCRYPTION_FAILED',
        reasonText: `The re-encryption of ${name} failed: parts of it still need ${oldKey}.`,
        evidence,
      }
    default:
      return {
        status: 'MANUAL',
        reasonCode: value === 'IN_PROGRESS' ? 'REENCRYPTION_IN_PROGRESS' : 'REENCRYPTION_STATUS_UNKNOWN',
        reasonText: `The re-encryption of ${name} is ${value}: do not disable ${oldKey} before it is COMPLETED.`,
        evidence,
      }
  }
}

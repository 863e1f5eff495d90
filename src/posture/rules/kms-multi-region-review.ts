import { type KmsKeyFacts, kmsKeys } from '../collectors/kms-keys.ts'
import type { ResourceRule } from '../rule.ts'
import { evidence, unread } from './kms-key-verdict.ts'

export const kmsMultiRegionReview: ResourceRule<KmsKeyFacts> = {
  kind: 'resource',
  id: 'kms-multi-region-review',
  version: 1,
  title: 'Multi-Region keys are intended',
  why: 'A multi-Region key lets data leave its region and still be read. That is what it is for, so somebody should have meant it.',
  service: 'kms',
  severity: 'INFO',
  mode: 'ADVICE',
  bundles: ['C-LIFE'],
  counterparts: ['Prowler kms_cmk_not_multi_region'],
  resourceType: 'AWS::KMS::Key',
  remediation: {
    summary:
      'Nothing can change it in a key that is there. Tag it multi-region-approved when it is meant, otherwise CreateKey with MultiRegion false and re-encrypt.',
    url: 'https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html',
  },
  collector: kmsKeys,
  keyReferences: () => [],
  judge({ facts: { key, failed, tags }, uid, at }, _keys, { multiRegionApprovedTag }) {
    if (key === null) return [unread(failed, uid)]
    if (key.multiRegion === null) return []
    const approved = tags?.[multiRegionApprovedTag] !== undefined
    return [
      {
        status: approved ? 'PASS' : 'MANUAL',
        reasonCode: approved ? 'MULTI_REGION_APPROVED' : 'MULTI_REGION_UNCONFIRMED',
        reasonText: approved
          ? `The multi-Region key ${key.id} is tagged ${multiRegionApprovedTag}.`
          : `The key ${key.id} is a multi-Region key in ${key.regions.join(', ')}; somebody must confirm that it is meant.${tags === null ? ' Its tags could not be read.' : ''}`,
        evidence: [evidence('kms:DescribeKey', 'KeyMetadata.MultiRegion', true, at)],
      },
    ]
  },
  fix: null,
}

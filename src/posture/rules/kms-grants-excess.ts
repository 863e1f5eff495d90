import { type KmsGrantFacts, kmsGrants } from '../collectors/kms-grants.ts'
import { grantsPlaybook } from '../fix/playbooks/keys.ts'
import { duplicateGrants, unlimitedGrants } from '../policies/grant-verdicts.ts'
import type { ResourceRule } from '../rule.ts'
import { evidence, unclearManager } from './kms-key-verdict.ts'

export const kmsGrantsExcess: ResourceRule<KmsGrantFacts> = {
  kind: 'resource',
  id: 'kms-grants-excess',
  version: 1,
  title: 'Grants are not duplicated or wider than needed',
  why: 'A grant works beside every policy and is easily forgotten. One of two equal ones is revoked and access stays.',
  service: 'kms',
  severity: 'MEDIUM',
  mode: 'IN-PLACE',
  bundles: ['C-POL'],
  counterparts: ['CloudSploit kmsDuplicateGrants', 'CloudSploit kmsGrantLeastPrivilege'],
  resourceType: 'AWS::KMS::Key',
  remediation: {
    summary:
      'RevokeGrant for the named grants, or CreateGrant with the operations that are needed first. Never for a grant of an AWS service: its resource breaks.',
    url: 'https://docs.aws.amazon.com/kms/latest/developerguide/grants.html',
  },
  collector: kmsGrants,
  keyReferences: () => [],
  judge({ facts: { key, grants }, at }) {
    const unclear = unclearManager(key)
    if (unclear !== undefined) return [unclear]
    const twice = duplicateGrants(grants)
    const unlimited = unlimitedGrants(grants, key)
    const shown = [evidence('kms:ListGrants', 'Grants', `${grants.length}`, at)]
    if (twice.length === 0 && unlimited.length === 0)
      return [
        {
          status: 'PASS',
          reasonCode: 'GRANTS_FITTING',
          reasonText: `None of the ${grants.length} grants of the key ${key.id} stands twice or is without limit.`,
          evidence: shown,
        },
      ]
    const found = [
      ...twice.map(({ id }) => `${id} stands twice`),
      ...unlimited.map(({ id }) => `${id} allows every operation without a constraint`),
    ]
    return [
      {
        status: 'FAIL',
        reasonCode: unlimited.length > 0 ? 'GRANT_UNLIMITED' : 'GRANT_DUPLICATE',
        reasonText: `Of the grants of the key ${key.id}: ${found.join(', ')}.`,
        evidence: shown,
      },
    ]
  },
  fix: grantsPlaybook,
}

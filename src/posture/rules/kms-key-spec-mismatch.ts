import { keySpecPlaybook } from '../fix/playbooks/keys.ts'
import type { IndexRule, Verdict } from '../rule.ts'
import { judgeReferences, type ReferenceCase } from './judge-references.ts'

export const kmsKeySpecMismatch: IndexRule = {
  kind: 'index',
  id: 'kms-key-spec-mismatch',
  version: 1,
  title: 'Services that need a symmetric key have one',
  why: 'AWS services encrypt with symmetric keys only. Another key can come by a restore or by a service that did not look.',
  service: 'kms',
  severity: 'HIGH',
  mode: 'MIXED',
  bundles: ['C-REST'],
  counterparts: [],
  resourceType: 'AWS::KMS::Key',
  remediation: {
    summary:
      'CreateKey with KeySpec SYMMETRIC_DEFAULT, then point the resource at it: by its update call where it has one, otherwise by making it anew.',
    url: 'https://docs.aws.amazon.com/kms/latest/developerguide/symm-asymm-choose-key-spec.html',
  },
  collectors: [],
  needsReferences: true,
  judge: (index, parameters) => judgeReferences(index, parameters, judgeSpec),
  fix: keySpecPlaybook,
}

function judgeSpec({ key, what, id }: ReferenceCase): Verdict | null {
  if (key.class !== 'CUSTOMER' || key.spec === null || key.usage === null) return null
  if (key.spec === 'SYMMETRIC_DEFAULT' && key.usage === 'ENCRYPT_DECRYPT')
    return { status: 'PASS', reasonCode: 'KEY_SYMMETRIC', reasonText: `The key ${id} is symmetric.` }
  return {
    status: 'FAIL',
    reasonCode: 'KEY_SPEC_UNSUPPORTED',
    reasonText: `${what} names the key ${id}, which is ${key.spec} for ${key.usage}; a symmetric encryption key is needed.`,
  }
}

import { isDeleting, type KmsKeyFacts, kmsKeys } from '../collectors/kms-keys.ts'
import type { Parameters } from '../parameters.ts'
import type { Resource } from '../resource.ts'
import type { IndexRule, Verdict } from '../rule.ts'
import { judgeEach } from './judge-each.ts'
import { daysUntil, evidence, unclearManager, unread } from './kms-key-verdict.ts'
import { referencesByKey, referencesTo } from './references.ts'

export const kmsImportedMaterialExpiring: IndexRule = {
  kind: 'index',
  id: 'kms-imported-material-expiring',
  version: 1,
  title: 'Imported key material does not expire unnoticed',
  why: 'When imported material expires, KMS deletes it, and everything under the key is unreadable until it is imported again.',
  service: 'kms',
  severity: 'MEDIUM',
  mode: 'ADVICE',
  bundles: ['C-LIFE'],
  counterparts: [],
  resourceType: 'AWS::KMS::Key',
  remediation: {
    summary: 'GetParametersForImport and ImportKeyMaterial with the same material, by those who keep it.',
    url: 'https://docs.aws.amazon.com/kms/latest/developerguide/importing-keys-import-key-material.html',
  },
  collectors: [kmsKeys],
  needsReferences: true,
  judge(index, parameters) {
    const references = referencesByKey(index)
    return judgeEach(index, kmsKeys, parameters, (resource) =>
      judgeMaterial(resource, referencesTo(references, resource.uid).length, parameters),
    )
  },
  fix: null,
}

/** Null: its material is not imported, or the key is on its way out. */
function judgeMaterial(
  { facts: { key, failed }, uid, at }: Resource<KmsKeyFacts>,
  referenceCount: number,
  { warnDays, scannedAt }: Parameters,
): Verdict | null {
  if (key === null) return unread(failed, uid)
  if (key.origin !== 'EXTERNAL' || isDeleting(key)) return null
  const unclear = unclearManager(key)
  if (unclear !== undefined) return unclear
  if (key.state === 'PendingImport')
    return {
      status: 'FAIL',
      reasonCode: 'MATERIAL_MISSING',
      reasonText: `The key ${key.id} waits for its key material; ${referenceCount} resources that were read name it.`,
      evidence: [evidence('kms:DescribeKey', 'KeyMetadata.KeyState', key.state, at)],
      ...(referenceCount > 0 && {
        severity: { level: 'CRITICAL', why: 'Resources name a key without material.' },
      }),
    }
  if (key.materialExpiresAt === null)
    return {
      status: 'PASS',
      reasonCode: 'MATERIAL_STAYS',
      reasonText: `The material of the key ${key.id} does not expire.`,
    }
  const days = daysUntil(key.materialExpiresAt, scannedAt)
  return {
    status: days <= warnDays ? 'FAIL' : 'PASS',
    reasonCode: days <= warnDays ? 'MATERIAL_EXPIRES_SOON' : 'MATERIAL_EXPIRES_LATER',
    reasonText: `The material of the key ${key.id} expires in ${days} days.`,
    evidence: [
      evidence('kms:DescribeKey', 'KeyMetadata.ValidTo', new Date(key.materialExpiresAt).toISOString(), at),
    ],
  }
}

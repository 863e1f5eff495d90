import type { KmsKey } from '../collectors/kms-keys.ts'
import { type KmsRotation, type KmsRotationFacts, kmsRotation } from '../collectors/kms-rotation.ts'
import { keyRotationFix } from '../fix/changes/key-rotation.ts'
import { periodMappings } from '../iac/kms-key-mappings.ts'
import type { ResourceRule, Verdict } from '../rule.ts'
import { doesNotRotate, evidence, unclearManager } from './kms-key-verdict.ts'

export const kmsRotationPeriod: ResourceRule<KmsRotationFacts> = {
  kind: 'resource',
  id: 'kms-rotation-period',
  version: 1,
  title: 'Rotation happens at least every N days (default 365)',
  why: 'A key may rotate as seldom as every seven years; policies mostly ask for one year.',
  service: 'kms',
  severity: 'LOW',
  mode: 'IN-PLACE',
  bundles: ['C-ROT'],
  counterparts: [],
  resourceType: 'AWS::KMS::Key',
  remediation: {
    summary: 'EnableKeyRotation again with a smaller RotationPeriodInDays.',
    url: 'https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html',
  },
  collector: kmsRotation,
  keyReferences: () => [],
  judge({ facts: { key, rotation }, at }, _keys, { rotationDaysMax }) {
    const unclear = unclearManager(key)
    if (unclear !== undefined) return [unclear]
    if (rotation === null) return [doesNotRotate(key)]
    return [judgePeriod(key, rotation, rotationDaysMax, at)]
  },
  fix: keyRotationFix,
  iac: periodMappings,
}

function judgePeriod(
  { id }: KmsKey,
  { enabled, periodDays }: KmsRotation,
  rotationDaysMax: number,
  at: number,
): Verdict {
  if (!enabled)
    return {
      status: 'NOT_APPLICABLE',
      reasonCode: 'ROTATION_OFF',
      reasonText: `The key ${id} does not rotate; kms-rotation-enabled speaks of it.`,
    }
  if (periodDays === undefined)
    return {
      status: 'MANUAL',
      reasonCode: 'ROTATION_PERIOD_ABSENT',
      reasonText: `The key ${id} rotates, but the endpoint does not say how often.`,
    }
  const often = periodDays <= rotationDaysMax
  return {
    status: often ? 'PASS' : 'FAIL',
    reasonCode: often ? 'ROTATION_OFTEN_ENOUGH' : 'ROTATION_TOO_SELDOM',
    reasonText: `The key ${id} rotates every ${periodDays} days; at most ${rotationDaysMax} are wanted.`,
    evidence: [evidence('kms:GetKeyRotationStatus', 'RotationPeriodInDays', periodDays, at)],
  }
}

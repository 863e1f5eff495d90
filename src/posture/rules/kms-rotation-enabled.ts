import { type KmsRotationFacts, kmsRotation } from '../collectors/kms-rotation.ts'
import { keyRotationFix } from '../fix/changes/key-rotation.ts'
import { rotationMappings } from '../iac/kms-key-mappings.ts'
import type { ResourceRule } from '../rule.ts'
import { doesNotRotate, evidence, unclearManager } from './kms-key-verdict.ts'

export const kmsRotationEnabled: ResourceRule<KmsRotationFacts> = {
  kind: 'resource',
  id: 'kms-rotation-enabled',
  version: 1,
  title: 'Customer-managed symmetric keys rotate automatically',
  why: 'Rotation limits how much is encrypted with one piece of key material. It costs nothing in code: old data stays readable.',
  service: 'kms',
  severity: 'MEDIUM',
  mode: 'IN-PLACE',
  bundles: ['C-ROT'],
  counterparts: ['Security Hub KMS.4', 'Checkov CKV_AWS_7', 'Trivy AWS-0065'],
  resourceType: 'AWS::KMS::Key',
  remediation: {
    summary: 'EnableKeyRotation with RotationPeriodInDays from 90 to 2560. DisableKeyRotation undoes it.',
    url: 'https://docs.aws.amazon.com/kms/latest/developerguide/rotating-keys-enable.html',
  },
  collector: kmsRotation,
  keyReferences: () => [],
  judge({ facts: { key, rotation }, at }) {
    const unclear = unclearManager(key)
    if (unclear !== undefined) return [unclear]
    if (rotation === null) return [doesNotRotate(key)]
    return [
      {
        status: rotation.enabled ? 'PASS' : 'FAIL',
        reasonCode: rotation.enabled ? 'ROTATION_ON' : 'ROTATION_OFF',
        reasonText: rotation.enabled
          ? `The key ${key.id} rotates automatically.`
          : `The key ${key.id} does not rotate automatically.`,
        evidence: [evidence('kms:GetKeyRotationStatus', 'KeyRotationEnabled', rotation.enabled, at)],
      },
    ]
  },
  fix: keyRotationFix,
  iac: rotationMappings,
}

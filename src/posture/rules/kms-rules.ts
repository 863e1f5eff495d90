/** How the customer's own keys are kept. */

import type { Rule } from '../rule.ts'
import { kmsChangeAlarm } from './kms-change-alarm.ts'
import { kmsGrantsExcess } from './kms-grants-excess.ts'
import { kmsIamDecryptAll } from './kms-iam-decrypt-all.ts'
import { kmsImportedMaterialExpiring } from './kms-imported-material-expiring.ts'
import { kmsKeyInUseUnusable } from './kms-key-in-use-unusable.ts'
import { kmsKeyPendingDeletion } from './kms-key-pending-deletion.ts'
import { kmsKeySpecMismatch } from './kms-key-spec-mismatch.ts'
import { kmsKeyUnused } from './kms-key-unused.ts'
import { kmsMultiRegionReview } from './kms-multi-region-review.ts'
import { kmsPolicyBroadAdmin } from './kms-policy-broad-admin.ts'
import { kmsPolicyCrossAccount } from './kms-policy-cross-account.ts'
import { kmsPolicyLockout } from './kms-policy-lockout.ts'
import { kmsPolicyPublic } from './kms-policy-public.ts'
import { kmsPolicyServiceScope } from './kms-policy-service-scope.ts'
import { kmsRequiredKeysExist } from './kms-required-keys-exist.ts'
import { kmsRotationEnabled } from './kms-rotation-enabled.ts'
import { kmsRotationPeriod } from './kms-rotation-period.ts'

export const kmsRules: readonly Rule[] = [
  kmsRotationEnabled,
  kmsRotationPeriod,
  kmsPolicyPublic,
  kmsPolicyBroadAdmin,
  kmsPolicyCrossAccount,
  kmsPolicyServiceScope,
  kmsPolicyLockout,
  kmsKeyPendingDeletion,
  kmsKeyInUseUnusable,
  kmsKeySpecMismatch,
  kmsKeyUnused,
  kmsImportedMaterialExpiring,
  kmsGrantsExcess,
  kmsIamDecryptAll,
  kmsMultiRegionReview,
  kmsRequiredKeysExist,
  kmsChangeAlarm,
]

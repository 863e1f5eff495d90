/** Every migration, in the order they run. */

import { authorityAndJobs } from './0001-authority-and-jobs.ts'
import { rootKeyAndIam } from './0002-root-key-and-iam.ts'
import { kms } from './0003-kms.ts'
import { sealedContent } from './0004-sealed-content.ts'
import { trail } from './0005-trail.ts'
import { kmsKeyLife } from './0007-kms-key-life.ts'
import { rootKeySeals } from './0008-root-key-seals.ts'
import { kmsScale } from './0009-kms-scale.ts'
import { guardrails } from './0010-guardrails.ts'
import { domains } from './0011-domains.ts'
import type { Migration } from './migration.ts'

export const migrations: readonly Migration[] = [
  authorityAndJobs,
  rootKeyAndIam,
  kms,
  sealedContent,
  trail,
  kmsKeyLife,
  rootKeySeals,
  kmsScale,
  guardrails,
  domains,
]

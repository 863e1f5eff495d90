import { handleKeyDeletions } from './delete-key.ts'
import { handleWrappingKeys } from './import-parameters.ts'
import { handleExpiries } from './imported-material.ts'
import { createKeyUsage } from './key-usage.ts'
import type { Kms } from './kms.ts'
import { handleRotations } from './rotate-key.ts'
import { handleServiceEvents } from './service-events.ts'
import { handleCompaction } from './wipe-material.ts'

/** What the key service stands on. */
export type KmsOptions = Omit<Kms, 'usage'>

/** The key service over its rooms. Also declares its jobs, so it must be made before the jobs start. */
export function createKms(options: KmsOptions): Kms {
  const { storage, rootKey, iam, trail, now, regions } = options
  const kms: Kms = { storage, rootKey, iam, trail, now, regions, usage: createKeyUsage({ storage }) }
  handleServiceEvents(kms)
  handleKeyDeletions(kms)
  handleRotations(kms)
  handleExpiries(kms)
  handleWrappingKeys(kms)
  handleCompaction(kms)
  return kms
}

import { handleKeyDeletions } from './delete-key.ts'
import type { Kms } from './kms.ts'

/** The key service over its rooms. Also declares its jobs, so it must be made before the jobs start. */
export function createKms(rooms: Kms): Kms {
  const kms: Kms = {
    storage: rooms.storage,
    rootKey: rooms.rootKey,
    iam: rooms.iam,
    trail: rooms.trail,
    now: rooms.now,
  }
  handleKeyDeletions(kms)
  return kms
}

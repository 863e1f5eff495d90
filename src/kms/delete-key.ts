/**
 * The end of a key. A leased job waits for the end of the waiting period, then destroys all key material, aliases, grants,
 * tags, key policy and record in one transaction, which also asks for the trail's event and for compaction of the
 * database's files. Key material in memory goes with the key's authority subject, on every node.
 */

import type { Tx } from '../storage/storage.ts'
import { countDeparture, forgetCount, grantsScope, keysScope } from './counts.ts'
import { handleKeyJob, setKeyJob } from './key-job.ts'
import type { Kms } from './kms.ts'
import { type KeyRow, keySubject } from './kms-key.ts'
import { relatedRows } from './multi-region.ts'
import { aliasSubject } from './resolve-key.ts'
import { dayMs } from './rotate-key.ts'
import { enqueueServiceEvent } from './service-events.ts'
import { wipeKeyMaterial } from './wipe-material.ts'

/** Declares who deletes keys that are due. Before the jobs start. */
export function handleKeyDeletions(kms: Kms): void {
  handleKeyJob(kms, 'kms:delete-key', async (tx, change, key) => {
    // Cancelled meanwhile.
    if (key.key_state !== 'PendingDeletion' || key.deletion_at === null) return undefined
    if (key.deletion_at > kms.now()) return key.deletion_at
    change.touch(aliasSubject(key.region, key.account_id))
    await destroyKey(kms, tx, key)
    if (key.multi_region === 1) await settleRelatedKeys(kms, tx, key, (subject) => change.touch(subject))
    return undefined
  })
}

export function enqueueKeyDeletion(kms: Kms, tx: Tx, keyArn: string, deletionAt: number): Promise<void> {
  return setKeyJob(kms, tx, 'kms:delete-key', keyArn, deletionAt)
}

export function cancelKeyDeletionJob(kms: Kms, tx: Tx, keyArn: string): Promise<void> {
  return setKeyJob(kms, tx, 'kms:delete-key', keyArn, null)
}

async function destroyKey(kms: Kms, tx: Tx, key: KeyRow): Promise<void> {
  const keyArn = key.key_arn
  await wipeKeyMaterial(kms, tx, keyArn)
  await tx.deleteFrom('kms_import_wrapping_key').where('key_arn', '=', keyArn).execute()
  await tx.deleteFrom('kms_imported_material').where('key_arn', '=', keyArn).execute()
  await tx.deleteFrom('kms_key_rotation').where('key_arn', '=', keyArn).execute()
  await tx.deleteFrom('kms_key_last_usage').where('key_arn', '=', keyArn).execute()
  await tx.deleteFrom('kms_alias').where('key_arn', '=', keyArn).execute()
  await tx.deleteFrom('kms_grant').where('key_arn', '=', keyArn).execute()
  await tx.deleteFrom('kms_key_tag').where('key_arn', '=', keyArn).execute()
  await tx.deleteFrom('kms_key').where('key_arn', '=', keyArn).execute()
  await forgetCount(tx, grantsScope(keyArn))
  await countDeparture(tx, keysScope(key.account_id, key.region))
  await setKeyJob(kms, tx, 'kms:rotate-key', keyArn, null)
  await setKeyJob(kms, tx, 'kms:expire-material', keyArn, null)
  const time = kms.now()
  await enqueueServiceEvent(kms, tx, { name: 'DeleteKey', key, mark: String(time), time })
}

/**
 * A primary key that waits for its last replica to go begins its own, full waiting period then (KMS Developer Guide,
 * "Deleting multi-Region keys").
 */
async function settleRelatedKeys(
  kms: Kms,
  tx: Tx,
  gone: KeyRow,
  touch: (subject: string) => void,
): Promise<void> {
  const left = await relatedRows(tx, gone)
  for (const key of left) touch(keySubject(key.key_arn))
  const [primary] = left
  if (primary === undefined || left.length > 1 || primary.key_state !== 'PendingReplicaDeletion') return
  const deletionAt = kms.now() + (primary.pending_window_days ?? 0) * dayMs
  await tx
    .updateTable('kms_key')
    .set({ key_state: 'PendingDeletion', deletion_at: deletionAt })
    .where('key_arn', '=', primary.key_arn)
    .execute()
  await enqueueKeyDeletion(kms, tx, primary.key_arn, deletionAt)
}

/**
 * The end of key material. Its row is deleted (SQLite overwrites deleted content), and a job then compacts the database's
 * files, so that no log or dead row keeps a copy. Key material in memory goes with the key's authority subject.
 */

import type { Tx } from '../storage/storage.ts'
import type { Kms } from './kms.ts'

const kind = 'kms:compact'

/** Declares who compacts. Before the jobs start. */
export function handleCompaction(kms: Kms): void {
  kms.storage.jobs.handle(kind, {
    run: async () => {
      await kms.storage.compact()
      return undefined
    },
  })
}

/** All key material, or that of one id. */
export async function wipeKeyMaterial(kms: Kms, tx: Tx, keyArn: string, materialId?: string): Promise<void> {
  let deletion = tx.deleteFrom('kms_key_material').where('key_arn', '=', keyArn)
  if (materialId !== undefined) deletion = deletion.where('material_id', '=', materialId)
  await deletion.execute()
  await enqueueCompaction(kms, tx)
}

/** Many deletions share one run. */
export function enqueueCompaction(kms: Kms, tx: Tx): Promise<void> {
  return kms.storage.jobs.enqueue(tx, { id: kind, kind, payload: {}, runAt: kms.now() })
}

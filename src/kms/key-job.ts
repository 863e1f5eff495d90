/** Leased jobs of which a key has one of a kind: its next rotation, the next expiry of its material, its deletion. */

import type { AuthorityChange, Tx } from '../storage/storage.ts'
import type { Kms } from './kms.ts'
import { type KeyRow, keySubject } from './kms-key.ts'
import { textMember } from './service-events.ts'

export type KeyJobKind = 'kms:delete-key' | 'kms:expire-material' | 'kms:rotate-key'

/**
 * Declares what happens when a job of this kind is due, in one change of authority. Before the jobs start.
 *
 * @param run gets the key's row, unless the key is gone; resolves to when to run again, if ever.
 */
export function handleKeyJob(
  kms: Kms,
  kind: KeyJobKind,
  run: (tx: Tx, change: AuthorityChange, key: KeyRow) => Promise<number | undefined>,
): void {
  kms.storage.jobs.handle(kind, {
    run: async (payload) => {
      const keyArn = textMember(payload, 'keyArn')
      const next = await kms.storage.authority.change(async (tx, change) => {
        change.touch(keySubject(keyArn))
        const key = await tx
          .selectFrom('kms_key')
          .selectAll()
          .where('key_arn', '=', keyArn)
          .executeTakeFirst()
        return key === undefined ? undefined : run(tx, change, key)
      })
      // It may have enqueued others.
      kms.storage.jobs.nudge()
      return next
    },
  })
}

/** The key's only job of this kind is then due at `runAt`; null: there is none. */
export async function setKeyJob(
  kms: Kms,
  tx: Tx,
  kind: KeyJobKind,
  keyArn: string,
  runAt: number | null,
): Promise<void> {
  const id = `${kind}/${keyArn}`
  await kms.storage.jobs.cancel(tx, id)
  if (runAt !== null) await kms.storage.jobs.enqueue(tx, { id, kind, payload: { keyArn }, runAt })
}

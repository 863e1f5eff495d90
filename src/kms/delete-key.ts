/**
 * The end of a key. A leased job waits for the end of the waiting period, then destroys key material, aliases, grants,
 * tags, key policy and record in one transaction. The trail learns of it from a second job that the same transaction
 * enqueues, so that a crash between the two loses nothing.
 */

import type { Tx } from '../storage/storage.ts'
import type { Kms } from './kms.ts'
import { type KeyRow, keySubject } from './kms-key.ts'
import { aliasSubject } from './resolve-key.ts'

const deletionKind = 'kms:delete-key'
const recordKind = 'kms:record-key-deletion'

/** Declares who runs the jobs. Before the jobs start. */
export function handleKeyDeletions(kms: Kms): void {
  kms.storage.jobs.handle(deletionKind, {
    run: (payload) => deleteWhenDue(kms, textMember(payload, 'keyArn')),
  })
  kms.storage.jobs.handle(recordKind, { run: (payload) => recordDeletion(kms, payload) })
}

export function enqueueKeyDeletion(kms: Kms, tx: Tx, keyArn: string, deletionAt: number): Promise<void> {
  return kms.storage.jobs.enqueue(tx, {
    id: deletionJobId(keyArn),
    kind: deletionKind,
    payload: { keyArn },
    runAt: deletionAt,
  })
}

export function cancelKeyDeletionJob(kms: Kms, tx: Tx, keyArn: string): Promise<void> {
  return kms.storage.jobs.cancel(tx, deletionJobId(keyArn))
}

function deletionJobId(keyArn: string): string {
  return `${deletionKind}/${keyArn}`
}

/** @returns when to run again, if the key is not due yet. */
async function deleteWhenDue(kms: Kms, keyArn: string): Promise<number | undefined> {
  const due = await kms.storage.authority.change(async (tx, change) => {
    change.touch(keySubject(keyArn))
    const row = await tx.selectFrom('kms_key').selectAll().where('key_arn', '=', keyArn).executeTakeFirst()
    // Cancelled, or deleted by an earlier run.
    if (row === undefined || row.key_state !== 'PendingDeletion' || row.deletion_at === null) return undefined
    if (row.deletion_at > kms.now()) return row.deletion_at
    change.touch(aliasSubject(row.region, row.account_id))
    await destroyKey(kms, tx, row)
    return undefined
  })
  kms.storage.jobs.nudge()
  return due
}

async function destroyKey(kms: Kms, tx: Tx, row: KeyRow): Promise<void> {
  const keyArn = row.key_arn
  await tx.deleteFrom('kms_key_material').where('key_arn', '=', keyArn).execute()
  await tx.deleteFrom('kms_alias').where('key_arn', '=', keyArn).execute()
  await tx.deleteFrom('kms_grant').where('key_arn', '=', keyArn).execute()
  await tx.deleteFrom('kms_key_tag').where('key_arn', '=', keyArn).execute()
  await tx.deleteFrom('kms_key').where('key_arn', '=', keyArn).execute()
  const time = kms.now()
  await kms.storage.jobs.enqueue(tx, {
    id: `${recordKind}/${keyArn}`,
    kind: recordKind,
    payload: { keyArn, keyId: row.key_id, accountId: row.account_id, region: row.region, time },
    runAt: time,
  })
}

async function recordDeletion(kms: Kms, payload: Record<string, unknown>): Promise<undefined> {
  const accountId = textMember(payload, 'accountId')
  const keyArn = textMember(payload, 'keyArn')
  await kms.trail.serviceEvent({
    service: 'kms',
    name: 'DeleteKey',
    accountId,
    region: textMember(payload, 'region'),
    time: Number(payload.time),
    resources: [{ accountId, type: 'AWS::KMS::Key', arn: keyArn }],
    responseElements: { keyId: keyArn },
    serviceEventDetails: { keyId: textMember(payload, 'keyId') },
  })
  return undefined
}

function textMember(payload: Record<string, unknown>, name: string): string {
  const value = payload[name]
  if (typeof value !== 'string') throw new TypeError(`the job's payload lacks ${name}`)
  return value
}

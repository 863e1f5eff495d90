import { randomUUID } from 'node:crypto'
import { enqueue, type PlannedJob } from '../../resources/jobs.ts'
import type { Tx } from '../../storage/storage.ts'
import type { QBusinessRoom } from './room.ts'

export type JobKind =
  | 'qbusiness:activate'
  | 'qbusiness:delete-application'
  | 'qbusiness:delete-index'
  | 'qbusiness:delete-data-source'
  | 'qbusiness:index-documents'
  | 'qbusiness:purge-index'
  | 'qbusiness:finish-sync'
  | 'qbusiness:sweep'

/** The job that takes a resource from CREATING, PENDING_CREATION or UPDATING to ACTIVE. */
export function activation(scopeId: string, recordKind: string, recordId: string): PlannedJob<JobKind> {
  return {
    kind: 'qbusiness:activate',
    id: `${recordId}/${randomUUID()}`,
    payload: { scopeId, recordKind, recordId },
  }
}

/** Plans, with the transaction that makes it necessary, that an index takes in and lets go what is due. Then `nudge`. */
export async function enqueueIndexing(
  room: QBusinessRoom,
  tx: Tx,
  scopeId: string,
  indexId: string,
): Promise<void> {
  const kind: JobKind = 'qbusiness:index-documents'
  await enqueue(room, tx, { kind, id: indexId, payload: { scopeId, indexId } })
}

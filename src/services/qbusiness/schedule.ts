import { randomUUID } from 'node:crypto'
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

export interface PlannedJob {
  readonly kind: JobKind
  /** Unique within the kind: planning the same work twice is planning it once. */
  readonly id: string
  /** Ids only. */
  readonly payload: Readonly<Record<string, string>>
}

// How long after a crash the work that was about to be planned is looked after.
const safetyNetMs = 30_000

/** Plans work with the transaction that makes it necessary. Then `nudge`. */
export async function enqueue(
  room: QBusinessRoom,
  tx: Tx,
  job: PlannedJob,
  runAt = room.now(),
): Promise<void> {
  const { kind, payload } = job
  await room.storage.jobs.enqueue(tx, { id: `${kind}/${job.id}`, kind, payload, runAt })
}

/** Plans work and tells this node to look for it. */
export async function schedule(room: QBusinessRoom, job: PlannedJob, runAt = room.now()): Promise<void> {
  await room.storage.transaction((tx) => enqueue(room, tx, job, runAt))
  room.storage.jobs.nudge()
}

/**
 * Does `act` and then plans the job that follows from it. The job is planned for later before `act` begins, so that a
 * crash between the two leaves nothing waiting for ever; jobs find nothing to do when `act` did not happen.
 */
export async function actThenSchedule<T>(
  room: QBusinessRoom,
  job: PlannedJob,
  act: () => Promise<T>,
): Promise<T> {
  await schedule(room, job, room.now() + safetyNetMs)
  const result = await act()
  await schedule(room, job)
  return result
}

/** The job that takes a resource from CREATING, PENDING_CREATION or UPDATING to ACTIVE. */
export function activation(scopeId: string, recordKind: string, recordId: string): PlannedJob {
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
  const payload = { scopeId, indexId }
  await room.storage.jobs.enqueue(tx, { id: `${kind}/${indexId}`, kind, payload, runAt: room.now() })
}

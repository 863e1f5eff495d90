import { randomUUID } from 'node:crypto'
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
const safetySlotMs = 10_000

/** Plans work and tells this node to look for it. */
export async function schedule(room: QBusinessRoom, job: PlannedJob, runAt = room.now()): Promise<void> {
  await room.storage.transaction((tx) =>
    room.storage.jobs.enqueue(tx, {
      id: `${job.kind}/${job.id}`,
      kind: job.kind,
      payload: job.payload,
      runAt,
    }),
  )
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

/**
 * As `actThenSchedule` for documents of an index. One job an index does what is due; the safety nets of calls of one
 * moment are one job as well, since a thousand small batches must not become a thousand jobs.
 */
export async function actThenIndex<T>(
  room: QBusinessRoom,
  scopeId: string,
  indexId: string,
  act: () => Promise<T>,
): Promise<T> {
  const kind = 'qbusiness:index-documents'
  const payload = { scopeId, indexId }
  const slot = Math.floor((room.now() + safetyNetMs) / safetySlotMs) + 1
  await schedule(room, { kind, id: `${indexId}/${slot}`, payload }, slot * safetySlotMs)
  const result = await act()
  await schedule(room, { kind, id: indexId, payload })
  return result
}

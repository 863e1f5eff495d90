/**
 * Q Business's door: an assistant over a customer's documents, everything of it sealed under the application's key. It
 * knows its resources and lifecycles; keys, sealing, indices, text and answers are other rooms' work.
 */

import type { Service } from '../../call/operation.ts'
import { tellingLostRaces } from '../../resources/lost-races.ts'
import { createExclusive } from './exclusive.ts'
import { activate } from './jobs/activate.ts'
import { deleteApplicationJob } from './jobs/delete-application.ts'
import { deleteDataSourceJob } from './jobs/delete-data-source.ts'
import { deleteIndexJob } from './jobs/delete-index.ts'
import { finishSyncJob } from './jobs/finish-sync.ts'
import { indexDocuments } from './jobs/index-documents.ts'
import { scopeJob } from './jobs/job-scope.ts'
import { purgeIndexJob } from './jobs/purge-index.ts'
import { sweepJob } from './jobs/sweep.ts'
import { lostRaces } from './lost-races.ts'
import { qbusinessOperations } from './operations.ts'
import type { QBusinessRoom } from './room.ts'
import type { JobKind } from './schedule.ts'
import { defaultSettings, type QBusinessSettings } from './settings.ts'

export type { QBusinessSettings } from './settings.ts'

export type QBusinessDependencies = Omit<QBusinessRoom, 'settings' | 'indexWriters'> & {
  readonly settings?: Partial<QBusinessSettings>
}

/** Also declares the service's jobs: call it before `jobs.start()`. */
export function qbusinessService(dependencies: QBusinessDependencies): Service {
  const room: QBusinessRoom = {
    ...dependencies,
    settings: { ...defaultSettings, ...dependencies.settings },
    indexWriters: createExclusive(),
  }
  const handle = (kind: JobKind, handler: Parameters<typeof room.storage.jobs.handle>[1]) =>
    room.storage.jobs.handle(kind, handler)
  handle('qbusiness:activate', scopeJob(room, activate))
  handle('qbusiness:delete-application', deleteApplicationJob(room))
  handle('qbusiness:delete-index', scopeJob(room, deleteIndexJob(room)))
  handle('qbusiness:delete-data-source', scopeJob(room, deleteDataSourceJob(room)))
  handle('qbusiness:index-documents', scopeJob(room, indexDocuments(room)))
  handle('qbusiness:purge-index', scopeJob(room, purgeIndexJob(room)))
  handle('qbusiness:finish-sync', scopeJob(room, finishSyncJob(room)))
  handle('qbusiness:sweep', sweepJob(room))
  return { name: 'qbusiness', room, operations: tellingLostRaces(qbusinessOperations, lostRaces) }
}

/**
 * DataZone's door: domains, which is what Bedrock Studio's workspaces are, with projects, members, default models, prompts
 * and notes, everything of it sealed under the domain's key. It knows its resources and lifecycles; keys and sealing are
 * other rooms' work.
 */

import type { Service } from '../../call/operation.ts'
import { createScopeJob, type ScopeWork } from '../../resources/jobs.ts'
import { tellingLostRaces } from '../../resources/lost-races.ts'
import { KeyUnavailableError } from './errors.ts'
import { activate } from './jobs/activate.ts'
import { deleteDomainJob } from './jobs/delete-domain.ts'
import { deleteProjectJob } from './jobs/delete-project.ts'
import { sweepJob } from './jobs/sweep.ts'
import { lostRaces } from './lost-races.ts'
import { datazoneOperations } from './operations.ts'
import type { DataZoneRoom } from './room.ts'
import { domainScope } from './scope.ts'
import { type DataZoneSettings, defaultSettings } from './settings.ts'

export type { DataZoneSettings } from './settings.ts'

export type DataZoneDependencies = Omit<DataZoneRoom, 'settings'> & {
  readonly settings?: Partial<DataZoneSettings>
}

/** Also declares the service's jobs: call it before `jobs.start()`. */
export function datazoneService(dependencies: DataZoneDependencies): Service {
  const room: DataZoneRoom = {
    ...dependencies,
    settings: { ...defaultSettings, ...dependencies.settings },
  }
  const { jobs } = room.storage
  const scopeJob = (work: ScopeWork) =>
    createScopeJob(
      {
        envelope: room.envelope,
        declaration: domainScope,
        now: room.now,
        isKeyUnavailable: (error) => error instanceof KeyUnavailableError,
        keyRetryMs: room.settings.keyRetryMs,
      },
      work,
    )
  jobs.handle('datazone:activate', scopeJob(activate))
  jobs.handle('datazone:delete-domain', deleteDomainJob(room))
  jobs.handle('datazone:delete-project', scopeJob(deleteProjectJob))
  jobs.handle('datazone:sweep', sweepJob(room))
  return { name: 'datazone', room, operations: tellingLostRaces(datazoneOperations, lostRaces) }
}

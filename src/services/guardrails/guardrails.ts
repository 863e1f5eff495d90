/**
 * Guardrails' door: policies on what may be said to a model and by it, everything of them sealed under the guardrail's key.
 * It answers parts of two Bedrock APIs. It knows its resources and what they forbid; keys and sealing are other rooms' work.
 */

import type { Service } from '../../call/operation.ts'
import { tellingLostRaces } from '../../resources/lost-races.ts'
import { deleteScopeJob } from './jobs/delete-scope.ts'
import { finishKeyChangeJob } from './jobs/finish-key-change.ts'
import { sweepJob } from './jobs/sweep.ts'
import { lostRaces } from './lost-races.ts'
import { bedrockOperations } from './operations.ts'
import type { GuardrailsRoom } from './room.ts'
import { bedrockRuntimeOperations } from './runtime-operations.ts'
import type { JobKind } from './schedule.ts'
import { defaultSettings, type GuardrailSettings } from './settings.ts'

export type { Classifier } from './assess/classify/classifier.ts'
export type { GuardrailSettings } from './settings.ts'

export type GuardrailsDependencies = Omit<GuardrailsRoom, 'settings'> & {
  readonly settings?: Partial<GuardrailSettings>
}

/** Also declares the services' jobs: call it before `jobs.start()`. */
export function guardrailsServices(dependencies: GuardrailsDependencies): readonly Service[] {
  const room: GuardrailsRoom = {
    ...dependencies,
    settings: { ...defaultSettings, ...dependencies.settings },
  }
  const handle = (kind: JobKind, handler: Parameters<typeof room.storage.jobs.handle>[1]) =>
    room.storage.jobs.handle(kind, handler)
  handle('guardrails:change-key', finishKeyChangeJob(room))
  handle('guardrails:delete-scope', deleteScopeJob(room))
  handle('guardrails:sweep', sweepJob(room))
  return [
    { name: 'bedrock', room, operations: tellingLostRaces(bedrockOperations, lostRaces) },
    { name: 'bedrock-runtime', room, operations: tellingLostRaces(bedrockRuntimeOperations, lostRaces) },
  ]
}

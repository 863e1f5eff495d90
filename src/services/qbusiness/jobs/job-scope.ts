import { invariant } from '../../../call/aws-error.ts'
import type { Scope } from '../../../envelope/envelope.ts'
import type { JobHandler } from '../../../storage/storage.ts'
import { findScopeById } from '../application.ts'
import { KeyUnavailableError } from '../errors.ts'
import type { QBusinessRoom } from '../room.ts'

export interface JobTools {
  readonly attempts: number
  readonly signal: AbortSignal
}

/** As a job's `run`: a number asks for another run at that time. */
export type ScopeWork = (
  scope: Scope,
  payload: Readonly<Record<string, string>>,
  job: JobTools,
) => Promise<number | undefined>

/**
 * A job on one application's data. It ends when the application is gone, and waits as long as the application's key is
 * out of reach: key back, everything goes on.
 */
export function scopeJob(room: QBusinessRoom, work: ScopeWork): JobHandler {
  return {
    async run(payload, job) {
      const ids = readPayload(payload)
      const scope = await findScopeById(room, idOf(ids, 'scopeId'))
      if (scope === null) return undefined
      try {
        return await work(scope, ids, job)
      } catch (error) {
        if (error instanceof KeyUnavailableError) return room.now() + room.settings.keyRetryMs
        throw error
      }
    },
  }
}

export function idOf(payload: Readonly<Record<string, string>>, name: string): string {
  const id = payload[name]
  invariant(id !== undefined, `a job was planned without its ${name}`)
  return id
}

function readPayload(payload: Record<string, unknown>): Readonly<Record<string, string>> {
  const ids: Record<string, string> = {}
  for (const [name, value] of Object.entries(payload)) if (typeof value === 'string') ids[name] = value
  return ids
}

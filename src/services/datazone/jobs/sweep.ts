import { forgetTokens } from '../../../resources/idempotency.ts'
import type { JobHandler } from '../../../storage/storage.ts'
import type { DataZoneRoom } from '../room.ts'

const hourMs = 3_600_000

/** Client tokens past their time. */
export function sweepJob(room: DataZoneRoom): JobHandler {
  return {
    async run() {
      await forgetTokens(room, 'datazone', room.now() - room.settings.idempotencyHours * hourMs)
      return room.now() + room.settings.sweepIntervalMs
    },
  }
}

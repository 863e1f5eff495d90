import { forgetTokens } from '../../../resources/idempotency.ts'
import type { JobHandler } from '../../../storage/storage.ts'
import type { GuardrailsRoom } from '../room.ts'

const hourMs = 3_600_000

/** Client tokens past their time are forgotten. */
export function sweepJob(room: GuardrailsRoom): JobHandler {
  return {
    async run() {
      await forgetTokens(room, 'bedrock', room.now() - room.settings.idempotencyHours * hourMs)
      return room.now() + room.settings.sweepIntervalMs
    },
  }
}

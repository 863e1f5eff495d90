import type { JobHandler } from '../../../storage/storage.ts'
import type { GuardrailsRoom } from '../room.ts'
import { guardrailScope } from '../scope.ts'

/** What a deleted guardrail leaves: data keys, records, the grant. Needs no key. */
export function deleteScopeJob(room: GuardrailsRoom): JobHandler {
  return {
    async run({ scopeId }) {
      if (typeof scopeId === 'string') await room.envelope.deleteScope(guardrailScope, scopeId)
      return undefined
    },
  }
}

import type { JobHandler } from '../../../storage/storage.ts'
import type { QBusinessRoom } from '../room.ts'
import { applicationScope } from '../scope.ts'

/**
 * Data keys, records and objects first, then the entry it is found by: a crash in between is done over. Needs no key.
 */
export function deleteApplicationJob(room: QBusinessRoom): JobHandler {
  return {
    async run({ scopeId }) {
      if (typeof scopeId !== 'string') return undefined
      await room.envelope.deleteScope(applicationScope, scopeId)
      await room.storage.database.deleteFrom('resource').where('scope_id', '=', scopeId).execute()
      return undefined
    },
  }
}

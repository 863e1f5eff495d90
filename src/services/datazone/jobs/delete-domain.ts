import type { JobHandler } from '../../../storage/storage.ts'
import type { DataZoneRoom } from '../room.ts'
import { domainScope } from '../scope.ts'

/**
 * Data keys, records and grants first, then the entry the domain is found by: a crash in between is done over. Needs no
 * key. The status is not asked: the activation of a new domain may have overwritten it, and only a deletion plans this.
 */
export function deleteDomainJob(room: DataZoneRoom): JobHandler {
  return {
    async run({ scopeId }) {
      if (typeof scopeId !== 'string') return undefined
      await room.envelope.deleteScope(domainScope, scopeId)
      await room.storage.database.deleteFrom('resource').where('scope_id', '=', scopeId).execute()
      return undefined
    },
  }
}

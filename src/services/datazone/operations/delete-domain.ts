import type { DeleteDomainInput, DeleteDomainOutput } from '@aws-sdk/client-datazone'
import { given } from '../../../resources/given.ts'
import { actThenSchedule } from '../../../resources/jobs.ts'
import { shown } from '../../../resources/projection.ts'
import { authorize, getScope } from '../domain.ts'
import { domainNotEmpty } from '../errors.ts'
import type { DataZoneOperation } from '../room.ts'

/**
 * Works although the key is lost: nothing has to be read to be destroyed. Deleting twice is deleting once, which is what
 * the client token is for.
 */
export const deleteDomain: DataZoneOperation<DeleteDomainInput, DeleteDomainOutput> = {
  readOnly: false,
  recordRequest: shown(['identifier', 'skipDeletionCheck']),
  recordResponse: shown(['status']),
  async handle(room, call, input) {
    const domainId = given(input.identifier, 'identifier')
    await authorize(room, call, domainId)
    const scope = await getScope(room, call, domainId)
    if (input.skipDeletionCheck !== true) {
      const [project] = await scope.records.outlines('project', { limit: 1 })
      if (project !== undefined) throw domainNotEmpty(domainId)
    }
    const job = { kind: 'datazone:delete-domain', id: domainId, payload: { scopeId: scope.id, domainId } }
    await actThenSchedule(room, job, () => scope.records.setStatus('domain', domainId, 'DELETING'))
    return { status: 'DELETING' }
  },
}

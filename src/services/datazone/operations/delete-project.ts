import type { DeleteProjectInput, DeleteProjectOutput } from '@aws-sdk/client-datazone'
import { given } from '../../../resources/given.ts'
import { actThenSchedule } from '../../../resources/jobs.ts'
import { shown } from '../../../resources/projection.ts'
import { enterAvailableDomain } from '../domain.ts'
import { projectNotEmpty } from '../errors.ts'
import { getProject } from '../projects.ts'
import type { DataZoneOperation } from '../room.ts'

/** The project is DELETING when this answers, and gone with everything in it soon after. */
export const deleteProject: DataZoneOperation<DeleteProjectInput, DeleteProjectOutput> = {
  readOnly: false,
  recordRequest: shown(['domainIdentifier', 'identifier', 'skipDeletionCheck']),
  async handle(room, call, input) {
    const domainId = given(input.domainIdentifier, 'domainIdentifier')
    const projectId = given(input.identifier, 'identifier')
    const domain = await enterAvailableDomain(room, call, domainId)
    await getProject(domain, projectId)
    const { records, id: scopeId } = domain.scope
    if (input.skipDeletionCheck !== true) {
      const [asset] = await records.outlines('asset', { parent: projectId, limit: 1 })
      if (asset !== undefined) throw projectNotEmpty(projectId)
    }
    const job = {
      kind: 'datazone:delete-project',
      id: `${domainId}/${projectId}`,
      payload: { scopeId, projectId },
    }
    await actThenSchedule(room, job, () => records.setStatus('project', projectId, 'DELETING'))
    return {}
  },
}

import type { UpdateProjectInput, UpdateProjectOutput } from '@aws-sdk/client-datazone'
import { given } from '../../../resources/given.ts'
import { shown } from '../../../resources/projection.ts'
import type { ProjectBody } from '../bodies.ts'
import { changeRecord } from '../change-record.ts'
import { enterAvailableDomain } from '../domain.ts'
import { resourceMissing } from '../errors.ts'
import { getActiveProject, projectView } from '../projects.ts'
import { requireRecordSize } from '../record-size.ts'
import type { DataZoneOperation } from '../room.ts'
import { readTags } from '../tags.ts'
import { requireAvailableFeatures } from '../unavailable-features.ts'

/** Members that are not given stay; `resourceTags` are replaced as a whole. */
export const updateProject: DataZoneOperation<UpdateProjectInput, UpdateProjectOutput> = {
  readOnly: false,
  recordRequest: shown(['domainIdentifier', 'identifier'], ['name', 'description', 'resourceTags']),
  async handle(room, call, input) {
    const domainId = given(input.domainIdentifier, 'domainIdentifier')
    const projectId = given(input.identifier, 'identifier')
    const domain = await enterAvailableDomain(room, call, domainId)
    requireAvailableFeatures(input, domain.record.body.rootDomainUnitId)
    await getActiveProject(domain, projectId)
    const tags = input.resourceTags === undefined ? undefined : readTags(room, input.resourceTags)
    const changed = await changeRecord<ProjectBody>(domain.scope.records, 'project', projectId, (record) => {
      const body: ProjectBody = {
        ...record.body,
        name: input.name ?? record.body.name,
        description: input.description ?? record.body.description,
        resourceTags: tags ?? record.body.resourceTags,
      }
      requireRecordSize(room, body)
      return { body, indexes: { name: body.name } }
    })
    if (changed === null) throw resourceMissing('Project', projectId)
    return projectView(domainId, changed)
  },
}

import type { CreateProjectMembershipInput, CreateProjectMembershipOutput } from '@aws-sdk/client-datazone'
import { given } from '../../../resources/given.ts'
import { shown } from '../../../resources/projection.ts'
import { enterAvailableDomain } from '../domain.ts'
import { addMembership, findMember, newMembership } from '../memberships.ts'
import { getActiveProject } from '../projects.ts'
import type { DataZoneOperation } from '../room.ts'

export const createProjectMembership: DataZoneOperation<
  CreateProjectMembershipInput,
  CreateProjectMembershipOutput
> = {
  readOnly: false,
  recordRequest: shown(['domainIdentifier', 'projectIdentifier', 'designation'], ['member']),
  async handle(room, call, input) {
    const domain = await enterAvailableDomain(room, call, given(input.domainIdentifier, 'domainIdentifier'))
    const projectId = given(input.projectIdentifier, 'projectIdentifier')
    await getActiveProject(domain, projectId)
    const member = await findMember(domain, input.member)
    await addMembership(room, domain, newMembership(domain, projectId, member, input.designation))
    return {}
  },
}

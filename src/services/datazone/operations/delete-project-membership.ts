import type { DeleteProjectMembershipInput, DeleteProjectMembershipOutput } from '@aws-sdk/client-datazone'
import { given } from '../../../resources/given.ts'
import { shown } from '../../../resources/projection.ts'
import { enterAvailableDomain } from '../domain.ts'
import { namedMissing } from '../errors.ts'
import { findMember, membershipId } from '../memberships.ts'
import { getActiveProject } from '../projects.ts'
import type { DataZoneOperation } from '../room.ts'

export const deleteProjectMembership: DataZoneOperation<
  DeleteProjectMembershipInput,
  DeleteProjectMembershipOutput
> = {
  readOnly: false,
  recordRequest: shown(['domainIdentifier', 'projectIdentifier'], ['member']),
  async handle(room, call, input) {
    const domain = await enterAvailableDomain(room, call, given(input.domainIdentifier, 'domainIdentifier'))
    const projectId = given(input.projectIdentifier, 'projectIdentifier')
    await getActiveProject(domain, projectId)
    const id = membershipId(domain, projectId, await findMember(domain, input.member))
    const { records } = domain.scope
    if ((await records.get('membership', id)) === null)
      throw namedMissing('Project membership', domain.domainId)
    await records.delete('membership', [id])
    return {}
  },
}

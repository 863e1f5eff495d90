import type { ListProjectMembershipsInput, ListProjectMembershipsOutput } from '@aws-sdk/client-datazone'
import { given } from '../../../resources/given.ts'
import { shown } from '../../../resources/projection.ts'
import type { MembershipBody } from '../bodies.ts'
import { enterDomain } from '../domain.ts'
import { invalid } from '../errors.ts'
import { listPage } from '../lists.ts'
import { memberView } from '../memberships.ts'
import { getProject } from '../projects.ts'
import type { DataZoneOperation } from '../room.ts'

/** Oldest first. */
export const listProjectMemberships: DataZoneOperation<
  ListProjectMembershipsInput,
  ListProjectMembershipsOutput
> = {
  readOnly: true,
  recordRequest: shown(['domainIdentifier', 'projectIdentifier', 'maxResults', 'sortBy', 'sortOrder']),
  async handle(room, call, input) {
    const domain = await enterDomain(room, call, given(input.domainIdentifier, 'domainIdentifier'))
    const projectId = given(input.projectIdentifier, 'projectIdentifier')
    if (input.sortBy !== undefined) throw invalid('sortBy: sorting by name is not available here.')
    await getProject(domain, projectId)
    const order = input.sortOrder === 'DESCENDING' ? 'newest' : 'oldest'
    const { page, nextToken } = await listPage<MembershipBody>(
      { secret: domain.secret, request: ['ListProjectMemberships', projectId, order] },
      { limit: input.maxResults ?? 50, nextToken: input.nextToken },
      (options) => domain.scope.records.list('membership', { ...options, parent: projectId, order }),
    )
    return { members: page.map(memberView), nextToken }
  },
}

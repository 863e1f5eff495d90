import type { ListProjectsInput, ListProjectsOutput } from '@aws-sdk/client-datazone'
import { given } from '../../../resources/given.ts'
import type { Page, PageBinding, PageRequest } from '../../../resources/page.ts'
import { shown } from '../../../resources/projection.ts'
import type { MembershipBody, ProjectBody } from '../bodies.ts'
import { enterDomain, type OpenDomain } from '../domain.ts'
import { listPage } from '../lists.ts'
import { getGroupProfile, getUserProfile } from '../profiles.ts'
import { type Project, projectSummary } from '../projects.ts'
import type { DataZoneOperation } from '../room.ts'

/** Oldest first. `name` is the whole name. */
export const listProjects: DataZoneOperation<ListProjectsInput, ListProjectsOutput> = {
  readOnly: true,
  recordRequest: shown(
    ['domainIdentifier', 'maxResults'],
    ['name', 'userIdentifier', 'groupIdentifier', 'projectCategory'],
  ),
  async handle(room, call, input) {
    const domainId = given(input.domainIdentifier, 'domainIdentifier')
    const domain = await enterDomain(room, call, domainId)
    const { secret } = domain
    const { name, userIdentifier, groupIdentifier, projectCategory } = input
    const filters = [name, userIdentifier, groupIdentifier, projectCategory].map((filter) => filter ?? '')
    const binding = { secret, request: ['ListProjects', ...filters] }
    const request = { limit: input.maxResults ?? 50, nextToken: input.nextToken }
    const { page, nextToken } = await projectPage(domain, binding, request, input)
    const items = page
      .filter(({ body }) => name === undefined || body.name === name)
      .filter(({ body }) => projectCategory === undefined || body.projectCategory === projectCategory)
      .map((project) => projectSummary(domainId, project))
    return { items, nextToken }
  },
}

async function projectPage(
  domain: OpenDomain,
  binding: PageBinding,
  request: PageRequest,
  input: ListProjectsInput,
): Promise<Page<Project>> {
  const { records } = domain.scope
  const memberId = await findMemberId(domain, input)
  if (memberId !== null) {
    const { page, nextToken } = await listPage<MembershipBody>(binding, request, (options) =>
      records.find('membership', 'member', memberId, options),
    )
    const projects = await Promise.all(page.map(({ parent }) => records.get<ProjectBody>('project', parent)))
    return { page: projects.filter((project) => project !== null), nextToken }
  }
  const { name } = input
  return listPage<ProjectBody>(binding, request, (options) =>
    name === undefined ? records.list('project', options) : records.find('project', 'name', name, options),
  )
}

/** Null when the list is not limited to somebody's projects. */
async function findMemberId(domain: OpenDomain, input: ListProjectsInput): Promise<string | null> {
  if (input.userIdentifier !== undefined) return (await getUserProfile(domain, input.userIdentifier)).id
  if (input.groupIdentifier !== undefined) return (await getGroupProfile(domain, input.groupIdentifier)).id
  return null
}

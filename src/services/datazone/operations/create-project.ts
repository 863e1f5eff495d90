import type {
  CreateProjectInput,
  CreateProjectOutput,
  ProjectMembershipAssignment,
} from '@aws-sdk/client-datazone'
import type { NewRecord, RecordWrite } from '../../../envelope/envelope.ts'
import { given } from '../../../resources/given.ts'
import { shown } from '../../../resources/projection.ts'
import type { MembershipBody, ProjectBody } from '../bodies.ts'
import { createdBy } from '../caller.ts'
import { enterAvailableDomain, type OpenDomain } from '../domain.ts'
import { quotaExceeded } from '../errors.ts'
import { newId } from '../ids.ts'
import { findMember, memberTwice, newMembership } from '../memberships.ts'
import { getProject, projectView } from '../projects.ts'
import { requireRecordSize } from '../record-size.ts'
import type { DataZoneOperation, DataZoneRoom } from '../room.ts'
import { readTags } from '../tags.ts'
import { requireAvailableFeatures } from '../unavailable-features.ts'

/** The API has no client token for this: asked twice, it makes two projects. Members given along come with it or not at all. */
export const createProject: DataZoneOperation<CreateProjectInput, CreateProjectOutput> = {
  readOnly: false,
  recordRequest: shown(
    ['domainIdentifier', 'domainUnitId', 'projectProfileId'],
    ['name', 'description', 'resourceTags', 'membershipAssignments', 'projectCategory'],
  ),
  recordResponse: shown(['domainId', 'id', 'projectStatus']),
  async handle(room, call, input) {
    const domainId = given(input.domainIdentifier, 'domainIdentifier')
    const domain = await enterAvailableDomain(room, call, domainId)
    const { rootDomainUnitId } = domain.record.body
    requireAvailableFeatures(input, rootDomainUnitId)
    const body: ProjectBody = {
      name: given(input.name, 'name'),
      description: input.description,
      projectCategory: input.projectCategory,
      resourceTags: input.resourceTags === undefined ? undefined : readTags(room, input.resourceTags),
      domainUnitId: rootDomainUnitId,
      createdBy: createdBy(call),
    }
    requireRecordSize(room, body)
    await requireQuota(room, domain)
    const projectId = newId()
    const members = await newMembers(room, domain, projectId, input.membershipAssignments ?? [])
    const project: NewRecord<ProjectBody> = {
      kind: 'project',
      id: projectId,
      status: 'ACTIVE',
      body,
      indexes: { name: body.name },
      createdAt: room.now(),
    }
    const writes: RecordWrite<ProjectBody | MembershipBody>[] = [
      { create: project },
      ...members.map((create) => ({ create })),
    ]
    await domain.scope.records.save(writes, { whole: true })
    return projectView(domainId, await getProject(domain, projectId))
  },
}

async function requireQuota(room: DataZoneRoom, { scope }: OpenDomain): Promise<void> {
  const { projectsPerDomainMax } = room.settings
  if ((await scope.records.count('project')) >= projectsPerDomainMax) {
    throw quotaExceeded(`${projectsPerDomainMax} projects a domain`)
  }
}

async function newMembers(
  room: DataZoneRoom,
  domain: OpenDomain,
  projectId: string,
  assignments: readonly ProjectMembershipAssignment[],
): Promise<NewRecord<MembershipBody>[]> {
  const { membersPerProjectMax } = room.settings
  if (assignments.length > membersPerProjectMax)
    throw quotaExceeded(`${membersPerProjectMax} members a project`)
  const members = new Map<string, NewRecord<MembershipBody>>()
  for (const { member, designation } of assignments) {
    const record = newMembership(domain, projectId, await findMember(domain, member), designation)
    if (members.has(record.id)) throw memberTwice()
    members.set(record.id, record)
  }
  return [...members.values()]
}

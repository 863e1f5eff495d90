import type { GetProjectOutput, ProjectStatus, ProjectSummary } from '@aws-sdk/client-datazone'
import type { SealedRecord } from '../../envelope/envelope.ts'
import { oneOf } from '../../resources/one-of.ts'
import { tagList } from '../../resources/tags.ts'
import type { Tx } from '../../storage/storage.ts'
import type { ProjectBody } from './bodies.ts'
import type { OpenDomain } from './domain.ts'
import { projectNotActive, resourceMissing } from './errors.ts'
import type { DataZoneRoom } from './room.ts'

export type Project = SealedRecord<ProjectBody>

const projectStatusOf = oneOf<ProjectStatus>(['ACTIVE', 'DELETING'])

/** @throws ResourceNotFoundException */
export async function getProject({ scope }: OpenDomain, projectId: string): Promise<Project> {
  const project = await scope.records.get<ProjectBody>('project', projectId)
  if (project === null) throw resourceMissing('Project', projectId)
  return project
}

/** For everything that changes the project or adds to it. @throws ResourceNotFoundException, ValidationException */
export async function getActiveProject(domain: OpenDomain, projectId: string): Promise<Project> {
  const project = await getProject(domain, projectId)
  if (project.status !== 'ACTIVE') throw projectNotActive(projectId)
  return project
}

/**
 * In the transaction that adds something to a project: one whose deletion has begun gets nothing any more, or it would be
 * left behind. @throws ValidationException
 */
export async function requireActiveWithin(
  { storage }: Pick<DataZoneRoom, 'storage'>,
  tx: Tx,
  { scope }: OpenDomain,
  projectId: string,
): Promise<void> {
  const query = tx
    .selectFrom('sealed_record')
    .select('id')
    .where('scope_id', '=', scope.id)
    .where('kind', '=', 'project')
    .where('id', '=', projectId)
    .where('status', '=', 'ACTIVE')
  const row = await (storage.kind === 'postgres' ? query.forShare() : query).executeTakeFirst()
  if (row === undefined) throw projectNotActive(projectId)
}

export function projectSummary(domainId: string, project: Project): ProjectSummary {
  const { body } = project
  return {
    domainId,
    id: project.id,
    name: body.name,
    description: body.description,
    projectStatus: projectStatusOf(project.status),
    createdBy: body.createdBy,
    createdAt: new Date(project.createdAt),
    updatedAt: new Date(project.updatedAt),
    domainUnitId: body.domainUnitId,
    projectCategory: body.projectCategory,
  }
}

export function projectView(domainId: string, project: Project): GetProjectOutput {
  const { updatedAt, ...summary } = projectSummary(domainId, project)
  const { resourceTags } = project.body
  return {
    ...summary,
    lastUpdatedAt: updatedAt,
    resourceTags:
      resourceTags === undefined
        ? undefined
        : tagList(resourceTags).map((tag) => ({ ...tag, source: 'PROJECT' })),
  }
}

import type { GetProjectOutput, ProjectStatus, ProjectSummary } from '@aws-sdk/client-datazone'
import type { SealedRecord } from '../../envelope/envelope.ts'
import { oneOf } from '../../resources/one-of.ts'
import { tagList } from '../../resources/tags.ts'
import type { ProjectBody } from './bodies.ts'
import type { OpenDomain } from './domain.ts'
import { projectNotActive, resourceMissing } from './errors.ts'

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

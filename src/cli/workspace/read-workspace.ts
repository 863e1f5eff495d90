import type { DataZone, GetDomainOutput } from '@aws-sdk/client-datazone'
import { isAnswer, WorkspaceFailure } from './failure.ts'
import { allItems, mapSome } from './pages.ts'
import {
  memberOf,
  type NamedConfiguration,
  type Workspace,
  type WorkspaceAsset,
  type WorkspaceProject,
} from './workspace.ts'

const callsAtOnce = 4

/** @throws WorkspaceFailure when there is no such workspace. Errors of the service pass through. */
export async function readWorkspace(datazone: DataZone, domainId: string): Promise<Workspace> {
  const domain = await readDomain(datazone, domainId)
  const domainIdentifier = domainId
  const { tags = {} } = await datazone.listTagsForResource({ resourceArn: domain.arn })
  const users = await allItems((nextToken) =>
    datazone.searchUserProfiles({ domainIdentifier, userType: 'DATAZONE_USER', nextToken, maxResults: 50 }),
  )
  const groups = [
    ...(await readGroups(datazone, domainId, 'DATAZONE_SSO_GROUP')),
    ...(await readGroups(datazone, domainId, 'IAM_ROLE_SESSION_GROUP')),
  ]
  const projects = await allItems((nextToken) =>
    datazone.listProjects({ domainIdentifier, nextToken, maxResults: 50 }),
  )
  return {
    domain,
    tags,
    users: users.map((user) => ({ ...user, id: requireId(user.id) })),
    groups: groups.map((group) => ({ ...group, id: requireId(group.id) })),
    configurations: await readConfigurations(datazone, domainId),
    // One that is being deleted is gone already for whoever uses the workspace.
    projects: await mapSome(
      projects.filter(({ projectStatus }) => projectStatus !== 'DELETING'),
      callsAtOnce,
      ({ id }) => readProject(datazone, domainId, requireId(id)),
    ),
  }
}

export async function readDomain(datazone: DataZone, domainId: string): Promise<Workspace['domain']> {
  const domain = await datazone.getDomain({ identifier: domainId }).catch(async (error: unknown) => {
    if (!isAnswer(error, 'ResourceNotFoundException')) throw error
    throw new WorkspaceFailure(
      `there is no workspace ${domainId} in ${await datazone.config.region()}; is it another region or account?`,
    )
  })
  return withId(domain)
}

function withId(domain: GetDomainOutput): Workspace['domain'] {
  return { ...domain, id: requireId(domain.id), arn: requireId(domain.arn) }
}

function readGroups(
  datazone: DataZone,
  domainIdentifier: string,
  groupType: 'DATAZONE_SSO_GROUP' | 'IAM_ROLE_SESSION_GROUP',
) {
  return allItems((nextToken) =>
    datazone.searchGroupProfiles({ domainIdentifier, groupType, nextToken, maxResults: 50 }),
  )
}

/** Blueprint ids by their names. */
export async function readBlueprintIds(
  datazone: DataZone,
  domainIdentifier: string,
): Promise<ReadonlyMap<string, string>> {
  const blueprints = await allItems((nextToken) =>
    datazone.listEnvironmentBlueprints({ domainIdentifier, managed: true, nextToken, maxResults: 50 }),
  )
  return new Map(blueprints.map(({ id, name }) => [name ?? '', requireId(id)]))
}

async function readConfigurations(
  datazone: DataZone,
  domainIdentifier: string,
): Promise<readonly NamedConfiguration[]> {
  const ids = await readBlueprintIds(datazone, domainIdentifier)
  const nameOf = new Map([...ids].map(([name, id]) => [id, name]))
  const items = await allItems((nextToken) =>
    datazone.listEnvironmentBlueprintConfigurations({ domainIdentifier, nextToken, maxResults: 50 }),
  )
  return items.map((item) => {
    const id = requireId(item.environmentBlueprintId)
    return { blueprintName: nameOf.get(id) ?? id, item }
  })
}

async function readProject(
  datazone: DataZone,
  domainIdentifier: string,
  identifier: string,
): Promise<WorkspaceProject> {
  const project = await datazone.getProject({ domainIdentifier, identifier })
  const members = await allItems(async (nextToken) => {
    const page = await datazone.listProjectMemberships({
      domainIdentifier,
      projectIdentifier: identifier,
      nextToken,
      maxResults: 50,
    })
    return { items: page.members, nextToken: page.nextToken }
  })
  const tags = project.resourceTags ?? []
  return {
    id: identifier,
    name: project.name ?? '',
    description: project.description ?? '',
    projectCategory: project.projectCategory,
    resourceTags: Object.fromEntries(tags.map(({ key, value }) => [key ?? '', value ?? ''])),
    createdAt: project.createdAt,
    domainUnitId: project.domainUnitId,
    projectProfileId: project.projectProfileId,
    glossaryTerms: project.glossaryTerms ?? [],
    members: members.map(memberOf).filter((member) => member !== null),
    assets: await readAssets(datazone, domainIdentifier, identifier),
  }
}

export async function readAssets(
  datazone: DataZone,
  domainIdentifier: string,
  owningProjectIdentifier: string,
): Promise<readonly WorkspaceAsset[]> {
  const items = await allItems((nextToken) =>
    datazone.search({
      domainIdentifier,
      owningProjectIdentifier,
      searchScope: 'ASSET',
      nextToken,
      maxResults: 50,
    }),
  )
  return items.flatMap(({ assetItem }) => {
    if (assetItem === undefined) return []
    const { identifier, name = '', typeIdentifier = '', firstRevisionCreatedAt, createdAt } = assetItem
    return [
      { id: requireId(identifier), name, typeIdentifier, createdAt: firstRevisionCreatedAt ?? createdAt },
    ]
  })
}

export function requireId(id: string | undefined): string {
  if (id === undefined || id === '') throw new WorkspaceFailure('the server answered without an id')
  return id
}

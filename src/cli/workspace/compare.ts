/** Whether the new workspace holds what the old one holds, read back from both. */

import type { DataZone } from '@aws-sdk/client-datazone'
import { readRevision, readRevisionNames } from './asset-revisions.ts'
import { customerTags } from './ensure-domain.ts'
import { nameOf } from './ensure-profiles.ts'
import type { Journal } from './journal.ts'
import { mapSome } from './pages.ts'
import type { NamedConfiguration, Workspace, WorkspaceProject } from './workspace.ts'

const callsAtOnce = 4

/** What the comparison needs of a move: where each thing went. */
export type Went = Pick<Journal, 'newIdOf'>

/** What differs, in ids and names of members; empty when nothing does. Nothing that a customer wrote is in it. */
export async function compareWorkspaces(
  datazone: DataZone,
  went: Went,
  old: Workspace,
  made: Workspace,
): Promise<readonly string[]> {
  const differences: string[] = []
  compareDomain(differences, old, made)
  compareProfiles(differences, went, old, made)
  compareConfigurations(differences, old.configurations, made.configurations)
  const projects = new Map(made.projects.map((project) => [project.id, project]))
  for (const project of old.projects) {
    const other = projects.get(went.newIdOf('project', project.id) ?? '')
    if (other === undefined) differences.push(`project ${project.id} is not there`)
    else await compareProject(differences, datazone, went, { old, made, project, other })
  }
  return differences
}

function compareDomain(differences: string[], old: Workspace, made: Workspace): void {
  for (const member of [
    'description',
    'singleSignOn',
    'domainExecutionRole',
    'serviceRole',
    'domainVersion',
  ] as const) {
    if (!same(old.domain[member] ?? '', made.domain[member] ?? ''))
      differences.push(`the domain’s ${member} differs`)
  }
  const missing = Object.entries(customerTags(old.tags)).filter(([key, value]) => made.tags[key] !== value)
  if (missing.length > 0) differences.push(`${missing.length} tags of the domain are not there`)
}

function compareProfiles(differences: string[], went: Went, old: Workspace, made: Workspace): void {
  const users = new Map(made.users.map((user) => [user.id, user]))
  for (const user of old.users) {
    const other = users.get(went.newIdOf('user', user.id) ?? '')
    const equal = other !== undefined && same(nameOf(user), nameOf(other)) && user.status === other.status
    if (!equal) differences.push(`user profile ${user.id} is not there or differs`)
  }
  const groups = new Map(made.groups.map((group) => [group.id, group]))
  for (const group of old.groups) {
    const other = groups.get(went.newIdOf('group', group.id) ?? '')
    const facts = ({ groupName, rolePrincipalArn, status }: typeof group) => ({
      groupName,
      rolePrincipalArn,
      status,
    })
    if (other === undefined || !same(facts(group), facts(other))) {
      differences.push(`group profile ${group.id} is not there or differs`)
    }
  }
}

function compareConfigurations(
  differences: string[],
  old: readonly NamedConfiguration[],
  made: readonly NamedConfiguration[],
): void {
  const others = new Map(made.map(({ blueprintName, item }) => [blueprintName, item]))
  for (const { blueprintName, item } of old) {
    const facts = (each: NamedConfiguration['item'] | undefined) => ({
      regions: each?.enabledRegions ?? [],
      roles: [each?.provisioningRoleArn, each?.manageAccessRoleArn, each?.environmentRolePermissionBoundary],
      parameters: each?.regionalParameters ?? {},
      provisioning: each?.provisioningConfigurations ?? [],
    })
    const other = others.get(blueprintName)
    if (other === undefined || !same(facts(item), facts(other))) {
      differences.push(
        `the configuration of blueprint ${item.environmentBlueprintId} is not there or differs`,
      )
    }
  }
}

interface Pair {
  readonly old: Workspace
  readonly made: Workspace
  readonly project: WorkspaceProject
  readonly other: WorkspaceProject
}

async function compareProject(
  differences: string[],
  datazone: DataZone,
  went: Went,
  { old, made, project, other }: Pair,
): Promise<void> {
  const facts = ({ name, description, projectCategory, resourceTags }: WorkspaceProject) => ({
    name,
    description,
    projectCategory,
    resourceTags,
  })
  if (!same(facts(project), facts(other))) differences.push(`project ${project.id} differs`)
  const members = (list: WorkspaceProject['members'], idOf: (kind: 'user' | 'group', id: string) => string) =>
    list.map(({ kind, id, designation }) => `${kind}/${idOf(kind, id)}/${designation}`).sort()
  const expected = members(project.members, (kind, id) => went.newIdOf(kind, id) ?? '')
  if (
    !same(
      expected,
      members(other.members, (_kind, id) => id),
    )
  ) {
    differences.push(`the members of project ${project.id} differ`)
  }
  const found = await mapSome(project.assets, callsAtOnce, async ({ id }) => {
    const newId = went.newIdOf('asset', id)
    if (newId === undefined || !other.assets.some((asset) => asset.id === newId))
      return `asset ${id} is not there`
    const equal = await sameAsset(datazone, [old.domain.id, id], [made.domain.id, newId])
    return equal ? null : `asset ${id} differs`
  })
  differences.push(...found.filter((difference) => difference !== null))
}

type AssetName = readonly [domainId: string, assetId: string]

/** All revisions, each with its contents. */
async function sameAsset(datazone: DataZone, one: AssetName, two: AssetName): Promise<boolean> {
  const [names, others] = [
    await readRevisionNames(datazone, ...one),
    await readRevisionNames(datazone, ...two),
  ]
  if (names.length !== others.length) return false
  for (const [at, revision] of names.entries()) {
    const [left, right] = [
      await readRevision(datazone, ...one, revision),
      await readRevision(datazone, ...two, others[at] as string),
    ]
    const facts = ({ glossaryTerms: _terms, ...rest }: typeof left) => rest
    if (!same(facts(left), facts(right))) return false
  }
  return true
}

/** By JSON with sorted names: order of members and members that are undefined do not count. */
function same(one: unknown, two: unknown): boolean {
  return canonical(one) === canonical(two)
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  )
}

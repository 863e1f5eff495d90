/** A workspace as the public API shows it: everything that can be made again by it. Assets' contents are read when needed. */

import type {
  EnvironmentBlueprintConfigurationItem,
  GetDomainOutput,
  GroupProfileSummary,
  ProjectMember,
  UserDesignation,
  UserProfileSummary,
} from '@aws-sdk/client-datazone'

export interface Workspace {
  readonly domain: GetDomainOutput & { readonly id: string; readonly arn: string }
  readonly tags: Readonly<Record<string, string>>
  readonly users: readonly (UserProfileSummary & { readonly id: string })[]
  readonly groups: readonly (GroupProfileSummary & { readonly id: string })[]
  /** By the names of their blueprints: each domain has ids of its own for them. */
  readonly configurations: readonly NamedConfiguration[]
  readonly projects: readonly WorkspaceProject[]
}

export interface NamedConfiguration {
  readonly blueprintName: string
  readonly item: EnvironmentBlueprintConfigurationItem
}

export interface WorkspaceProject {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly projectCategory: string | undefined
  readonly resourceTags: Readonly<Record<string, string>>
  readonly createdAt: Date | undefined
  readonly domainUnitId: string | undefined
  readonly projectProfileId: string | undefined
  readonly glossaryTerms: readonly string[]
  readonly members: readonly WorkspaceMember[]
  readonly assets: readonly WorkspaceAsset[]
}

export interface WorkspaceMember {
  readonly kind: 'user' | 'group'
  /** Id of a profile. */
  readonly id: string
  readonly designation: UserDesignation | undefined
}

export interface WorkspaceAsset {
  readonly id: string
  readonly name: string
  readonly typeIdentifier: string
  readonly createdAt: Date | undefined
}

export function memberOf({ memberDetails, designation }: ProjectMember): WorkspaceMember | null {
  if (memberDetails?.user?.userId !== undefined)
    return { kind: 'user', id: memberDetails.user.userId, designation }
  const groupId = memberDetails?.group?.groupId
  return groupId === undefined ? null : { kind: 'group', id: groupId, designation }
}

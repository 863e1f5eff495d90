import type { DataZone } from '@aws-sdk/client-datazone'
import type { OperationTable } from '../../call/operation.ts'
import { missingOperations } from './missing-operations.ts'
import { createAsset } from './operations/create-asset.ts'
import { createAssetRevision } from './operations/create-asset-revision.ts'
import { createDomain } from './operations/create-domain.ts'
import { createGroupProfile } from './operations/create-group-profile.ts'
import { createProject } from './operations/create-project.ts'
import { createProjectMembership } from './operations/create-project-membership.ts'
import { createUserProfile } from './operations/create-user-profile.ts'
import { deleteAsset } from './operations/delete-asset.ts'
import { deleteDomain } from './operations/delete-domain.ts'
import { deleteEnvironmentBlueprintConfiguration } from './operations/delete-environment-blueprint-configuration.ts'
import { deleteProject } from './operations/delete-project.ts'
import { deleteProjectMembership } from './operations/delete-project-membership.ts'
import { getAsset } from './operations/get-asset.ts'
import { getAssetType } from './operations/get-asset-type.ts'
import { getDomain } from './operations/get-domain.ts'
import { getEnvironmentBlueprint } from './operations/get-environment-blueprint.ts'
import { getEnvironmentBlueprintConfiguration } from './operations/get-environment-blueprint-configuration.ts'
import { getFormType } from './operations/get-form-type.ts'
import { getGroupProfile } from './operations/get-group-profile.ts'
import { getProject } from './operations/get-project.ts'
import { getUserProfile } from './operations/get-user-profile.ts'
import { listAssetRevisions } from './operations/list-asset-revisions.ts'
import { listDomains } from './operations/list-domains.ts'
import { listEnvironmentBlueprintConfigurations } from './operations/list-environment-blueprint-configurations.ts'
import { listEnvironmentBlueprints } from './operations/list-environment-blueprints.ts'
import { listProjectMemberships } from './operations/list-project-memberships.ts'
import { listProjects } from './operations/list-projects.ts'
import { listTagsForResource } from './operations/list-tags-for-resource.ts'
import { putEnvironmentBlueprintConfiguration } from './operations/put-environment-blueprint-configuration.ts'
import { search } from './operations/search.ts'
import { searchGroupProfiles } from './operations/search-group-profiles.ts'
import { searchTypes } from './operations/search-types.ts'
import { searchUserProfiles } from './operations/search-user-profiles.ts'
import { tagResource } from './operations/tag-resource.ts'
import { untagResource } from './operations/untag-resource.ts'
import { updateDomain } from './operations/update-domain.ts'
import { updateGroupProfile } from './operations/update-group-profile.ts'
import { updateProject } from './operations/update-project.ts'
import { updateUserProfile } from './operations/update-user-profile.ts'
import type { DataZoneRoom } from './room.ts'

export const datazoneOperations = {
  CreateAsset: createAsset,
  CreateAssetRevision: createAssetRevision,
  CreateDomain: createDomain,
  CreateGroupProfile: createGroupProfile,
  CreateProject: createProject,
  CreateProjectMembership: createProjectMembership,
  CreateUserProfile: createUserProfile,
  DeleteAsset: deleteAsset,
  DeleteDomain: deleteDomain,
  DeleteEnvironmentBlueprintConfiguration: deleteEnvironmentBlueprintConfiguration,
  DeleteProject: deleteProject,
  DeleteProjectMembership: deleteProjectMembership,
  GetAsset: getAsset,
  GetAssetType: getAssetType,
  GetDomain: getDomain,
  GetEnvironmentBlueprint: getEnvironmentBlueprint,
  GetEnvironmentBlueprintConfiguration: getEnvironmentBlueprintConfiguration,
  GetFormType: getFormType,
  GetGroupProfile: getGroupProfile,
  GetProject: getProject,
  GetUserProfile: getUserProfile,
  ListAssetRevisions: listAssetRevisions,
  ListDomains: listDomains,
  ListEnvironmentBlueprintConfigurations: listEnvironmentBlueprintConfigurations,
  ListEnvironmentBlueprints: listEnvironmentBlueprints,
  ListProjectMemberships: listProjectMemberships,
  ListProjects: listProjects,
  ListTagsForResource: listTagsForResource,
  PutEnvironmentBlueprintConfiguration: putEnvironmentBlueprintConfiguration,
  Search: search,
  SearchGroupProfiles: searchGroupProfiles,
  SearchTypes: searchTypes,
  SearchUserProfiles: searchUserProfiles,
  TagResource: tagResource,
  UntagResource: untagResource,
  UpdateDomain: updateDomain,
  UpdateGroupProfile: updateGroupProfile,
  UpdateProject: updateProject,
  UpdateUserProfile: updateUserProfile,
  ...missingOperations,
} satisfies OperationTable<DataZoneRoom, DataZone>

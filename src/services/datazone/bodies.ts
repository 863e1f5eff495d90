/** What is sealed of each thing in a domain: everything a customer wrote. Ids, parents, statuses and times are plain columns. */

import type {
  FormInput,
  ProvisioningConfiguration,
  SingleSignOn,
  UserDesignation,
} from '@aws-sdk/client-datazone'
import type { Tags } from '../../resources/tags.ts'

export interface DomainBody {
  readonly name: string
  readonly description?: string
  readonly singleSignOn: SingleSignOn
  readonly domainExecutionRole?: string
  readonly serviceRole?: string
  readonly domainVersion: 'V1' | 'V2'
  readonly rootDomainUnitId: string
  readonly tags: Tags
  /** 32 random bytes, base64: names records by keyed hash and signs page tokens. */
  readonly secret: string
}

export interface ProjectBody {
  readonly name: string
  readonly description?: string
  readonly projectCategory?: string
  readonly resourceTags?: Tags
  readonly domainUnitId: string
  readonly createdBy: string
}

export interface MembershipBody {
  readonly memberKind: 'user' | 'group'
  /** Id of a profile. */
  readonly memberId: string
  readonly designation: UserDesignation
}

export interface UserProfileBody {
  readonly type: 'IAM' | 'SSO'
  /** An IAM ARN, or the name or id of an IAM Identity Center user. */
  readonly userIdentifier: string
  readonly sessionName?: string
}

export interface GroupProfileBody {
  readonly groupName?: string
  readonly rolePrincipalArn?: string
}

export interface BlueprintConfigurationBody {
  readonly enabledRegions: readonly string[]
  readonly provisioningRoleArn?: string
  readonly manageAccessRoleArn?: string
  readonly environmentRolePermissionBoundary?: string
  readonly regionalParameters?: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Kept, though the API has no member to give them back in. */
  readonly globalParameters?: Readonly<Record<string, string>>
  readonly provisioningConfigurations?: readonly ProvisioningConfiguration[]
}

/** One revision of an asset. The record of the asset itself holds a copy of the newest. */
export interface AssetBody {
  readonly revision: number
  readonly name: string
  readonly description?: string
  readonly externalIdentifier?: string
  readonly typeIdentifier: string
  readonly typeRevision: string
  readonly forms: readonly FormInput[]
  readonly projectId: string
  readonly createdBy: string
  readonly createdAtMs: number
  readonly firstRevisionCreatedBy: string
  readonly firstRevisionCreatedAtMs: number
  /** Names the request that made this revision, for its repetitions. */
  readonly requestMark?: string
}

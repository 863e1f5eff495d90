/** What is sealed of each resource: everything a customer wrote. Ids, parents, statuses and times are plain columns. */

import type {
  AccessConfiguration,
  CreateApplicationRequest,
  CreateDataSourceRequest,
  DocumentAttributeConfiguration,
  ErrorDetail,
  GroupMembers,
  SourceAttribution,
  UpdateApplicationRequest,
} from '@aws-sdk/client-qbusiness'
import type { Tags } from '../../resources/tags.ts'
import type { Attribute } from './attributes.ts'

export interface Tagged {
  readonly tags: Tags
}

export interface ApplicationBody extends Tagged {
  readonly displayName: string
  readonly description?: string
  readonly identityType: string
  readonly roleArn?: string
  readonly iamIdentityProviderArn?: string
  readonly identityCenterInstanceArn?: string
  readonly clientIdsForOIDC?: readonly string[]
  readonly attachmentsControlMode?: string
  readonly qAppsControlMode?: string
  readonly personalizationControlMode?: string
  readonly quickSightConfiguration?: CreateApplicationRequest['quickSightConfiguration']
  readonly autoSubscriptionConfiguration?: UpdateApplicationRequest['autoSubscriptionConfiguration']
  /** The key as its creator named it. */
  readonly kmsKeyIdentifier?: string
  /** 32 random bytes, base64: names records by keyed hash and signs page tokens. */
  readonly secret: string
}

export interface IndexBody extends Tagged {
  readonly displayName: string
  readonly description?: string
  readonly type: string
  readonly capacityUnits: number
  readonly documentAttributeConfigurations: readonly DocumentAttributeConfiguration[]
  /** UTF-8 bytes of the text of all indexed documents. */
  readonly indexedTextBytes: number
}

export interface RetrieverBody extends Tagged {
  readonly displayName: string
  readonly indexId: string
  readonly roleArn?: string
}

export interface DataSourceBody extends Tagged {
  readonly displayName: string
  readonly description?: string
  readonly configuration: NonNullable<CreateDataSourceRequest['configuration']>
  readonly vpcConfiguration?: CreateDataSourceRequest['vpcConfiguration']
  readonly roleArn?: string
  /** The sync job that is running, if one is. */
  readonly syncExecutionId?: string
}

export interface SyncJobBody {
  readonly endTime?: number
  readonly added: number
  readonly modified: number
  readonly deleted: number
  readonly failed: number
}

export interface DocumentBody {
  readonly documentId: string
  readonly title?: string
  readonly contentType?: string
  readonly attributes: readonly Attribute[]
  readonly accessConfiguration?: AccessConfiguration
  readonly dataSourceId?: string
  /** Sync job that brought it. */
  readonly executionId?: string
  /** Names the raw bytes, see document-content.ts. */
  readonly contentId: string
  /** UTF-8 bytes of its text while it counts in the index. */
  readonly textBytes: number
  readonly error?: ErrorDetail
}

export interface GroupBody {
  readonly groupName: string
  readonly type: string
  readonly dataSourceId?: string
  readonly members: Pick<GroupMembers, 'memberGroups' | 'memberUsers'>
}

export interface ConversationBody {
  readonly title: string
  /** The name of its owner, see chat-user.ts. */
  readonly owner: string
}

/** A question and its answer: one record, so that neither exists without the other. */
export interface TurnBody {
  readonly userMessageId: string
  readonly systemMessageId: string
  readonly question: string
  readonly answer: string
  readonly sources: readonly StoredSource[]
}

/** A source attribution as it rests: JSON has no dates. */
export interface StoredSource extends Omit<SourceAttribution, 'updatedAt'> {
  readonly updatedAtMs: number
}

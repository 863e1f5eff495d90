/** Seven rules about where Connect keeps recordings and documents differ only in what is kept. */

import { type ConnectStorageFacts, connectStorage, type StorageType } from '../collectors/connect-storage.ts'
import { connectStorageFix } from '../fix/changes/connect-storage.ts'
import type { KeyReference } from '../keys/key-facts.ts'
import type { ResourceRule, RuleMetadata, Verdict } from '../rule.ts'
import { keyRule } from './key-rule.ts'

export interface ConnectStorageRow
  extends Pick<RuleMetadata, 'id' | 'title' | 'why' | 'severity' | 'bundles' | 'counterparts'> {
  readonly storageType: Exclude<StorageType, 'MEDIA_STREAMS'>
}

export function connectStorageRule({
  storageType,
  ...row
}: ConnectStorageRow): ResourceRule<ConnectStorageFacts> {
  return keyRule<ConnectStorageFacts>({
    ...row,
    version: 1,
    service: 'connect',
    mode: 'IN-PLACE',
    resourceType: 'AWS::Connect::InstanceStorageConfig',
    remediation: {
      summary:
        'UpdateInstanceStorageConfig with the same StorageConfig and EncryptionConfig { EncryptionType KMS, KeyId: the full ARN of a symmetric key }. Only what is stored afterwards is under the key.',
      url: 'https://docs.aws.amazon.com/connect/latest/adminguide/key-management.html',
    },
    collector: connectStorage,
    before: (facts) => (facts.type === storageType ? storageVerdict(facts, 'S3') : undefined),
    key: (facts) => (facts.type === storageType ? s3KeyOf(facts) : null),
    subKey: storageSubKey,
    fix: connectStorageFix,
    iac: [
      {
        format: 'cloudformation',
        type: 'AWS::Connect::InstanceStorageConfig',
        path: 'S3Config.EncryptionConfig.KeyId',
        absent: 'UNKNOWN',
        replaces: false,
        where: { path: 'ResourceType', values: [storageType] },
      },
      {
        format: 'terraform',
        type: 'aws_connect_instance_storage_config',
        path: 'storage_config[].s3_config[].encryption_config[].key_id',
        absent: 'UNKNOWN',
        replaces: false,
        where: { path: 'resource_type', values: [storageType] },
      },
    ],
  })
}

/** A key of its own, or the bucket's default decides. */
export function s3KeyOf({ config }: ConnectStorageFacts): KeyReference | null {
  if (config === null) return null
  if (!config.keyId && config.bucket !== null) return config.bucket
  return {
    ref: config.keyId,
    absent: 'UNKNOWN',
    api: 'connect:ListInstanceStorageConfigs',
    path: 'StorageConfigs[].S3Config.EncryptionConfig.KeyId',
  }
}

/** What is to be said without asking for a key: nothing of this type, unreadable, or stored elsewhere than expected. */
export function storageVerdict(
  {
    type,
    config,
    errorCode,
  }: Omit<ConnectStorageFacts, 'config'> & {
    readonly config: { readonly storageType: string | undefined } | null
  },
  storageType: string,
): Verdict | undefined {
  if (config === null) return noConfigVerdict(type, errorCode)
  if (config.storageType === storageType) return undefined
  return {
    status: 'MANUAL',
    reasonCode: 'STORAGE_TYPE_UNEXPECTED',
    reasonText: `${type} are stored in ${config.storageType ?? 'an unknown place'}, not in ${storageType}; look at its key there.`,
  }
}

export function noConfigVerdict(type: string, errorCode: string | null): Verdict {
  if (errorCode !== null)
    return {
      status: 'MANUAL',
      reasonCode: `API_ERROR:${errorCode}`,
      reasonText: `The storage of ${type} could not be listed (${errorCode}).`,
    }
  return {
    status: 'NOT_APPLICABLE',
    reasonCode: 'NOT_CONFIGURED',
    reasonText: `The instance stores no ${type}.`,
  }
}

/** A type may have several configurations. */
export function storageSubKey({
  type,
  config,
}: {
  readonly type: string
  readonly config: { readonly associationId: string } | null
}): string {
  return config === null ? type : `${type}/${config.associationId}`
}

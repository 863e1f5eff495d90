import type { InstanceStorageConfig, InstanceSummary } from '@aws-sdk/client-connect'
import type { Api } from '../api.ts'
import type { Collector } from '../collector.ts'
import { connect } from '../services.ts'
import {
  type BucketEncryption,
  bucketEncryptionAction,
  bucketNameOf,
  readBucketEncryption,
} from './bucket-encryption.ts'
import { identifyInstance, instanceActions, listInstances } from './connect-instances.ts'
import { type ConfiguredType, readConfigured } from './storage-configs.ts'

const storageTypes = [
  'CALL_RECORDINGS',
  'CHAT_TRANSCRIPTS',
  'ATTACHMENTS',
  'SCREEN_RECORDINGS',
  'EMAIL_MESSAGES',
  'CONTACT_EVALUATIONS',
  'SCHEDULED_REPORTS',
  'MEDIA_STREAMS',
] as const

export type StorageType = (typeof storageTypes)[number]

export type ConnectStorageFacts = ConfiguredType<StorageType, ConnectStorageConfig>

export interface ConnectStorageConfig {
  readonly associationId: string
  /** `S3` or `KINESIS_VIDEO_STREAM`. */
  readonly storageType: string | undefined
  readonly keyId: string | undefined
  /** S3 only: decides when there is no key. */
  readonly bucket: BucketEncryption | null
}

/** Where Connect instances keep what was said and written: one resource for each storage configuration of each type. */
export const connectStorage: Collector<ConnectStorageFacts, InstanceSummary> = {
  id: 'connect.storage',
  service: connect,
  iam: [...instanceActions, 'connect:ListInstanceStorageConfigs', bucketEncryptionAction],
  scope: 'regional',
  resourceType: 'AWS::Connect::InstanceStorageConfig',
  // Eight calls an instance to an operation that AWS limits to two a second.
  concurrency: 2,
  list: listInstances,
  identify: identifyInstance,
  read: (api, instance) => readConfigured(api, instance, storageTypes, (config) => readConfig(api, config)),
}

async function readConfig(api: Api, config: InstanceStorageConfig): Promise<ConnectStorageConfig> {
  const { S3Config, KinesisVideoStreamConfig } = config
  const encryption = S3Config?.EncryptionConfig ?? KinesisVideoStreamConfig?.EncryptionConfig
  return {
    associationId: config.AssociationId ?? '',
    storageType: config.StorageType,
    keyId: encryption?.KeyId,
    bucket: S3Config?.BucketName ? await readBucketEncryption(api, bucketNameOf(S3Config.BucketName)) : null,
  }
}

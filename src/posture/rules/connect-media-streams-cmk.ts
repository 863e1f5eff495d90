import { type ConnectStorageFacts, connectStorage } from '../collectors/connect-storage.ts'
import { connectStorageFix } from '../fix/changes/connect-storage.ts'
import { storageSubKey, storageVerdict } from './connect-storage-rule.ts'
import { keyRule } from './key-rule.ts'

export const connectMediaStreamsCmk = keyRule<ConnectStorageFacts>({
  id: 'connect-media-streams-cmk',
  version: 1,
  title: 'Live media streams use a customer-managed key',
  why: 'A live media stream is the voice of a customer, as it is spoken.',
  service: 'connect',
  severity: 'HIGH',
  mode: 'IN-PLACE',
  bundles: ['C-REST', 'C-PII'],
  counterparts: ['CloudSploit instanceMediaStreamsEncrypted', 'Checkov CKV_AWS_269'],
  resourceType: 'AWS::Connect::InstanceStorageConfig',
  remediation: {
    summary:
      'UpdateInstanceStorageConfig with KinesisVideoStreamConfig: Prefix and RetentionPeriodHours again, and EncryptionConfig { EncryptionType KMS, KeyId }. Only streams made afterwards are under the key.',
    url: 'https://docs.aws.amazon.com/connect/latest/adminguide/key-management.html',
  },
  collector: connectStorage,
  before: (facts) =>
    facts.type === 'MEDIA_STREAMS' ? storageVerdict(facts, 'KINESIS_VIDEO_STREAM') : undefined,
  key: ({ type, config }) =>
    type === 'MEDIA_STREAMS' && config !== null
      ? {
          ref: config.keyId,
          absent: 'AWS_MANAGED',
          absentAlias: 'alias/aws/kinesisvideo',
          api: 'connect:ListInstanceStorageConfigs',
          path: 'StorageConfigs[].KinesisVideoStreamConfig.EncryptionConfig.KeyId',
        }
      : null,
  subKey: storageSubKey,
  fix: connectStorageFix,
  iac: [
    {
      format: 'cloudformation',
      type: 'AWS::Connect::InstanceStorageConfig',
      path: 'KinesisVideoStreamConfig.EncryptionConfig.KeyId',
      absent: 'AWS_MANAGED',
      absentAlias: 'alias/aws/kinesisvideo',
      replaces: false,
      where: { path: 'ResourceType', values: ['MEDIA_STREAMS'] },
    },
    {
      format: 'terraform',
      type: 'aws_connect_instance_storage_config',
      path: 'storage_config[].kinesis_video_stream_config[].encryption_config[].key_id',
      absent: 'AWS_MANAGED',
      absentAlias: 'alias/aws/kinesisvideo',
      replaces: false,
      where: { path: 'resource_type', values: ['MEDIA_STREAMS'] },
    },
  ],
})

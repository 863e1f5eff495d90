/** Connect's storage and streams, Voice ID, Customer Profiles, outbound campaigns. */

import { appflowFlowCmk } from '../../../src/posture/rules/appflow-flow-cmk.ts'
import { connectAttachmentsCmk } from '../../../src/posture/rules/connect-attachments-cmk.ts'
import { connectCallRecordingsCmk } from '../../../src/posture/rules/connect-call-recordings-cmk.ts'
import { connectCampaignsCmk } from '../../../src/posture/rules/connect-campaigns-cmk.ts'
import { connectChatTranscriptsCmk } from '../../../src/posture/rules/connect-chat-transcripts-cmk.ts'
import { connectContactEvaluationsCmk } from '../../../src/posture/rules/connect-contact-evaluations-cmk.ts'
import { connectEmailMessagesCmk } from '../../../src/posture/rules/connect-email-messages-cmk.ts'
import { connectEventStreamsCmk } from '../../../src/posture/rules/connect-event-streams-cmk.ts'
import { connectMediaStreamsCmk } from '../../../src/posture/rules/connect-media-streams-cmk.ts'
import { connectScheduledReportsCmk } from '../../../src/posture/rules/connect-scheduled-reports-cmk.ts'
import { connectScreenRecordingsCmk } from '../../../src/posture/rules/connect-screen-recordings-cmk.ts'
import { customerProfilesDomainCmk } from '../../../src/posture/rules/customer-profiles-domain-cmk.ts'
import { customerProfilesObjectTypeCmk } from '../../../src/posture/rules/customer-profiles-object-type-cmk.ts'
import { voiceidDomainCmk } from '../../../src/posture/rules/voiceid-domain-cmk.ts'
import type { FakeHandlers, FakeInput } from '../../support/fake-aws.ts'
import { arn, keyOf, type Named, type Subject, twoPages } from './subject.ts'

export function instances(resources: readonly Pick<Named, 'name'>[]): FakeHandlers {
  return {
    'connect:ListInstances': twoPages(
      { items: 'InstanceSummaryList', from: 'NextToken' },
      resources.map(({ name }) => ({
        Id: name,
        Arn: arn('connect', `instance/${name}`),
        InstanceAlias: name,
      })),
    ),
  }
}

/** @param config of an instance for this type; other types have none. */
export function storage(type: string, config: (instance: string) => object): FakeHandlers {
  return {
    'connect:ListInstanceStorageConfigs': ({ InstanceId, ResourceType }: FakeInput) => ({
      StorageConfigs:
        ResourceType === type ? [{ AssociationId: 'association', ...config(String(InstanceId)) }] : [],
    }),
  }
}

export const bucketUnder = (SSEAlgorithm: string, KMSMasterKeyID?: string): FakeHandlers => ({
  's3:GetBucketEncryption': {
    ServerSideEncryptionConfiguration: {
      Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm, KMSMasterKeyID } }],
    },
  },
})

const encryption = (KeyId: string | undefined) =>
  KeyId === undefined ? {} : { EncryptionConfig: { EncryptionType: 'KMS', KeyId } }

const storageRules = [
  [connectCallRecordingsCmk, 'CALL_RECORDINGS'],
  [connectChatTranscriptsCmk, 'CHAT_TRANSCRIPTS'],
  [connectAttachmentsCmk, 'ATTACHMENTS'],
  [connectScreenRecordingsCmk, 'SCREEN_RECORDINGS'],
  [connectEmailMessagesCmk, 'EMAIL_MESSAGES'],
  [connectContactEvaluationsCmk, 'CONTACT_EVALUATIONS'],
  [connectScheduledReportsCmk, 'SCHEDULED_REPORTS'],
] as const

export const connectSubjects: readonly Subject[] = [
  ...storageRules.map(
    ([rule, type]): Subject => ({
      rule,
      absent: ['FAIL', 'SSE_S3'],
      list: 'connect:ListInstances',
      get: 'connect:ListInstanceStorageConfigs',
      account: (resources) => ({
        ...instances(resources),
        ...storage(type, (instance) => ({
          StorageType: 'S3',
          S3Config: {
            BucketName: 'recordings',
            BucketPrefix: 'connect',
            ...encryption(keyOf(resources, instance)),
          },
        })),
        ...bucketUnder('AES256'),
      }),
    }),
  ),
  {
    rule: connectMediaStreamsCmk,
    absent: ['FAIL', 'KEY_AWS_MANAGED'],
    list: 'connect:ListInstances',
    get: 'connect:ListInstanceStorageConfigs',
    account: (resources) => ({
      ...instances(resources),
      ...storage('MEDIA_STREAMS', (instance) => ({
        StorageType: 'KINESIS_VIDEO_STREAM',
        KinesisVideoStreamConfig: {
          Prefix: 'connect',
          RetentionPeriodHours: 24,
          ...encryption(keyOf(resources, instance)),
        },
      })),
    }),
  },
  {
    rule: connectEventStreamsCmk,
    absent: ['FAIL', 'NOT_ENCRYPTED'],
    list: 'connect:ListInstances',
    get: 'connect:ListInstanceStorageConfigs',
    account: (resources) => ({
      ...instances(resources),
      ...storage('CONTACT_TRACE_RECORDS', (instance) => ({
        StorageType: 'KINESIS_STREAM',
        KinesisStreamConfig: { StreamArn: arn('kinesis', `stream/${instance}`) },
      })),
      'kinesis:DescribeStreamSummary': ({ StreamARN }: FakeInput) => {
        const KeyId = keyOf(resources, StreamARN)
        return {
          StreamDescriptionSummary: {
            StreamARN,
            EncryptionType: KeyId === undefined ? 'NONE' : 'KMS',
            KeyId,
          },
        }
      },
    }),
  },
  {
    rule: connectCampaignsCmk,
    absent: ['FAIL', 'KEY_AWS_OWNED'],
    list: 'connect:ListInstances',
    account: (resources) => ({
      ...instances(resources),
      'connectcampaignsv2:GetConnectInstanceConfig': ({ connectInstanceId }: FakeInput) => {
        const keyArn = keyOf(resources, connectInstanceId)
        return {
          connectInstanceConfig: {
            connectInstanceId,
            serviceLinkedRoleArn: 'role',
            encryptionConfig: { enabled: keyArn !== undefined, encryptionType: 'KMS', keyArn },
          },
        }
      },
    }),
  },
  {
    rule: voiceidDomainCmk,
    absent: ['MANUAL', 'KEY_ABSENT_UNKNOWN'],
    list: 'voice-id:ListDomains',
    account: (resources) => ({
      'voice-id:ListDomains': twoPages(
        { items: 'DomainSummaries', from: 'NextToken' },
        resources.map(({ name, key }) => ({
          DomainId: name,
          Name: name,
          Arn: arn('voiceid', `domain/${name}`),
          DomainStatus: 'ACTIVE',
          ServerSideEncryptionConfiguration: { KmsKeyId: key },
        })),
      ),
    }),
  },
  {
    rule: customerProfilesDomainCmk,
    absent: ['FAIL', 'KEY_AWS_OWNED'],
    list: 'customer-profiles:ListDomains',
    get: 'customer-profiles:GetDomain',
    account: (resources) => ({
      'customer-profiles:ListDomains': twoPages(
        { items: 'Items', from: 'NextToken' },
        resources.map(({ name }) => ({ DomainName: name })),
      ),
      'customer-profiles:GetDomain': ({ DomainName }: FakeInput) => ({
        DomainName,
        DefaultEncryptionKey: keyOf(resources, DomainName),
      }),
    }),
  },
  {
    rule: customerProfilesObjectTypeCmk,
    absent: null,
    list: 'customer-profiles:ListDomains',
    get: 'customer-profiles:GetProfileObjectType',
    account: (resources) => ({
      'customer-profiles:ListDomains': { Items: resources.length > 0 ? [{ DomainName: 'customers' }] : [] },
      'customer-profiles:GetDomain': { DomainName: 'customers' },
      'customer-profiles:ListProfileObjectTypes': twoPages(
        { items: 'Items', from: 'NextToken' },
        resources.map(({ name }) => ({ ObjectTypeName: name, Description: name })),
      ),
      'customer-profiles:GetProfileObjectType': ({ ObjectTypeName }: FakeInput) => ({
        ObjectTypeName,
        Description: '',
        EncryptionKey: keyOf(resources, ObjectTypeName),
      }),
    }),
  },
  {
    rule: appflowFlowCmk,
    absent: ['FAIL', 'KEY_AWS_MANAGED'],
    list: 'appflow:ListFlows',
    get: 'appflow:DescribeFlow',
    account: (resources) => ({
      'appflow:ListFlows': twoPages(
        { items: 'flows', from: 'nextToken' },
        resources.map(({ name }) => ({ flowName: name, flowArn: arn('appflow', `flow/${name}`) })),
      ),
      'appflow:DescribeFlow': ({ flowName }: FakeInput) => ({ flowName, kmsArn: keyOf(resources, flowName) }),
    }),
  },
]

/** Connect, Voice ID and Customer Profiles where it is not a key alone that decides. */

import { after } from 'node:test'
import { accessDenied, error, type FakeHandlers, type FakeInput } from '../support/fake-aws.ts'
import { keys } from '../support/fake-keys.ts'
import { bucketUnder, instances, storage } from './subjects/connect.ts'
import { type Case, testCases } from './subjects/special-case.ts'
import { arn } from './subjects/subject.ts'

const own = keys.customer.arn
const _at = new Date(0)

const recordings = (config: object): FakeHandlers => ({
  ...instances([{ name: 'desk' }]),
  ...storage('CALL_RECORDINGS', () => config),
})
const inBucket = (KeyId?: string) => ({
  StorageType: 'S3',
  S3Config: {
    BucketName: 'recordings',
    BucketPrefix: 'connect',
    ...(KeyId !== undefined && { EncryptionConfig: { EncryptionType: 'KMS', KeyId } }),
  },
})
const delivery = (encryption: object | undefined): FakeHandlers => ({
  ...instances([{ name: 'desk' }]),
  ...storage('AGENT_EVENTS', () => ({
    StorageType: 'KINESIS_FIREHOSE',
    KinesisFirehoseConfig: { FirehoseArn: arn('firehose', 'deliverystream/events') },
  })),
  'firehose:DescribeDeliveryStream': {
    DeliveryStreamDescription: { DeliveryStreamEncryptionConfiguration: encryption },
  },
})
const voice = (details: object | undefined): FakeHandlers => ({
  'voice-id:ListDomains': {
    DomainSummaries: [
      { Name: 'voices', Arn: arn('voiceid', 'domain/voices'), ServerSideEncryptionUpdateDetails: details },
    ],
  },
})
const storageTypes = [
  'CALL_RECORDINGS',
  'CHAT_TRANSCRIPTS',
  'ATTACHMENTS',
  'SCREEN_RECORDINGS',
  'EMAIL_MESSAGES',
  'CONTACT_EVALUATIONS',
  'SCHEDULED_REPORTS',
]

const cases: readonly Case[] = [
  {
    title: 'without a key of Connect the bucket decides: a customer key',
    rules: 'connect-call-recordings-cmk',
    account: { ...recordings(inBucket()), ...bucketUnder('aws:kms', own) },
    says: ['desk CALL_RECORDINGS PASS KEY_CUSTOMER_MANAGED'],
  },
  {
    title: 'without a key of Connect the bucket decides: KMS without a key',
    rules: 'connect-call-recordings-cmk',
    account: { ...recordings(inBucket()), ...bucketUnder('aws:kms') },
    says: ['desk CALL_RECORDINGS FAIL KEY_AWS_MANAGED'],
  },
  {
    title: 'without a key of Connect, and with a bucket that cannot be read',
    rules: 'connect-call-recordings-cmk',
    account: { ...recordings(inBucket()), 's3:GetBucketEncryption': error('AccessDenied', 403) },
    says: ['desk CALL_RECORDINGS MANUAL API_ERROR:AccessDenied'],
  },
  {
    title: 'a key of Connect needs no bucket',
    rules: 'connect-call-recordings-cmk',
    account: { ...recordings(inBucket(own)), 's3:GetBucketEncryption': error('AccessDenied', 403) },
    says: ['desk CALL_RECORDINGS PASS KEY_CUSTOMER_MANAGED'],
  },
  {
    title: 'types that are stored nowhere do not apply, and no type speaks for another',
    rules: 'connect-call-recordings-cmk connect-attachments-cmk connect-media-streams-cmk',
    account: { ...recordings(inBucket(own)), ...bucketUnder('AES256') },
    says: [
      'connect-attachments-cmk desk ATTACHMENTS NOT_APPLICABLE NOT_CONFIGURED',
      'connect-call-recordings-cmk desk CALL_RECORDINGS PASS KEY_CUSTOMER_MANAGED',
      'connect-media-streams-cmk desk MEDIA_STREAMS NOT_APPLICABLE NOT_CONFIGURED',
    ],
  },
  {
    title: 'every configuration of a type is judged, not the first alone',
    rules: 'connect-call-recordings-cmk',
    account: {
      ...instances([{ name: 'desk' }]),
      ...bucketUnder('AES256'),
      'connect:ListInstanceStorageConfigs': ({ ResourceType, NextToken }: FakeInput) => {
        if (ResourceType !== 'CALL_RECORDINGS') return { StorageConfigs: [] }
        return NextToken === undefined || NextToken === null
          ? { StorageConfigs: [{ AssociationId: 'a1', ...inBucket(own) }], NextToken: 'more' }
          : { StorageConfigs: [{ AssociationId: 'a2', ...inBucket() }] }
      },
    },
    says: ['desk CALL_RECORDINGS FAIL SSE_S3', 'desk CALL_RECORDINGS PASS KEY_CUSTOMER_MANAGED'],
  },
  {
    title: 'a type that the region does not know leaves the others alone',
    rules: 'connect-call-recordings-cmk connect-email-messages-cmk',
    account: {
      ...instances([{ name: 'desk' }]),
      ...bucketUnder('AES256'),
      'connect:ListInstanceStorageConfigs': ({ ResourceType }: FakeInput) => {
        if (ResourceType === 'EMAIL_MESSAGES') return error('InvalidParameterException', 400)
        const is = ResourceType === 'CALL_RECORDINGS'
        return { StorageConfigs: is ? [{ AssociationId: 'a1', ...inBucket(own) }] : [] }
      },
    },
    says: [
      'connect-call-recordings-cmk desk CALL_RECORDINGS PASS KEY_CUSTOMER_MANAGED',
      'connect-email-messages-cmk desk EMAIL_MESSAGES MANUAL API_ERROR:InvalidParameterException',
    ],
  },
  {
    title: 'recordings that are not in S3',
    rules: 'connect-call-recordings-cmk',
    account: recordings({ StorageType: 'KINESIS_STREAM', KinesisStreamConfig: { StreamArn: 'x' } }),
    says: ['desk CALL_RECORDINGS MANUAL STORAGE_TYPE_UNEXPECTED'],
  },
  {
    title: 'media streams that are not in Kinesis Video Streams',
    rules: 'connect-media-streams-cmk',
    account: {
      ...instances([{ name: 'desk' }]),
      ...storage('MEDIA_STREAMS', () => inBucket(own)),
      ...bucketUnder('AES256'),
    },
    says: ['desk MEDIA_STREAMS MANUAL STORAGE_TYPE_UNEXPECTED'],
  },
  ...(
    [
      [
        'Firehose under a customer key',
        { Status: 'ENABLED', KeyType: 'CUSTOMER_MANAGED_CMK', KeyARN: own },
        'PASS KEY_CUSTOMER_MANAGED',
      ],
      ['Firehose under a key of AWS', { Status: 'ENABLED', KeyType: 'AWS_OWNED_CMK' }, 'FAIL KEY_AWS_OWNED'],
      ['Firehose without encryption', { Status: 'DISABLED' }, 'FAIL NOT_ENCRYPTED'],
      ['Firehose that never had any', undefined, 'FAIL NOT_ENCRYPTED'],
      [
        'Firehose whose encryption is being switched on',
        { Status: 'ENABLING', KeyType: 'CUSTOMER_MANAGED_CMK', KeyARN: own },
        'MANUAL ENCRYPTION_ENABLING',
      ],
    ] as const
  ).map(
    ([title, encryption, verdict]): Case => ({
      title: `agent events go to ${title}`,
      rules: 'connect-event-streams-cmk',
      account: delivery(encryption),
      says: [
        `desk AGENT_EVENTS ${verdict}`,
        'desk CONTACT_TRACE_RECORDS NOT_APPLICABLE NOT_CONFIGURED',
        'desk REAL_TIME_CONTACT_ANALYSIS_CHAT_SEGMENTS NOT_APPLICABLE NOT_CONFIGURED',
        'desk REAL_TIME_CONTACT_ANALYSIS_SEGMENTS NOT_APPLICABLE NOT_CONFIGURED',
        'desk REAL_TIME_CONTACT_ANALYSIS_VOICE_SEGMENTS NOT_APPLICABLE NOT_CONFIGURED',
      ],
    }),
  ),
  {
    title: 'a bucket that agrees with Connect',
    rules: 'connect-storage-bucket-agreement',
    account: { ...recordings(inBucket(own)), ...bucketUnder('aws:kms', own) },
    says: ['desk CALL_RECORDINGS PASS KEY_CUSTOMER_MANAGED'],
  },
  {
    title: 'a bucket that is weaker than Connect',
    rules: 'connect-storage-bucket-agreement',
    account: { ...recordings(inBucket(own)), ...bucketUnder('AES256') },
    says: ['desk CALL_RECORDINGS FAIL SSE_S3'],
  },
  {
    title: 'a bucket beside a weak key of Connect: that is another finding',
    rules: 'connect-storage-bucket-agreement',
    account: { ...recordings(inBucket(keys.awsManaged.arn)), ...bucketUnder('AES256') },
    says: ['desk CALL_RECORDINGS NOT_APPLICABLE CONNECT_KEY_NOT_CUSTOMER'],
  },
  {
    title: 'a bucket beside a key of Connect that cannot be described',
    rules: 'connect-storage-bucket-agreement',
    account: { ...recordings(inBucket(keys.denied.arn)), ...bucketUnder('AES256') },
    says: ['desk CALL_RECORDINGS MANUAL KEY_DESCRIBE_DENIED'],
  },
  {
    title: 'a bucket beside a key of Connect that cannot be read',
    rules: 'connect-storage-bucket-agreement',
    account: { ...recordings(inBucket(own)), 's3:GetBucketEncryption': error('AccessDenied', 403) },
    says: ['desk CALL_RECORDINGS MANUAL API_ERROR:AccessDenied'],
  },
  {
    title: 'storage that cannot be listed says nothing of its buckets',
    rules: 'connect-storage-bucket-agreement',
    account: { ...instances([{ name: 'desk' }]), 'connect:ListInstanceStorageConfigs': accessDenied },
    says: storageTypes.map((type) => `desk ${type} MANUAL API_ERROR:AccessDeniedException`),
  },
  {
    title: 'a bucket that alone decides is judged by the storage rules',
    rules: 'connect-storage-bucket-agreement',
    account: { ...recordings(inBucket()), ...bucketUnder('AES256') },
    says: [],
  },
  {
    title: 'an instance without outbound campaigns',
    rules: 'connect-campaigns-cmk',
    account: {
      ...instances([{ name: 'desk' }]),
      'connectcampaignsv2:GetConnectInstanceConfig': error('ResourceNotFoundException', 404),
    },
    says: ['desk NOT_APPLICABLE NOT_ONBOARDED'],
  },
  {
    title: 'campaigns that cannot be read',
    rules: 'connect-campaigns-cmk',
    account: {
      ...instances([{ name: 'desk' }]),
      'connectcampaignsv2:GetConnectInstanceConfig': accessDenied,
    },
    says: ['desk MANUAL API_ERROR:AccessDeniedException'],
  },
  {
    title: 'what cannot be under a key of ours is said once an instance',
    rules: 'connect-aws-owned-only',
    account: {
      ...instances([{ name: 'desk' }, { name: 'shop' }]),
      'connectcases:ListDomains': { domains: [] },
    },
    says: ['desk MANUAL AWS_OWNED_KEY_ONLY', 'shop MANUAL AWS_OWNED_KEY_ONLY'],
  },
  {
    title: 'and also where Cases cannot be listed',
    rules: 'connect-aws-owned-only',
    account: { ...instances([{ name: 'desk' }]), 'connectcases:ListDomains': accessDenied },
    says: ['desk MANUAL AWS_OWNED_KEY_ONLY'],
  },
  ...(
    [
      [undefined, 'PASS KEY_NEVER_CHANGED'],
      [{ UpdateStatus: 'COMPLETED' }, 'PASS REENCRYPTION_COMPLETED'],
      [{ UpdateStatus: 'IN_PROGRESS', OldKmsKeyId: own }, 'MANUAL REENCRYPTION_IN_PROGRESS'],
      [{ UpdateStatus: 'FAILED', OldKmsKeyId: own }, 'FAIL REENCRYPTION_FAILED'],
      [{ UpdateStatus: 'SOMETHING_NEW' }, 'MANUAL REENCRYPTION_STATUS_UNKNOWN'],
    ] as const
  ).map(
    ([details, verdict]): Case => ({
      title: `a re-encryption that is ${details?.UpdateStatus ?? 'not there'}`,
      rules: 'voiceid-reencryption-complete',
      account: voice(details),
      says: [`voices ${verdict}`],
    }),
  ),
  {
    title: 'object types of a data store are read as well',
    rules: 'customer-profiles-object-type-cmk',
    account: {
      'customer-profiles:ListDomains': { Items: [{ DomainName: 'customers' }] },
      'customer-profiles:GetDomain': { DomainName: 'customers', DataStore: { Enabled: true } },
      'customer-profiles:ListProfileObjectTypes': { Items: [] },
      'customer-profiles:ListDomainObjectTypes': { Items: [{ ObjectTypeName: 'orders' }] },
      'customer-profiles:GetDomainObjectType': { ObjectTypeName: 'orders', EncryptionKey: own },
    },
    says: ['orders PASS KEY_CUSTOMER_MANAGED'],
  },
]

await testCases({ after }, cases)

/** Secrets, trails, search, tables, queues and images where it is not a key alone that decides. */

import { after } from 'node:test'
import { accessDenied, type FakeHandlers, type FakeInput, notFound } from '../support/fake-aws.ts'
import { keys } from '../support/fake-keys.ts'
import { type Case, replica, testCases } from './subjects/special-case.ts'
import { arn } from './subjects/subject.ts'

const own = keys.customer.arn
const at = new Date(0)

const secret = (details: object): FakeHandlers => ({
  'secrets-manager:ListSecrets': {
    SecretList: [{ ARN: arn('secretsmanager', 'secret:token'), Name: 'token' }],
  },
  'secrets-manager:DescribeSecret': { Name: 'token', KmsKeyId: own, ...details },
})
const collection = (
  name: string,
  kmsKeyArn: string | undefined,
  policies: Readonly<Record<string, object>>,
) => ({
  'opensearchserverless:ListCollections': {
    collectionSummaries: [{ id: 'c1', name, arn: arn('aoss', 'collection/c1'), kmsKeyArn }],
  },
  'opensearchserverless:BatchGetCollection': {
    collectionDetails: [{ id: 'c1', name, arn: arn('aoss', 'collection/c1') }],
  },
  'opensearchserverless:ListSecurityPolicies': {
    securityPolicySummaries: Object.keys(policies).map((policy) => ({ name: policy, type: 'encryption' })),
  },
  'opensearchserverless:GetSecurityPolicy': (input: FakeInput) => ({
    securityPolicyDetail: { name: input.name, type: 'encryption', policy: policies[String(input.name)] },
  }),
})
const policy = (pattern: string, key: object) => ({
  Rules: [{ ResourceType: 'collection', Resource: [`collection/${pattern}`] }],
  ...key,
})
const table = (status: string, SSEDescription?: object): FakeHandlers => ({
  'dynamodb:ListTables': { TableNames: ['rows'] },
  'dynamodb:DescribeTable': { Table: { TableName: 'rows', TableStatus: status, SSEDescription } },
})

const tableBucket: FakeHandlers = {
  's3tables:ListTableBuckets': {
    tableBuckets: [
      { arn: arn('s3tables', 'bucket/rows'), name: 'rows', ownerAccountId: '111122223333', createdAt: at },
    ],
  },
  's3tables:GetTableBucketEncryption': notFound,
}

const cases: readonly Case[] = [
  {
    title: 'a table bucket without a configuration is under SSE-S3; only one that is gone is dropped',
    rules: 's3-tables-cmk',
    account: { ...tableBucket, 's3tables:GetTableBucket': { name: 'rows' } },
    says: ['rows FAIL SSE_S3'],
  },
  {
    title: 'a table bucket that is gone',
    rules: 's3-tables-cmk',
    account: { ...tableBucket, 's3tables:GetTableBucket': notFound },
    says: [],
  },
  {
    title: 'a collection that the batch leaves out is not lost',
    rules: 'aoss-collection-cmk',
    account: {
      ...collection('logs', undefined, {}),
      'opensearchserverless:BatchGetCollection': {
        collectionDetails: [],
        collectionErrorDetails: [{ id: 'c1', errorCode: 'AccessDeniedException' }],
      },
    },
    says: ['logs MANUAL API_ERROR:AccessDeniedException'],
  },
  {
    title: 'a table that has gone back from KMS',
    rules: 'dynamodb-table-cmk',
    account: table('ACTIVE', { Status: 'DISABLED', SSEType: 'KMS', KMSMasterKeyArn: own }),
    says: ['rows FAIL KEY_AWS_OWNED'],
  },
  {
    title: 'replicas of a secret are judged in their region',
    rules: 'secretsmanager-secret-cmk',
    account: secret({
      ReplicationStatus: [
        { Region: 'eu-west-1', KmsKeyId: replica.arn },
        { Region: 'eu-central-1' },
        { Region: 'us-west-2', KmsKeyId: own },
      ],
    }),
    says: [
      'token FAIL KEY_AWS_MANAGED',
      'token FAIL KEY_REGION_MISMATCH',
      'token PASS KEY_CUSTOMER_MANAGED',
      'token PASS KEY_CUSTOMER_MANAGED',
    ],
  },
  {
    title: 'a secret of a service',
    rules: 'secretsmanager-secret-cmk',
    account: secret({ OwningService: 'rds' }),
    says: ['token MANUAL SERVICE_MANAGED'],
  },
  {
    title: 'a secret that is being deleted',
    rules: 'secretsmanager-secret-cmk',
    account: secret({ DeletedDate: at, KmsKeyId: undefined }),
    says: ['token NOT_APPLICABLE RESOURCE_DELETING'],
  },
  {
    title: 'a replica of a secret is judged with its original',
    rules: 'secretsmanager-secret-cmk',
    account: secret({ PrimaryRegion: 'eu-west-1', KmsKeyId: undefined }),
    says: ['token NOT_APPLICABLE JUDGED_WITH_PRIMARY'],
  },
  {
    title: 'the trail of the organization is for a person; a shadow of another region is none',
    rules: 'cloudtrail-trail-cmk',
    account: {
      'cloudtrail:DescribeTrails': {
        trailList: [
          {
            Name: 'org',
            TrailARN: 'arn:aws:cloudtrail:us-east-1:999900001111:trail/org',
            HomeRegion: 'us-east-1',
          },
          {
            Name: 'far',
            TrailARN: 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/far',
            HomeRegion: 'eu-west-1',
          },
        ],
      },
    },
    says: ['org MANUAL ORGANIZATION_TRAIL'],
  },
  {
    title: 'an event data store that is being deleted',
    rules: 'cloudtrail-eds-cmk',
    account: {
      'cloudtrail:ListEventDataStores': {
        EventDataStores: [{ Name: 'lake', EventDataStoreArn: arn('cloudtrail', 'eventdatastore/lake') }],
      },
      'cloudtrail:GetEventDataStore': { Status: 'PENDING_DELETION' },
    },
    says: ['lake NOT_APPLICABLE RESOURCE_DELETING'],
  },
  {
    title: 'a search domain without encryption, and one that is gone',
    rules: 'opensearch-domain-cmk',
    account: {
      'opensearch:ListDomainNames': { DomainNames: [{ DomainName: 'bare' }, { DomainName: 'gone' }] },
      'opensearch:DescribeDomains': {
        DomainStatusList: [
          {
            DomainId: '1',
            DomainName: 'bare',
            ARN: arn('es', 'domain/bare'),
            ClusterConfig: {},
            EncryptionAtRestOptions: { Enabled: false },
          },
          {
            DomainId: '2',
            DomainName: 'gone',
            ARN: arn('es', 'domain/gone'),
            ClusterConfig: {},
            Deleted: true,
          },
        ],
      },
    },
    says: ['bare FAIL NOT_ENCRYPTED'],
  },
  {
    title: 'a collection whose key is auto',
    rules: 'aoss-collection-cmk',
    account: collection('logs', 'auto', {}),
    says: ['logs FAIL KEY_AWS_OWNED'],
  },
  {
    title: 'a collection without a word: the most specific policy decides',
    rules: 'aoss-collection-cmk',
    account: collection('logs-eu', undefined, {
      all: policy('*', { AWSOwnedKey: true }),
      logs: policy('logs-*', { AWSOwnedKey: true }),
      exact: policy('logs-eu', { AWSOwnedKey: false, KmsARN: own }),
      odd: { Rules: 'none', KmsARN: 5 },
    }),
    says: ['logs-eu PASS KEY_CUSTOMER_MANAGED'],
  },
  {
    title: 'a collection whose policy takes a key of AWS',
    rules: 'aoss-collection-cmk',
    account: collection('logs', undefined, { all: policy('*', { AWSOwnedKey: true }) }),
    says: ['logs FAIL KEY_AWS_OWNED'],
  },
  {
    title: 'a collection whose policies cannot be read',
    rules: 'aoss-collection-cmk',
    account: {
      ...collection('logs', undefined, {}),
      'opensearchserverless:ListSecurityPolicies': accessDenied,
    },
    says: ['logs MANUAL API_ERROR:AccessDeniedException'],
  },
  {
    title: 'a pipeline that keeps nothing',
    rules: 'osis-pipeline-cmk',
    account: {
      'osis:ListPipelines': {
        Pipelines: [{ PipelineName: 'flow', PipelineArn: arn('osis', 'pipeline/flow') }],
      },
      'osis:GetPipeline': { Pipeline: { PipelineName: 'flow', Status: 'ACTIVE' } },
    },
    says: ['flow NOT_APPLICABLE NO_PERSISTENT_BUFFER'],
  },
  {
    title: 'a table whose encryption is changing',
    rules: 'dynamodb-table-cmk',
    account: table('UPDATING', { Status: 'UPDATING', SSEType: 'KMS', KMSMasterKeyArn: own }),
    says: ['rows MANUAL RESOURCE_STATE_TRANSIENT'],
  },
  {
    title: 'a table that is being deleted',
    rules: 'dynamodb-table-cmk',
    account: table('DELETING'),
    says: ['rows NOT_APPLICABLE RESOURCE_DELETING'],
  },
  {
    title: 'a queue under SSE-SQS',
    rules: 'sqs-queue-cmk',
    account: {
      'sqs:ListQueues': { QueueUrls: ['https://queue/111122223333/jobs'] },
      'sqs:GetQueueAttributes': { Attributes: { SqsManagedSseEnabled: 'true' } },
    },
    says: ['jobs FAIL SSE_SQS'],
  },
  {
    title: 'a repository under KMS without a key',
    rules: 'ecr-repository-cmk',
    account: {
      'ecr:DescribeRepositories': {
        repositories: [
          {
            repositoryName: 'image',
            repositoryArn: arn('ecr', 'repository/image'),
            encryptionConfiguration: { encryptionType: 'KMS_DSSE' },
          },
        ],
      },
    },
    says: ['image FAIL KEY_AWS_MANAGED'],
  },
  {
    title: 'a list whose token never changes ends, and does not pass for whole',
    rules: 'sns-topic-cmk',
    account: {
      'sns:ListTopics': { Topics: [{ TopicArn: arn('sns', 'news') }], NextToken: 'again' },
      'sns:GetTopicAttributes': { Attributes: { KmsMasterKeyId: own } },
    },
    says: ['111122223333 MANUAL API_ERROR:ENDLESS_LIST', 'news PASS KEY_CUSTOMER_MANAGED'],
  },
  {
    title: 'a stream that is being deleted',
    rules: 'kinesis-stream-cmk',
    account: {
      'kinesis:ListStreams': { StreamNames: ['clicks'], HasMoreStreams: false },
      'kinesis:DescribeStreamSummary': {
        StreamDescriptionSummary: { StreamStatus: 'DELETING', EncryptionType: 'NONE' },
      },
    },
    says: ['clicks NOT_APPLICABLE RESOURCE_DELETING'],
  },
  {
    title: 'a parameter that is no SecureString is none of ours',
    rules: 'ssm-securestring-cmk',
    account: {
      'ssm:DescribeParameters': {
        Parameters: [
          { Name: '/a/plain', Type: 'String' },
          { Name: '/a/secret', Type: 'SecureString', KeyId: 'alias/aws/ssm' },
        ],
      },
    },
    says: ['/a/secret FAIL KEY_AWS_MANAGED'],
  },
]

await testCases({ after }, cases)

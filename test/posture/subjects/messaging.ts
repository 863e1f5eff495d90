/** Tables, queues, topics, buses, streams, state machines, images. */

import { dynamodbTableCmk } from '../../../src/posture/rules/dynamodb-table-cmk.ts'
import { ecrRepositoryCmk } from '../../../src/posture/rules/ecr-repository-cmk.ts'
import { eventsBusCmk } from '../../../src/posture/rules/events-bus-cmk.ts'
import { kinesisStreamCmk } from '../../../src/posture/rules/kinesis-stream-cmk.ts'
import { kinesisvideoStreamCmk } from '../../../src/posture/rules/kinesisvideo-stream-cmk.ts'
import { snsTopicCmk } from '../../../src/posture/rules/sns-topic-cmk.ts'
import { sqsQueueCmk } from '../../../src/posture/rules/sqs-queue-cmk.ts'
import { statesMachineCmk } from '../../../src/posture/rules/states-machine-cmk.ts'
import type { FakeInput } from '../../support/fake-aws.ts'
import { arn, keyOf, nameOf, type Subject, twoPages } from './subject.ts'

export const messagingSubjects: readonly Subject[] = [
  {
    rule: dynamodbTableCmk,
    absent: ['FAIL', 'KEY_AWS_OWNED'],
    list: 'dynamodb:ListTables',
    get: 'dynamodb:DescribeTable',
    account: (resources) => ({
      'dynamodb:ListTables': twoPages(
        { items: 'TableNames', from: 'ExclusiveStartTableName', next: 'LastEvaluatedTableName' },
        resources.map(({ name }) => name),
      ),
      'dynamodb:DescribeTable': ({ TableName }: FakeInput) => {
        const KMSMasterKeyArn = keyOf(resources, TableName)
        const SSEDescription = KMSMasterKeyArn && { Status: 'ENABLED', SSEType: 'KMS', KMSMasterKeyArn }
        return { Table: { TableName, TableStatus: 'ACTIVE', SSEDescription } }
      },
    }),
  },
  {
    rule: snsTopicCmk,
    absent: ['FAIL', 'NOT_ENCRYPTED'],
    list: 'sns:ListTopics',
    get: 'sns:GetTopicAttributes',
    account: (resources) => ({
      'sns:ListTopics': twoPages(
        { items: 'Topics', from: 'NextToken' },
        resources.map(({ name }) => ({ TopicArn: arn('sns', name) })),
      ),
      'sns:GetTopicAttributes': ({ TopicArn }: FakeInput) => {
        const key = keyOf(resources, TopicArn)
        return { Attributes: key === undefined ? {} : { KmsMasterKeyId: key } }
      },
    }),
  },
  {
    rule: sqsQueueCmk,
    absent: ['FAIL', 'NOT_ENCRYPTED'],
    list: 'sqs:ListQueues',
    get: 'sqs:GetQueueAttributes',
    account: (resources) => ({
      'sqs:ListQueues': twoPages(
        { items: 'QueueUrls', from: 'NextToken' },
        resources.map(({ name }) => `https://sqs.us-east-1.amazonaws.com/111122223333/${name}`),
      ),
      'sqs:GetQueueAttributes': ({ QueueUrl }: FakeInput) => {
        const key = keyOf(resources, QueueUrl)
        return { Attributes: key === undefined ? {} : { KmsMasterKeyId: key } }
      },
    }),
  },
  {
    rule: eventsBusCmk,
    absent: ['FAIL', 'KEY_AWS_OWNED'],
    list: 'eventbridge:ListEventBuses',
    get: 'eventbridge:DescribeEventBus',
    account: (resources) => ({
      'eventbridge:ListEventBuses': twoPages(
        { items: 'EventBuses', from: 'NextToken' },
        resources.map(({ name }) => ({ Name: name, Arn: arn('events', `event-bus/${name}`) })),
      ),
      'eventbridge:DescribeEventBus': ({ Name }: FakeInput) => ({
        Name: nameOf(Name),
        KmsKeyIdentifier: keyOf(resources, Name),
      }),
    }),
  },
  {
    rule: statesMachineCmk,
    absent: ['FAIL', 'KEY_AWS_OWNED'],
    list: 'sfn:ListStateMachines',
    get: 'sfn:DescribeStateMachine',
    account: (resources) => ({
      'sfn:ListStateMachines': twoPages(
        { items: 'stateMachines', from: 'nextToken' },
        resources.map(({ name }) => ({ name, stateMachineArn: arn('states', `stateMachine:${name}`) })),
      ),
      'sfn:DescribeStateMachine': ({ stateMachineArn }: FakeInput) => {
        const kmsKeyId = keyOf(resources, stateMachineArn)
        const type = kmsKeyId === undefined ? 'AWS_OWNED_KEY' : 'CUSTOMER_MANAGED_KMS_KEY'
        return { stateMachineArn, status: 'ACTIVE', encryptionConfiguration: { type, kmsKeyId } }
      },
    }),
  },
  {
    rule: ecrRepositoryCmk,
    absent: ['FAIL', 'SSE_S3'],
    list: 'ecr:DescribeRepositories',
    account: (resources) => ({
      'ecr:DescribeRepositories': twoPages(
        { items: 'repositories', from: 'nextToken' },
        resources.map(({ name, key }) => ({
          repositoryName: name,
          repositoryArn: arn('ecr', `repository/${name}`),
          encryptionConfiguration: { encryptionType: key === undefined ? 'AES256' : 'KMS', kmsKey: key },
        })),
      ),
    }),
  },
  {
    rule: kinesisStreamCmk,
    absent: ['FAIL', 'NOT_ENCRYPTED'],
    list: 'kinesis:ListStreams',
    get: 'kinesis:DescribeStreamSummary',
    account: (resources) => ({
      'kinesis:ListStreams': twoPages(
        { items: 'StreamSummaries', from: 'NextToken' },
        resources.map(({ name }) => ({ StreamName: name, StreamARN: arn('kinesis', `stream/${name}`) })),
      ),
      'kinesis:DescribeStreamSummary': ({ StreamARN }: FakeInput) => {
        const KeyId = keyOf(resources, StreamARN)
        const EncryptionType = KeyId === undefined ? 'NONE' : 'KMS'
        return { StreamDescriptionSummary: { StreamARN, StreamStatus: 'ACTIVE', EncryptionType, KeyId } }
      },
    }),
  },
  {
    rule: kinesisvideoStreamCmk,
    absent: ['FAIL', 'KEY_AWS_MANAGED'],
    list: 'kinesis-video:ListStreams',
    account: (resources) => ({
      'kinesis-video:ListStreams': twoPages(
        { items: 'StreamInfoList', from: 'NextToken' },
        resources.map(({ name, key }) => ({
          StreamName: name,
          StreamARN: arn('kinesisvideo', `stream/${name}/1`),
          KmsKeyId: key,
          Status: 'ACTIVE',
        })),
      ),
    }),
  },
]

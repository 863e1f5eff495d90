/** Each fix against a service with a memory: planned, applied, and then the rule itself passes; rolled back, and it is as before. */

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Rule } from '../../src/posture/rule.ts'
import { rules } from '../../src/posture/rules/rules.ts'
import { error, type FakeHandlers, type FakeInput, fakeAccount, startFakeAws } from '../support/fake-aws.ts'
import { fakeRegion } from '../support/fake-keys.ts'
import { applyWith, fakeKms, planWith, recordFile, rollBackWith } from '../support/fix.ts'

type Json = Record<string, unknown>

interface Case {
  readonly rule: string
  /** What the service keeps of the one resource; handlers change it. */
  readonly state: Json
  readonly handlers: (state: Json) => FakeHandlers
  /** Members that the update has to send again, as the state has them afterwards. */
  readonly kept?: Json
  /** Default: everything is as it was after a rollback. */
  readonly notUndone?: true
  /** It needs no key. */
  readonly keyless?: true
}

const arn = (service: string, rest: string) => `arn:aws:${service}:${fakeRegion}:${fakeAccount}:${rest}`

/** An update that replaces all that is sent, and deletes what is not. */
const put =
  (state: Json, names: readonly string[], rename: Readonly<Record<string, string>> = {}) =>
  (input: FakeInput) => {
    for (const name of names) {
      const value = input[rename[name] ?? name]
      if (value === undefined) delete state[name]
      else state[name] = value
    }
    return {}
  }

const agentMembers = [
  ...['agentName', 'instruction', 'foundationModel', 'description', 'idleSessionTTLInSeconds'],
  ...[
    'agentResourceRoleArn',
    'customerEncryptionKeyArn',
    'guardrailConfiguration',
    'promptOverrideConfiguration',
  ],
]
const prompts = {
  promptConfigurations: [
    { promptType: 'PRE_PROCESSING', promptCreationMode: 'DEFAULT', basePromptTemplate: 'of AWS' },
    { promptType: 'ORCHESTRATION', promptCreationMode: 'OVERRIDDEN', basePromptTemplate: 'mine' },
  ],
}

const cases: readonly Case[] = [
  {
    rule: 'bedrock-agent-cmk',
    state: {
      agentId: 'AGENT',
      agentArn: arn('bedrock', 'agent/AGENT'),
      agentName: 'helper',
      agentStatus: 'PREPARED',
      instruction: 'Help, and be polite about it.',
      foundationModel: 'model',
      idleSessionTTLInSeconds: 600,
      agentResourceRoleArn: `arn:aws:iam::${fakeAccount}:role/agent`,
      guardrailConfiguration: { guardrailIdentifier: 'g', guardrailVersion: '1' },
      promptOverrideConfiguration: prompts,
    },
    handlers: (state) => ({
      'bedrock-agent:ListAgents': {
        agentSummaries: [{ agentId: 'AGENT', agentName: 'helper', agentStatus: 'PREPARED' }],
      },
      'bedrock-agent:GetAgent': () => ({ agent: state }),
      'bedrock-agent:UpdateAgent': (input: FakeInput) => {
        const { promptConfigurations } = (input.promptOverrideConfiguration ?? {}) as typeof prompts
        if (promptConfigurations?.some(({ promptCreationMode }) => promptCreationMode === 'DEFAULT')) {
          return error('ValidationException')
        }
        put(state, agentMembers)(input)
        return { agent: state }
      },
      'bedrock-agent:PrepareAgent': { agentId: 'AGENT', agentStatus: 'PREPARING' },
    }),
    kept: {
      guardrailConfiguration: { guardrailIdentifier: 'g', guardrailVersion: '1' },
      promptOverrideConfiguration: { promptConfigurations: [prompts.promptConfigurations[1]] },
    },
    notUndone: true,
  },
  {
    rule: 'bedrock-flow-cmk',
    state: {
      name: 'flow',
      id: 'FLOW',
      arn: arn('bedrock', 'flow/FLOW'),
      status: 'Prepared',
      version: 'DRAFT',
      executionRoleArn: `arn:aws:iam::${fakeAccount}:role/flow`,
      definition: { nodes: [{ name: 'in', type: 'Input' }], connections: [] },
    },
    handlers: (state) => ({
      'bedrock-agent:ListFlows': { flowSummaries: [{ id: 'FLOW', arn: state.arn, name: 'flow' }] },
      'bedrock-agent:ListFlowAliases': { flowAliasSummaries: [] },
      'bedrock-agent:GetFlow': () => state,
      'bedrock-agent:UpdateFlow': put(state, [
        ...['name', 'description', 'executionRoleArn', 'customerEncryptionKeyArn', 'definition'],
      ]),
      'bedrock-agent:PrepareFlow': { id: 'FLOW', status: 'Preparing' },
    }),
    kept: { definition: { nodes: [{ name: 'in', type: 'Input' }], connections: [] } },
  },
  {
    rule: 'bedrock-prompt-cmk',
    state: {
      name: 'prompt',
      id: 'PROMPT',
      arn: arn('bedrock', 'prompt/PROMPT'),
      version: 'DRAFT',
      defaultVariant: 'a',
      variants: [{ name: 'a', templateType: 'TEXT', templateConfiguration: { text: { text: 'Hello' } } }],
    },
    handlers: (state) => ({
      'bedrock-agent:ListPrompts': { promptSummaries: [{ id: 'PROMPT', arn: state.arn, name: 'prompt' }] },
      'bedrock-agent:GetPrompt': () => state,
      'bedrock-agent:UpdatePrompt': put(state, [
        ...['name', 'description', 'customerEncryptionKeyArn', 'defaultVariant', 'variants'],
      ]),
    }),
    kept: {
      variants: [{ name: 'a', templateType: 'TEXT', templateConfiguration: { text: { text: 'Hello' } } }],
    },
  },
  {
    rule: 'bedrock-kb-data-source-cmk',
    state: {
      knowledgeBaseId: 'KB',
      dataSourceId: 'DS',
      name: 'documents',
      status: 'AVAILABLE',
      dataDeletionPolicy: 'RETAIN',
      dataSourceConfiguration: { type: 'S3', s3Configuration: { bucketArn: 'arn:aws:s3:::documents' } },
      vectorIngestionConfiguration: { chunkingConfiguration: { chunkingStrategy: 'NONE' } },
    },
    handlers: (state) => ({
      'bedrock-agent:ListKnowledgeBases': { knowledgeBaseSummaries: [{ knowledgeBaseId: 'KB', name: 'kb' }] },
      'bedrock-agent:ListDataSources': {
        dataSourceSummaries: [{ knowledgeBaseId: 'KB', dataSourceId: 'DS', name: 'documents' }],
      },
      'bedrock-agent:GetDataSource': () => ({ dataSource: state }),
      'bedrock-agent:UpdateDataSource': put(state, [
        ...['name', 'description', 'dataSourceConfiguration', 'dataDeletionPolicy'],
        ...['serverSideEncryptionConfiguration', 'vectorIngestionConfiguration'],
      ]),
    }),
    kept: {
      dataDeletionPolicy: 'RETAIN',
      vectorIngestionConfiguration: { chunkingConfiguration: { chunkingStrategy: 'NONE' } },
    },
  },
  {
    rule: 'bedrock-data-automation-cmk',
    state: {
      projectArn: arn('bedrock', 'data-automation-project/p'),
      projectName: 'project',
      projectStage: 'LIVE',
      status: 'COMPLETED',
      standardOutputConfiguration: { document: { extraction: { granularity: { types: ['PAGE'] } } } },
    },
    handlers: (state) => ({
      'bedrock-data-automation:ListDataAutomationProjects': {
        projects: [{ projectArn: state.projectArn, projectName: 'project', projectStage: 'LIVE' }],
      },
      'bedrock-data-automation:ListBlueprints': { blueprints: [] },
      'bedrock-data-automation:ListDataAutomationLibraries': { libraries: [] },
      'bedrock-data-automation:GetDataAutomationProject': () => ({ project: state }),
      'bedrock-data-automation:UpdateDataAutomationProject': (input: FakeInput) => {
        put(state, ['standardOutputConfiguration', 'projectDescription'])(input)
        const { kmsKeyId } = (input.encryptionConfiguration ?? {}) as Json
        if (kmsKeyId === undefined) delete state.kmsKeyId
        else state.kmsKeyId = kmsKeyId
        return { projectArn: state.projectArn }
      },
    }),
    kept: { standardOutputConfiguration: { document: { extraction: { granularity: { types: ['PAGE'] } } } } },
  },
  {
    rule: 'agentcore-gateway-cmk',
    state: {
      gatewayId: 'gw',
      gatewayArn: arn('bedrock-agentcore', 'gateway/gw'),
      name: 'gateway',
      status: 'READY',
      roleArn: `arn:aws:iam::${fakeAccount}:role/gateway`,
      protocolType: 'MCP',
      authorizerType: 'AWS_IAM',
      exceptionLevel: 'DEBUG',
    },
    handlers: (state) => ({
      'bedrock-agentcore-control:ListGateways': {
        items: [{ gatewayId: 'gw', name: 'gateway', status: 'READY' }],
      },
      'bedrock-agentcore-control:GetGateway': () => state,
      'bedrock-agentcore-control:UpdateGateway': put(state, [
        ...[
          'name',
          'description',
          'roleArn',
          'protocolType',
          'authorizerType',
          'kmsKeyArn',
          'exceptionLevel',
        ],
      ]),
    }),
    kept: { exceptionLevel: 'DEBUG', authorizerType: 'AWS_IAM' },
  },
  {
    rule: 'agentcore-token-vault-cmk',
    state: { tokenVaultId: 'default', kmsConfiguration: { keyType: 'ServiceManagedKey' } },
    handlers: (state) => ({
      'bedrock-agentcore-control:GetTokenVault': () => state,
      'bedrock-agentcore-control:SetTokenVaultCMK': put(state, ['kmsConfiguration']),
    }),
  },
  {
    rule: 'connect-call-recordings-cmk',
    state: {
      StorageConfig: {
        AssociationId: 'assoc',
        StorageType: 'S3',
        S3Config: {
          BucketName: 'recordings',
          BucketPrefix: 'calls',
          EncryptionConfig: { EncryptionType: 'KMS', KeyId: 'alias/aws/connect' },
        },
      },
    },
    handlers: (state) => ({
      'connect:ListInstances': {
        InstanceSummaryList: [{ Id: 'i', Arn: arn('connect', 'instance/i'), InstanceAlias: 'desk' }],
      },
      'connect:ListInstanceStorageConfigs': ({ ResourceType }: FakeInput) => ({
        StorageConfigs: ResourceType === 'CALL_RECORDINGS' ? [state.StorageConfig] : [],
      }),
      's3:GetBucketEncryption': error('AccessDenied', 403),
      'connect:DescribeInstanceStorageConfig': () => state,
      'connect:UpdateInstanceStorageConfig': ({ StorageConfig }: FakeInput) => {
        state.StorageConfig = { AssociationId: 'assoc', ...(StorageConfig as Json) }
      },
    }),
  },
  {
    rule: 'connect-media-streams-cmk',
    state: {
      StorageConfig: {
        AssociationId: 'assoc',
        StorageType: 'KINESIS_VIDEO_STREAM',
        KinesisVideoStreamConfig: {
          Prefix: 'p',
          RetentionPeriodHours: 24,
          EncryptionConfig: { EncryptionType: 'KMS', KeyId: 'alias/aws/kinesisvideo' },
        },
      },
    },
    handlers: (state) => ({
      'connect:ListInstances': {
        InstanceSummaryList: [{ Id: 'i', Arn: arn('connect', 'instance/i'), InstanceAlias: 'desk' }],
      },
      'connect:ListInstanceStorageConfigs': ({ ResourceType }: FakeInput) => ({
        StorageConfigs: ResourceType === 'MEDIA_STREAMS' ? [state.StorageConfig] : [],
      }),
      'connect:DescribeInstanceStorageConfig': () => state,
      'connect:UpdateInstanceStorageConfig': ({ StorageConfig }: FakeInput) => {
        state.StorageConfig = { AssociationId: 'assoc', ...(StorageConfig as Json) }
      },
    }),
  },
  {
    rule: 'customer-profiles-domain-cmk',
    state: {
      DomainName: 'd',
      DefaultExpirationDays: 366,
      DeadLetterQueueUrl: 'https://sqs/dead',
      Matching: { Enabled: true },
      RuleBasedMatching: { Enabled: true, Status: 'ACTIVE', MaxAllowedRuleLevelForMerging: 3 },
    },
    handlers: (state) => ({
      'customer-profiles:ListDomains': { Items: [{ DomainName: 'd' }] },
      'customer-profiles:GetDomain': () => state,
      'customer-profiles:UpdateDomain': (input: FakeInput) => {
        const { RuleBasedMatching, ...rest } = input
        put(state, ['DefaultExpirationDays', 'DefaultEncryptionKey', 'DeadLetterQueueUrl', 'Matching'])(rest)
        if (RuleBasedMatching === undefined) delete state.RuleBasedMatching
        else state.RuleBasedMatching = { ...(RuleBasedMatching as Json), Status: 'ACTIVE' }
        if (state.DefaultEncryptionKey === '') delete state.DefaultEncryptionKey
        return { DomainName: 'd' }
      },
    }),
    kept: {
      DeadLetterQueueUrl: 'https://sqs/dead',
      RuleBasedMatching: { Enabled: true, Status: 'ACTIVE', MaxAllowedRuleLevelForMerging: 3 },
    },
  },
  {
    rule: 'customer-profiles-object-type-cmk',
    state: {
      ObjectTypeName: 'orders',
      Description: 'Orders',
      ExpirationDays: 30,
      EncryptionKey: 'alias/aws/profile',
      Fields: { id: { Source: '_source.id', Target: '_order.OrderId', ContentType: 'STRING' } },
      MaxAvailableProfileObjectCount: 7,
    },
    handlers: (state) => ({
      'customer-profiles:ListDomains': { Items: [{ DomainName: 'd' }] },
      'customer-profiles:GetDomain': { DomainName: 'd' },
      'customer-profiles:ListProfileObjectTypes': {
        Items: [{ ObjectTypeName: 'orders', Description: 'Orders' }],
      },
      'customer-profiles:GetProfileObjectType': () => state,
      'customer-profiles:PutProfileObjectType': (input: FakeInput) => {
        put(state, ['Description', 'ExpirationDays', 'EncryptionKey', 'Fields', 'Keys'])(input)
        return { ObjectTypeName: 'orders', Description: 'Orders' }
      },
    }),
    kept: {
      ExpirationDays: 30,
      Fields: { id: { Source: '_source.id', Target: '_order.OrderId', ContentType: 'STRING' } },
    },
  },
  {
    rule: 'voiceid-domain-cmk',
    state: {
      DomainId: 'dom',
      Arn: arn('voiceid', 'domain/dom'),
      Name: 'voices',
      Description: 'keep me',
      DomainStatus: 'ACTIVE',
      ServerSideEncryptionConfiguration: { KmsKeyId: 'alias/aws/voiceid' },
    },
    handlers: (state) => ({
      'voice-id:ListDomains': () => ({ DomainSummaries: [state] }),
      'voice-id:DescribeDomain': () => ({ Domain: state }),
      'voice-id:UpdateDomain': (input: FakeInput) => {
        put(state, ['Name', 'Description', 'ServerSideEncryptionConfiguration'])(input)
        return { Domain: state }
      },
    }),
    kept: { Description: 'keep me' },
  },
  {
    rule: 'secretsmanager-secret-cmk',
    state: { ARN: arn('secretsmanager', 'secret:s-abcdef'), Name: 's' },
    handlers: (state) => ({
      'secrets-manager:ListSecrets': () => ({ SecretList: [state] }),
      'secrets-manager:DescribeSecret': () => state,
      'secrets-manager:UpdateSecret': ({ KmsKeyId }: FakeInput) => {
        if (KmsKeyId === 'alias/aws/secretsmanager') delete state.KmsKeyId
        else state.KmsKeyId = KmsKeyId
      },
    }),
  },
  {
    rule: 'cloudtrail-trail-cmk',
    state: { Name: 't', TrailARN: arn('cloudtrail', 'trail/t'), HomeRegion: fakeRegion },
    handlers: (state) => ({
      'cloudtrail:DescribeTrails': () => ({ trailList: [state] }),
      'cloudtrail:UpdateTrail': ({ KmsKeyId }: FakeInput) => {
        if (KmsKeyId === '') delete state.KmsKeyId
        else state.KmsKeyId = KmsKeyId
      },
    }),
  },
  {
    rule: 'cloudtrail-eds-cmk',
    state: { EventDataStoreArn: arn('cloudtrail', 'eventdatastore/e'), Name: 'lake', Status: 'ENABLED' },
    handlers: (state) => ({
      'cloudtrail:ListEventDataStores': () => ({ EventDataStores: [state] }),
      'cloudtrail:GetEventDataStore': () => state,
      'cloudtrail:UpdateEventDataStore': put(state, ['KmsKeyId']),
    }),
    notUndone: true,
  },
  {
    rule: 'logs-group-cmk',
    state: {
      logGroupName: '/app',
      logGroupArn: arn('logs', 'log-group:/app'),
      arn: arn('logs', 'log-group:/app:*'),
    },
    handlers: (state) => ({
      'cloudwatch-logs:DescribeLogGroups': () => ({
        logGroups: [
          {
            ...state,
            logGroupName: '/app-other',
            logGroupArn: arn('logs', 'log-group:/app-other'),
            kmsKeyId: 'alias/aws/x',
          },
          state,
        ].slice(1),
      }),
      'cloudwatch-logs:AssociateKmsKey': put(state, ['kmsKeyId']),
      'cloudwatch-logs:DisassociateKmsKey': () => void delete state.kmsKeyId,
    }),
  },
  {
    rule: 's3-bucket-cmk',
    state: {
      Rules: [
        {
          ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' },
          BucketKeyEnabled: false,
          BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] },
        },
      ],
    },
    handlers: (state) => ({
      's3:ListBuckets': { Buckets: [{ Name: 'papers', BucketRegion: fakeRegion }] },
      's3:GetBucketEncryption': () => ({ ServerSideEncryptionConfiguration: state }),
      's3:PutBucketEncryption': ({ ServerSideEncryptionConfiguration }: FakeInput) =>
        void Object.assign(state, ServerSideEncryptionConfiguration),
    }),
  },
  {
    rule: 's3-bucket-key-enabled',
    keyless: true,
    state: {
      Rules: [
        {
          ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'alias/mine' },
          BucketKeyEnabled: false,
        },
      ],
    },
    handlers: (state) => ({
      's3:ListBuckets': { Buckets: [{ Name: 'papers', BucketRegion: fakeRegion }] },
      's3:GetBucketEncryption': () => ({ ServerSideEncryptionConfiguration: state }),
      's3:PutBucketEncryption': ({ ServerSideEncryptionConfiguration }: FakeInput) =>
        void Object.assign(state, ServerSideEncryptionConfiguration),
    }),
  },
  {
    rule: 'bedrock-invocation-logging-cmk',
    state: { logGroupName: '/bedrock', logGroupArn: arn('logs', 'log-group:/bedrock') },
    handlers: (state) => ({
      'bedrock:GetModelInvocationLoggingConfiguration': {
        loggingConfig: { cloudWatchConfig: { logGroupName: '/bedrock', roleArn: 'role' } },
      },
      'cloudwatch-logs:DescribeLogGroups': () => ({ logGroups: [state] }),
      'cloudwatch-logs:AssociateKmsKey': put(state, ['kmsKeyId']),
      'cloudwatch-logs:DisassociateKmsKey': () => void delete state.kmsKeyId,
    }),
  },
  {
    rule: 'agentcore-artifacts-cmk',
    state: {
      evaluatorId: 'ev',
      evaluatorArn: arn('bedrock-agentcore', 'evaluator/ev'),
      evaluatorName: 'judge',
      evaluatorType: 'Custom',
      level: 'TRACE',
      status: 'ACTIVE',
      description: 'keep me',
      evaluatorConfig: { llmAsAJudge: { instructions: 'Judge.' } },
    },
    handlers: (state) => ({
      'bedrock-agentcore-control:ListEvaluators': () => ({ evaluators: [state] }),
      'bedrock-agentcore-control:ListPolicyEngines': { policyEngines: [] },
      'bedrock-agentcore-control:ListDatasets': { datasets: [] },
      'bedrock-agentcore-control:ListConfigurationBundles': { bundles: [] },
      'bedrock-agentcore-control:GetEvaluator': () => state,
      'bedrock-agentcore-control:UpdateEvaluator': put(state, [
        'description',
        'evaluatorConfig',
        'level',
        'kmsKeyArn',
      ]),
    }),
    kept: { description: 'keep me' },
    notUndone: true,
  },
  {
    rule: 'connect-event-streams-cmk',
    state: { DeliveryStreamName: 'records', DeliveryStreamARN: arn('firehose', 'deliverystream/records') },
    handlers: (state) => ({
      'connect:ListInstances': {
        InstanceSummaryList: [{ Id: 'i', Arn: arn('connect', 'instance/i'), InstanceAlias: 'desk' }],
      },
      'connect:ListInstanceStorageConfigs': ({ ResourceType }: FakeInput) => ({
        StorageConfigs:
          ResourceType === 'CONTACT_TRACE_RECORDS'
            ? [
                {
                  AssociationId: 'assoc',
                  StorageType: 'KINESIS_FIREHOSE',
                  KinesisFirehoseConfig: { FirehoseArn: state.DeliveryStreamARN },
                },
              ]
            : [],
      }),
      'firehose:DescribeDeliveryStream': () => ({ DeliveryStreamDescription: state }),
      'firehose:StartDeliveryStreamEncryption': ({
        DeliveryStreamEncryptionConfigurationInput: given,
      }: FakeInput) => {
        state.DeliveryStreamEncryptionConfiguration = { ...(given as Json), Status: 'ENABLED' }
      },
      'firehose:StopDeliveryStreamEncryption': () => void delete state.DeliveryStreamEncryptionConfiguration,
    }),
  },
  {
    rule: 'lex-audio-logs-cmk',
    state: {
      botId: 'BOT',
      botAliasId: 'ALIAS',
      botAliasName: 'live',
      botAliasStatus: 'Available',
      botVersion: '3',
      sentimentAnalysisSettings: { detectSentiment: true },
      conversationLogSettings: {
        audioLogSettings: [
          {
            enabled: true,
            destination: {
              s3Bucket: { s3BucketArn: 'arn:aws:s3:::audio', logPrefix: 'l', kmsKeyArn: 'alias/aws/s3' },
            },
          },
        ],
      },
    },
    handlers: (state) => ({
      'lex-models-v2:ListBots': { botSummaries: [{ botId: 'BOT', botName: 'bot' }] },
      'lex-models-v2:ListBotAliases': {
        botAliasSummaries: [{ botAliasId: 'ALIAS', botAliasName: 'live' }],
        botId: 'BOT',
      },
      'lex-models-v2:DescribeBotAlias': () => state,
      'lex-models-v2:UpdateBotAlias': put(state, [
        ...['botAliasName', 'botVersion', 'sentimentAnalysisSettings', 'conversationLogSettings'],
      ]),
    }),
    kept: { botVersion: '3', sentimentAnalysisSettings: { detectSentiment: true } },
  },
  {
    rule: 's3-tables-cmk',
    state: { encryptionConfiguration: { sseAlgorithm: 'AES256' } },
    handlers: (state) => ({
      's3tables:ListTableBuckets': {
        tableBuckets: [
          { arn: arn('s3tables', 'bucket/tables'), name: 'tables', ownerAccountId: fakeAccount },
        ],
      },
      's3tables:GetTableBucketEncryption': () => state,
      's3tables:PutTableBucketEncryption': put(state, ['encryptionConfiguration']),
    }),
  },
  {
    rule: 'dynamodb-table-cmk',
    state: { TableName: 't', TableArn: arn('dynamodb', 'table/t'), TableStatus: 'ACTIVE' },
    handlers: (state) => ({
      'dynamodb:ListTables': { TableNames: ['t'] },
      'dynamodb:DescribeTable': () => ({ Table: state }),
      'dynamodb:UpdateTable': ({ SSESpecification }: FakeInput) => {
        const { Enabled, KMSMasterKeyId } = SSESpecification as Json
        if (Enabled === true)
          state.SSEDescription = { Status: 'ENABLED', SSEType: 'KMS', KMSMasterKeyArn: KMSMasterKeyId }
        else delete state.SSEDescription
      },
    }),
  },
  {
    rule: 'sns-topic-cmk',
    state: {},
    handlers: (state) => ({
      'sns:ListTopics': { Topics: [{ TopicArn: arn('sns', 'topic') }] },
      'sns:GetTopicAttributes': () => ({ Attributes: state }),
      'sns:SetTopicAttributes': ({ AttributeValue }: FakeInput) => {
        if (AttributeValue === '') delete state.KmsMasterKeyId
        else state.KmsMasterKeyId = AttributeValue
      },
    }),
  },
  {
    rule: 'sqs-queue-cmk',
    state: { SqsManagedSseEnabled: 'true' },
    handlers: (state) => ({
      'sqs:ListQueues': { QueueUrls: [`https://sqs.${fakeRegion}.amazonaws.com/${fakeAccount}/q`] },
      'sqs:GetQueueUrl': { QueueUrl: `https://sqs.${fakeRegion}.amazonaws.com/${fakeAccount}/q` },
      'sqs:GetQueueAttributes': () => ({ Attributes: state }),
      'sqs:SetQueueAttributes': ({ Attributes }: FakeInput) => {
        const { KmsMasterKeyId, SqsManagedSseEnabled } = Attributes as Json
        if (KmsMasterKeyId) {
          delete state.SqsManagedSseEnabled
          state.KmsMasterKeyId = KmsMasterKeyId
        } else {
          delete state.KmsMasterKeyId
          state.SqsManagedSseEnabled = SqsManagedSseEnabled
        }
      },
    }),
  },
  {
    rule: 'events-bus-cmk',
    state: {
      Name: 'bus',
      Arn: arn('events', 'event-bus/bus'),
      Description: 'keep me',
      DeadLetterConfig: { Arn: arn('sqs', 'dead') },
    },
    handlers: (state) => ({
      'eventbridge:ListEventBuses': { EventBuses: [{ Name: 'bus', Arn: state.Arn }] },
      'eventbridge:DescribeEventBus': () => state,
      'eventbridge:UpdateEventBus': (input: FakeInput) => {
        put(state, ['KmsKeyIdentifier', 'Description', 'DeadLetterConfig', 'LogConfig'])(input)
        if (state.KmsKeyIdentifier === '') delete state.KmsKeyIdentifier
      },
    }),
    kept: { Description: 'keep me', DeadLetterConfig: { Arn: arn('sqs', 'dead') } },
  },
  {
    rule: 'states-machine-cmk',
    state: {
      stateMachineArn: arn('states', 'stateMachine:m'),
      name: 'm',
      status: 'ACTIVE',
      definition: '{}',
      encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
    },
    handlers: (state) => ({
      'sfn:ListStateMachines': { stateMachines: [{ stateMachineArn: state.stateMachineArn, name: 'm' }] },
      'sfn:DescribeStateMachine': () => state,
      'sfn:UpdateStateMachine': put(state, ['encryptionConfiguration']),
    }),
  },
  {
    rule: 'kinesis-stream-cmk',
    state: {
      StreamName: 'stream',
      StreamARN: arn('kinesis', 'stream/stream'),
      StreamStatus: 'ACTIVE',
      EncryptionType: 'NONE',
    },
    handlers: (state) => ({
      'kinesis:ListStreams': {
        StreamNames: ['stream'],
        StreamSummaries: [{ StreamName: 'stream', StreamARN: state.StreamARN, StreamStatus: 'ACTIVE' }],
        HasMoreStreams: false,
      },
      'kinesis:DescribeStreamSummary': () => ({ StreamDescriptionSummary: state }),
      'kinesis:StartStreamEncryption': put(state, ['EncryptionType', 'KeyId']),
      'kinesis:StopStreamEncryption': () => {
        state.EncryptionType = 'NONE'
        delete state.KeyId
      },
    }),
  },
]

/** Without the prototypes that decoding leaves. */
const plain = (value: Json): Json => JSON.parse(JSON.stringify(value))

const ruleOf = (id: string): Rule => {
  const rule = rules.find((each) => each.id === id)
  assert.ok(rule, id)
  return rule
}

describe('fixes', () => {
  for (const { rule: ruleId, state, handlers, kept, notUndone, keyless } of cases) {
    test(`${ruleId}: planned, applied, passes; undone`, async (context) => {
      const kms = fakeKms()
      const fake = await startFakeAws(context, { ...kms.handlers, ...handlers(state) })
      const rule = ruleOf(ruleId)
      const before = structuredClone(state)
      const plan = await planWith(context, fake, [rule])
      assert.deepEqual(plan.left, [])
      const stepIds = keyless ? ['s1'] : ['k1', 's1']
      assert.deepEqual(plan.steps.map(({ stepId }) => stepId).slice(0, 2), stepIds)
      assert.deepEqual(plain(state), before)

      const record = recordFile(context)
      const { states, outcomes } = await applyWith(context, fake, [rule], plan, { record })
      assert.deepEqual(
        states,
        keyless ? ['s1 fixed'] : ['k1 applied', 's1 fixed'],
        JSON.stringify([...outcomes]),
      )
      for (const [name, value] of Object.entries(kept ?? {}))
        assert.deepEqual(plain(state)[name], value, name)
      assert.equal(kms.keys.size, keyless ? 0 : 1)

      const [undone] = await rollBackWith(context, fake, [rule], record)
      if (notUndone) return
      assert.equal(undone, 's1 undone')
      assert.deepEqual(plain(state), before)
    })
  }
})

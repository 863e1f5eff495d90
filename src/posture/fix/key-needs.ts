/** What a service and its users do with a key: the material of key policies. */

export interface KeyStatement {
  readonly Sid: string
  readonly Effect: 'Allow'
  readonly Principal: Readonly<Record<string, string | readonly string[]>>
  readonly Action: string | readonly string[]
  readonly Resource: '*'
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>
}

export interface Placement {
  readonly partition: string
  readonly account: string
  readonly region: string
}

export interface KeyNeeds {
  /** Keys are made one a purpose and region: `bedrock`, `connect`. Also the alias's last part. */
  readonly purpose: string
  /** First part of kms:ViaService's values: `bedrock` for bedrock.eu-west-1.amazonaws.com. Empty: users call KMS themselves. */
  readonly viaServices: readonly string[]
  /** Of those who use the resource. */
  readonly userActions: readonly string[]
  /** The service keeps a grant, made with its caller's permission. */
  readonly grants: boolean
  /** What the service does in its own name. `resources`: the ARNs of this plan. */
  serviceStatements?(placement: Placement, resources: readonly string[]): readonly KeyStatement[]
}

const read = ['kms:Decrypt', 'kms:DescribeKey'] as const
const readAndWrite = [...read, 'kms:GenerateDataKey*'] as const

/** Bedrock's guardrails, agents, flows, prompts and data sources: "Encryption of …" pages of the Bedrock user guide. */
export const bedrockKey: KeyNeeds = {
  purpose: 'bedrock',
  viaServices: ['bedrock'],
  userActions: readAndWrite,
  grants: true,
}

/** "Encryption for AgentCore Gateway" and "Token vault encryption" of the AgentCore developer guide. */
export const agentCoreKey: KeyNeeds = {
  purpose: 'agentcore',
  viaServices: ['bedrock-agentcore', 'bedrock-agentcore-identity'],
  userActions: ['kms:Encrypt', ...readAndWrite, 'kms:GenerateDataKeyWithoutPlaintext'],
  grants: true,
}

export const qBusinessKey: KeyNeeds = {
  purpose: 'qbusiness',
  viaServices: ['qbusiness'],
  userActions: readAndWrite,
  grants: true,
}

/** Connect takes a grant; readers of recordings decrypt through S3. */
export const connectKey: KeyNeeds = {
  purpose: 'connect',
  viaServices: ['connect', 's3', 'kinesisvideo'],
  userActions: readAndWrite,
  grants: true,
}

/** Customer Profiles, AppIntegrations, Q in Connect, campaigns, Voice ID. */
export const connectFamilyKey = (purpose: string, viaService: string): KeyNeeds => ({
  purpose,
  viaServices: [viaService],
  userActions: readAndWrite,
  grants: true,
})

export const dataZoneKey: KeyNeeds = {
  purpose: 'datazone',
  viaServices: ['datazone'],
  userActions: readAndWrite,
  grants: true,
}

export const s3Key: KeyNeeds = {
  purpose: 's3',
  viaServices: ['s3'],
  userActions: ['kms:Encrypt', ...readAndWrite],
  grants: false,
}

/** kms:Encrypt too: without it UpdateSecret silently leaves the existing versions under the old key. */
export const secretsKey: KeyNeeds = {
  purpose: 'secretsmanager',
  viaServices: ['secretsmanager'],
  userActions: ['kms:Encrypt', ...readAndWrite],
  grants: false,
}

/** "Configure AWS KMS key policies for CloudTrail" of the CloudTrail user guide. */
export const cloudTrailKey: KeyNeeds = {
  purpose: 'cloudtrail',
  viaServices: ['s3', 'cloudtrail'],
  userActions: read,
  grants: false,
  serviceStatements: ({ partition, account }, resources) => [
    {
      Sid: 'ServiceCloudTrail',
      Effect: 'Allow',
      Principal: { Service: 'cloudtrail.amazonaws.com' },
      Action: ['kms:GenerateDataKey*', 'kms:DescribeKey'],
      Resource: '*',
      Condition: {
        StringEquals: { 'aws:SourceArn': resources },
        StringLike: {
          'kms:EncryptionContext:aws:cloudtrail:arn': `arn:${partition}:cloudtrail:*:${account}:trail/*`,
        },
      },
    },
  ],
}

/** An event data store's encryption has no encryption context of a trail: "Update an event data store's KMS key". */
export const eventDataStoreKey: KeyNeeds = {
  purpose: 'cloudtrail-lake',
  viaServices: ['cloudtrail'],
  userActions: readAndWrite,
  grants: true,
  serviceStatements: (_placement, resources) => [
    {
      Sid: 'ServiceCloudTrailLake',
      Effect: 'Allow',
      Principal: { Service: 'cloudtrail.amazonaws.com' },
      Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
      Resource: '*',
      Condition: { StringEquals: { 'aws:SourceArn': resources } },
    },
  ],
}

/** "Encrypt log data in CloudWatch Logs using AWS KMS": the regional principal, pinned by the log group's ARN. */
export const logsKey: KeyNeeds = {
  purpose: 'logs',
  viaServices: ['logs'],
  userActions: readAndWrite,
  grants: false,
  serviceStatements: ({ partition, account, region }) => [
    {
      Sid: 'ServiceLogs',
      Effect: 'Allow',
      Principal: { Service: `logs.${region}.amazonaws.com` },
      Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
      Resource: '*',
      Condition: {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:log-group:*`,
        },
      },
    },
  ],
}

/** Services that publish into topics and queues call KMS in their own name. */
const publishers = ['events.amazonaws.com', 's3.amazonaws.com', 'cloudwatch.amazonaws.com']

const messagingKey = (purpose: string, more: readonly string[]): KeyNeeds => ({
  purpose,
  viaServices: [purpose],
  userActions: readAndWrite,
  grants: false,
  serviceStatements: ({ account }) => [
    {
      Sid: 'ServicePublishers',
      Effect: 'Allow',
      Principal: { Service: [...publishers, ...more] },
      Action: ['kms:GenerateDataKey*', 'kms:Decrypt'],
      Resource: '*',
      Condition: { StringEquals: { 'aws:SourceAccount': account } },
    },
  ],
})

export const snsKey: KeyNeeds = messagingKey('sns', [])
/** SNS topics deliver into queues. */
export const sqsKey: KeyNeeds = messagingKey('sqs', ['sns.amazonaws.com'])

/** "Encrypting events with AWS KMS keys": EventBridge itself, for this account's buses. */
export const eventsKey: KeyNeeds = {
  purpose: 'events',
  viaServices: ['events'],
  userActions: readAndWrite,
  grants: false,
  serviceStatements: ({ account }, resources) => [
    {
      Sid: 'ServiceEvents',
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: ['kms:DescribeKey', 'kms:GenerateDataKey', 'kms:Decrypt'],
      Resource: '*',
      Condition: {
        StringEquals: { 'aws:SourceAccount': account, 'aws:SourceArn': resources },
      },
    },
  ],
}

/** Services whose users need the key only through the service. */
export const plainKey = (purpose: string, { grants = false } = {}): KeyNeeds => ({
  purpose,
  viaServices: [purpose],
  userActions: readAndWrite,
  grants,
})

/**
 * The AWS services that the scanner reads and fixes. Each SDK package is loaded with the first call to its service.
 */

import type { AwsService } from './api.ts'

/** @param id as the SDK's package is called; its name in the environment and in profiles follows from it */
function service<Client>(
  id: string,
  iamPrefix: string,
  load: () => Promise<new (config: never) => Client>,
): AwsService<Client> {
  return {
    id,
    environmentId: id.toUpperCase().replaceAll('-', '_'),
    iamPrefix,
    load: async () => {
      const Client = await load()
      return (config) => Reflect.construct(Client, [config]) as Client
    },
  }
}

export const account = service(
  'account',
  'account',
  async () => (await import('@aws-sdk/client-account')).Account,
)
export const appFlow = service(
  'appflow',
  'appflow',
  async () => (await import('@aws-sdk/client-appflow')).Appflow,
)
export const appIntegrations = service(
  'appintegrations',
  'app-integrations',
  async () => (await import('@aws-sdk/client-appintegrations')).AppIntegrations,
)
export const bedrock = service(
  'bedrock',
  'bedrock',
  async () => (await import('@aws-sdk/client-bedrock')).Bedrock,
)
export const bedrockAgent = service(
  'bedrock-agent',
  'bedrock',
  async () => (await import('@aws-sdk/client-bedrock-agent')).BedrockAgent,
)
export const bedrockAgentRuntime = service(
  'bedrock-agent-runtime',
  'bedrock',
  async () => (await import('@aws-sdk/client-bedrock-agent-runtime')).BedrockAgentRuntime,
)
export const agentCore = service(
  'bedrock-agentcore-control',
  'bedrock-agentcore',
  async () => (await import('@aws-sdk/client-bedrock-agentcore-control')).BedrockAgentCoreControl,
)
export const dataAutomation = service(
  'bedrock-data-automation',
  'bedrock',
  async () => (await import('@aws-sdk/client-bedrock-data-automation')).BedrockDataAutomation,
)
export const cases = service(
  'connectcases',
  'cases',
  async () => (await import('@aws-sdk/client-connectcases')).ConnectCases,
)
export const cloudTrail = service(
  'cloudtrail',
  'cloudtrail',
  async () => (await import('@aws-sdk/client-cloudtrail')).CloudTrail,
)
export const cloudWatch = service(
  'cloudwatch',
  'cloudwatch',
  async () => (await import('@aws-sdk/client-cloudwatch')).CloudWatch,
)
export const connect = service(
  'connect',
  'connect',
  async () => (await import('@aws-sdk/client-connect')).Connect,
)
export const connectCampaigns = service(
  'connectcampaignsv2',
  'connect-campaigns',
  async () => (await import('@aws-sdk/client-connectcampaignsv2')).ConnectCampaignsV2,
)
export const customerProfiles = service(
  'customer-profiles',
  'profile',
  async () => (await import('@aws-sdk/client-customer-profiles')).CustomerProfiles,
)
export const dataZone = service(
  'datazone',
  'datazone',
  async () => (await import('@aws-sdk/client-datazone')).DataZone,
)
export const dynamoDb = service(
  'dynamodb',
  'dynamodb',
  async () => (await import('@aws-sdk/client-dynamodb')).DynamoDB,
)
export const ecr = service('ecr', 'ecr', async () => (await import('@aws-sdk/client-ecr')).ECR)
export const eventBridge = service(
  'eventbridge',
  'events',
  async () => (await import('@aws-sdk/client-eventbridge')).EventBridge,
)
export const firehose = service(
  'firehose',
  'firehose',
  async () => (await import('@aws-sdk/client-firehose')).Firehose,
)
export const iam = service('iam', 'iam', async () => (await import('@aws-sdk/client-iam')).IAM)
export const kendra = service('kendra', 'kendra', async () => (await import('@aws-sdk/client-kendra')).Kendra)
export const kinesis = service(
  'kinesis',
  'kinesis',
  async () => (await import('@aws-sdk/client-kinesis')).Kinesis,
)
export const kinesisVideo = service(
  'kinesis-video',
  'kinesisvideo',
  async () => (await import('@aws-sdk/client-kinesis-video')).KinesisVideo,
)
export const kms = service('kms', 'kms', async () => (await import('@aws-sdk/client-kms')).KMS)
export const lex = service(
  'lex-models-v2',
  'lex',
  async () => (await import('@aws-sdk/client-lex-models-v2')).LexModelsV2,
)
export const logs = service(
  'cloudwatch-logs',
  'logs',
  async () => (await import('@aws-sdk/client-cloudwatch-logs')).CloudWatchLogs,
)
export const openSearch = service(
  'opensearch',
  'es',
  async () => (await import('@aws-sdk/client-opensearch')).OpenSearch,
)
export const openSearchServerless = service(
  'opensearchserverless',
  'aoss',
  async () => (await import('@aws-sdk/client-opensearchserverless')).OpenSearchServerless,
)
export const organizations = service(
  'organizations',
  'organizations',
  async () => (await import('@aws-sdk/client-organizations')).Organizations,
)
export const osis = service('osis', 'osis', async () => (await import('@aws-sdk/client-osis')).OSIS)
export const qBusiness = service(
  'qbusiness',
  'qbusiness',
  async () => (await import('@aws-sdk/client-qbusiness')).QBusiness,
)
export const qConnect = service(
  'qconnect',
  'wisdom',
  async () => (await import('@aws-sdk/client-qconnect')).QConnect,
)
export const s3 = service('s3', 's3', async () => (await import('@aws-sdk/client-s3')).S3)
export const s3Tables = service(
  's3tables',
  's3tables',
  async () => (await import('@aws-sdk/client-s3tables')).S3Tables,
)
export const s3Vectors = service(
  's3vectors',
  's3vectors',
  async () => (await import('@aws-sdk/client-s3vectors')).S3Vectors,
)
export const secretsManager = service(
  'secrets-manager',
  'secretsmanager',
  async () => (await import('@aws-sdk/client-secrets-manager')).SecretsManager,
)
export const sns = service('sns', 'sns', async () => (await import('@aws-sdk/client-sns')).SNS)
export const sqs = service('sqs', 'sqs', async () => (await import('@aws-sdk/client-sqs')).SQS)
export const ssm = service('ssm', 'ssm', async () => (await import('@aws-sdk/client-ssm')).SSM)
export const states = service('sfn', 'states', async () => (await import('@aws-sdk/client-sfn')).SFN)
export const sts = service('sts', 'sts', async () => (await import('@aws-sdk/client-sts')).STS)
export const voiceId = service(
  'voice-id',
  'voiceid',
  async () => (await import('@aws-sdk/client-voice-id')).VoiceID,
)

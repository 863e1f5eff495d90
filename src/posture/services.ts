/**
 * The AWS services that the scanner reads and fixes. Each SDK package is loaded with the first call to its service.
 */

import type { AwsService } from './api.ts'

export const account: AwsService<import('@aws-sdk/client-account').Account> = {
  id: 'account',
  environmentId: 'ACCOUNT',
  iamPrefix: 'account',
  load: async () => {
    const { Account } = await import('@aws-sdk/client-account')
    return (config) => new Account(config)
  },
}

export const appFlow: AwsService<import('@aws-sdk/client-appflow').Appflow> = {
  id: 'appflow',
  environmentId: 'APPFLOW',
  iamPrefix: 'appflow',
  load: async () => {
    const { Appflow } = await import('@aws-sdk/client-appflow')
    return (config) => new Appflow(config)
  },
}

export const appIntegrations: AwsService<import('@aws-sdk/client-appintegrations').AppIntegrations> = {
  id: 'appintegrations',
  environmentId: 'APPINTEGRATIONS',
  iamPrefix: 'app-integrations',
  load: async () => {
    const { AppIntegrations } = await import('@aws-sdk/client-appintegrations')
    return (config) => new AppIntegrations(config)
  },
}

export const bedrock: AwsService<import('@aws-sdk/client-bedrock').Bedrock> = {
  id: 'bedrock',
  environmentId: 'BEDROCK',
  iamPrefix: 'bedrock',
  load: async () => {
    const { Bedrock } = await import('@aws-sdk/client-bedrock')
    return (config) => new Bedrock(config)
  },
}

export const bedrockAgent: AwsService<import('@aws-sdk/client-bedrock-agent').BedrockAgent> = {
  id: 'bedrock-agent',
  environmentId: 'BEDROCK_AGENT',
  iamPrefix: 'bedrock',
  load: async () => {
    const { BedrockAgent } = await import('@aws-sdk/client-bedrock-agent')
    return (config) => new BedrockAgent(config)
  },
}

export const bedrockAgentRuntime: AwsService<
  import('@aws-sdk/client-bedrock-agent-runtime').BedrockAgentRuntime
> = {
  id: 'bedrock-agent-runtime',
  environmentId: 'BEDROCK_AGENT_RUNTIME',
  iamPrefix: 'bedrock',
  load: async () => {
    const { BedrockAgentRuntime } = await import('@aws-sdk/client-bedrock-agent-runtime')
    return (config) => new BedrockAgentRuntime(config)
  },
}

export const agentCore: AwsService<
  import('@aws-sdk/client-bedrock-agentcore-control').BedrockAgentCoreControl
> = {
  id: 'bedrock-agentcore-control',
  environmentId: 'BEDROCK_AGENTCORE_CONTROL',
  iamPrefix: 'bedrock-agentcore',
  load: async () => {
    const { BedrockAgentCoreControl } = await import('@aws-sdk/client-bedrock-agentcore-control')
    return (config) => new BedrockAgentCoreControl(config)
  },
}

export const dataAutomation: AwsService<
  import('@aws-sdk/client-bedrock-data-automation').BedrockDataAutomation
> = {
  id: 'bedrock-data-automation',
  environmentId: 'BEDROCK_DATA_AUTOMATION',
  iamPrefix: 'bedrock',
  load: async () => {
    const { BedrockDataAutomation } = await import('@aws-sdk/client-bedrock-data-automation')
    return (config) => new BedrockDataAutomation(config)
  },
}

export const cases: AwsService<import('@aws-sdk/client-connectcases').ConnectCases> = {
  id: 'connectcases',
  environmentId: 'CONNECTCASES',
  iamPrefix: 'cases',
  load: async () => {
    const { ConnectCases } = await import('@aws-sdk/client-connectcases')
    return (config) => new ConnectCases(config)
  },
}

export const cloudTrail: AwsService<import('@aws-sdk/client-cloudtrail').CloudTrail> = {
  id: 'cloudtrail',
  environmentId: 'CLOUDTRAIL',
  iamPrefix: 'cloudtrail',
  load: async () => {
    const { CloudTrail } = await import('@aws-sdk/client-cloudtrail')
    return (config) => new CloudTrail(config)
  },
}

export const cloudWatch: AwsService<import('@aws-sdk/client-cloudwatch').CloudWatch> = {
  id: 'cloudwatch',
  environmentId: 'CLOUDWATCH',
  iamPrefix: 'cloudwatch',
  load: async () => {
    const { CloudWatch } = await import('@aws-sdk/client-cloudwatch')
    return (config) => new CloudWatch(config)
  },
}

export const connect: AwsService<import('@aws-sdk/client-connect').Connect> = {
  id: 'connect',
  environmentId: 'CONNECT',
  iamPrefix: 'connect',
  load: async () => {
    const { Connect } = await import('@aws-sdk/client-connect')
    return (config) => new Connect(config)
  },
}

export const connectCampaigns: AwsService<import('@aws-sdk/client-connectcampaignsv2').ConnectCampaignsV2> = {
  id: 'connectcampaignsv2',
  environmentId: 'CONNECTCAMPAIGNSV2',
  iamPrefix: 'connect-campaigns',
  load: async () => {
    const { ConnectCampaignsV2 } = await import('@aws-sdk/client-connectcampaignsv2')
    return (config) => new ConnectCampaignsV2(config)
  },
}

export const customerProfiles: AwsService<import('@aws-sdk/client-customer-profiles').CustomerProfiles> = {
  id: 'customer-profiles',
  environmentId: 'CUSTOMER_PROFILES',
  iamPrefix: 'profile',
  load: async () => {
    const { CustomerProfiles } = await import('@aws-sdk/client-customer-profiles')
    return (config) => new CustomerProfiles(config)
  },
}

export const dataZone: AwsService<import('@aws-sdk/client-datazone').DataZone> = {
  id: 'datazone',
  environmentId: 'DATAZONE',
  iamPrefix: 'datazone',
  load: async () => {
    const { DataZone } = await import('@aws-sdk/client-datazone')
    return (config) => new DataZone(config)
  },
}

export const dynamoDb: AwsService<import('@aws-sdk/client-dynamodb').DynamoDB> = {
  id: 'dynamodb',
  environmentId: 'DYNAMODB',
  iamPrefix: 'dynamodb',
  load: async () => {
    const { DynamoDB } = await import('@aws-sdk/client-dynamodb')
    return (config) => new DynamoDB(config)
  },
}

export const ecr: AwsService<import('@aws-sdk/client-ecr').ECR> = {
  id: 'ecr',
  environmentId: 'ECR',
  iamPrefix: 'ecr',
  load: async () => {
    const { ECR } = await import('@aws-sdk/client-ecr')
    return (config) => new ECR(config)
  },
}

export const eventBridge: AwsService<import('@aws-sdk/client-eventbridge').EventBridge> = {
  id: 'eventbridge',
  environmentId: 'EVENTBRIDGE',
  iamPrefix: 'events',
  load: async () => {
    const { EventBridge } = await import('@aws-sdk/client-eventbridge')
    return (config) => new EventBridge(config)
  },
}

export const firehose: AwsService<import('@aws-sdk/client-firehose').Firehose> = {
  id: 'firehose',
  environmentId: 'FIREHOSE',
  iamPrefix: 'firehose',
  load: async () => {
    const { Firehose } = await import('@aws-sdk/client-firehose')
    return (config) => new Firehose(config)
  },
}

export const iam: AwsService<import('@aws-sdk/client-iam').IAM> = {
  id: 'iam',
  environmentId: 'IAM',
  iamPrefix: 'iam',
  load: async () => {
    const { IAM } = await import('@aws-sdk/client-iam')
    return (config) => new IAM(config)
  },
}

export const kendra: AwsService<import('@aws-sdk/client-kendra').Kendra> = {
  id: 'kendra',
  environmentId: 'KENDRA',
  iamPrefix: 'kendra',
  load: async () => {
    const { Kendra } = await import('@aws-sdk/client-kendra')
    return (config) => new Kendra(config)
  },
}

export const kinesis: AwsService<import('@aws-sdk/client-kinesis').Kinesis> = {
  id: 'kinesis',
  environmentId: 'KINESIS',
  iamPrefix: 'kinesis',
  load: async () => {
    const { Kinesis } = await import('@aws-sdk/client-kinesis')
    return (config) => new Kinesis(config)
  },
}

export const kinesisVideo: AwsService<import('@aws-sdk/client-kinesis-video').KinesisVideo> = {
  id: 'kinesis-video',
  environmentId: 'KINESIS_VIDEO',
  iamPrefix: 'kinesisvideo',
  load: async () => {
    const { KinesisVideo } = await import('@aws-sdk/client-kinesis-video')
    return (config) => new KinesisVideo(config)
  },
}

export const kms: AwsService<import('@aws-sdk/client-kms').KMS> = {
  id: 'kms',
  environmentId: 'KMS',
  iamPrefix: 'kms',
  load: async () => {
    const { KMS } = await import('@aws-sdk/client-kms')
    return (config) => new KMS(config)
  },
}

export const lex: AwsService<import('@aws-sdk/client-lex-models-v2').LexModelsV2> = {
  id: 'lex-models-v2',
  environmentId: 'LEX_MODELS_V2',
  iamPrefix: 'lex',
  load: async () => {
    const { LexModelsV2 } = await import('@aws-sdk/client-lex-models-v2')
    return (config) => new LexModelsV2(config)
  },
}

export const logs: AwsService<import('@aws-sdk/client-cloudwatch-logs').CloudWatchLogs> = {
  id: 'cloudwatch-logs',
  environmentId: 'CLOUDWATCH_LOGS',
  iamPrefix: 'logs',
  load: async () => {
    const { CloudWatchLogs } = await import('@aws-sdk/client-cloudwatch-logs')
    return (config) => new CloudWatchLogs(config)
  },
}

export const openSearch: AwsService<import('@aws-sdk/client-opensearch').OpenSearch> = {
  id: 'opensearch',
  environmentId: 'OPENSEARCH',
  iamPrefix: 'es',
  load: async () => {
    const { OpenSearch } = await import('@aws-sdk/client-opensearch')
    return (config) => new OpenSearch(config)
  },
}

export const openSearchServerless: AwsService<
  import('@aws-sdk/client-opensearchserverless').OpenSearchServerless
> = {
  id: 'opensearchserverless',
  environmentId: 'OPENSEARCHSERVERLESS',
  iamPrefix: 'aoss',
  load: async () => {
    const { OpenSearchServerless } = await import('@aws-sdk/client-opensearchserverless')
    return (config) => new OpenSearchServerless(config)
  },
}

export const organizations: AwsService<import('@aws-sdk/client-organizations').Organizations> = {
  id: 'organizations',
  environmentId: 'ORGANIZATIONS',
  iamPrefix: 'organizations',
  load: async () => {
    const { Organizations } = await import('@aws-sdk/client-organizations')
    return (config) => new Organizations(config)
  },
}

export const osis: AwsService<import('@aws-sdk/client-osis').OSIS> = {
  id: 'osis',
  environmentId: 'OSIS',
  iamPrefix: 'osis',
  load: async () => {
    const { OSIS } = await import('@aws-sdk/client-osis')
    return (config) => new OSIS(config)
  },
}

export const qBusiness: AwsService<import('@aws-sdk/client-qbusiness').QBusiness> = {
  id: 'qbusiness',
  environmentId: 'QBUSINESS',
  iamPrefix: 'qbusiness',
  load: async () => {
    const { QBusiness } = await import('@aws-sdk/client-qbusiness')
    return (config) => new QBusiness(config)
  },
}

export const qConnect: AwsService<import('@aws-sdk/client-qconnect').QConnect> = {
  id: 'qconnect',
  environmentId: 'QCONNECT',
  iamPrefix: 'wisdom',
  load: async () => {
    const { QConnect } = await import('@aws-sdk/client-qconnect')
    return (config) => new QConnect(config)
  },
}

export const s3: AwsService<import('@aws-sdk/client-s3').S3> = {
  id: 's3',
  environmentId: 'S3',
  iamPrefix: 's3',
  load: async () => {
    const { S3 } = await import('@aws-sdk/client-s3')
    return (config) => new S3(config)
  },
}

export const s3Tables: AwsService<import('@aws-sdk/client-s3tables').S3Tables> = {
  id: 's3tables',
  environmentId: 'S3TABLES',
  iamPrefix: 's3tables',
  load: async () => {
    const { S3Tables } = await import('@aws-sdk/client-s3tables')
    return (config) => new S3Tables(config)
  },
}

export const s3Vectors: AwsService<import('@aws-sdk/client-s3vectors').S3Vectors> = {
  id: 's3vectors',
  environmentId: 'S3VECTORS',
  iamPrefix: 's3vectors',
  load: async () => {
    const { S3Vectors } = await import('@aws-sdk/client-s3vectors')
    return (config) => new S3Vectors(config)
  },
}

export const secretsManager: AwsService<import('@aws-sdk/client-secrets-manager').SecretsManager> = {
  id: 'secrets-manager',
  environmentId: 'SECRETS_MANAGER',
  iamPrefix: 'secretsmanager',
  load: async () => {
    const { SecretsManager } = await import('@aws-sdk/client-secrets-manager')
    return (config) => new SecretsManager(config)
  },
}

export const sns: AwsService<import('@aws-sdk/client-sns').SNS> = {
  id: 'sns',
  environmentId: 'SNS',
  iamPrefix: 'sns',
  load: async () => {
    const { SNS } = await import('@aws-sdk/client-sns')
    return (config) => new SNS(config)
  },
}

export const sqs: AwsService<import('@aws-sdk/client-sqs').SQS> = {
  id: 'sqs',
  environmentId: 'SQS',
  iamPrefix: 'sqs',
  load: async () => {
    const { SQS } = await import('@aws-sdk/client-sqs')
    return (config) => new SQS(config)
  },
}

export const ssm: AwsService<import('@aws-sdk/client-ssm').SSM> = {
  id: 'ssm',
  environmentId: 'SSM',
  iamPrefix: 'ssm',
  load: async () => {
    const { SSM } = await import('@aws-sdk/client-ssm')
    return (config) => new SSM(config)
  },
}

export const states: AwsService<import('@aws-sdk/client-sfn').SFN> = {
  id: 'sfn',
  environmentId: 'SFN',
  iamPrefix: 'states',
  load: async () => {
    const { SFN } = await import('@aws-sdk/client-sfn')
    return (config) => new SFN(config)
  },
}

export const sts: AwsService<import('@aws-sdk/client-sts').STS> = {
  id: 'sts',
  environmentId: 'STS',
  iamPrefix: 'sts',
  load: async () => {
    const { STS } = await import('@aws-sdk/client-sts')
    return (config) => new STS(config)
  },
}

export const voiceId: AwsService<import('@aws-sdk/client-voice-id').VoiceID> = {
  id: 'voice-id',
  environmentId: 'VOICE_ID',
  iamPrefix: 'voiceid',
  load: async () => {
    const { VoiceID } = await import('@aws-sdk/client-voice-id')
    return (config) => new VoiceID(config)
  },
}

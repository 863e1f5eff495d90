/** Q Business, DataZone, Bedrock Studio and Lex where it is not a key alone that decides. */

import { after } from 'node:test'
import { accessDenied, error, type FakeHandlers, type FakeInput } from '../support/fake-aws.ts'
import { keys } from '../support/fake-keys.ts'
import { type Case, testCases } from './subjects/special-case.ts'
import { arn } from './subjects/subject.ts'

const own = keys.customer.arn
const at = new Date(0)

const application = (kmsKeyId: string | undefined, status = 'ACTIVE'): FakeHandlers => ({
  'qbusiness:ListApplications': { applications: [{ applicationId: 'wiki', displayName: 'wiki' }] },
  'qbusiness:GetApplication': { displayName: 'wiki', status, encryptionConfiguration: { kmsKeyId } },
})
const index = (type: string, status = 'ACTIVE'): FakeHandlers => ({
  'qbusiness:ListIndices': { indices: [{ indexId: 'pages', displayName: 'pages' }] },
  'qbusiness:GetIndex': { displayName: 'pages', type, status },
})
const domain = (name: string, domainVersion: string, tags: object, status = 'AVAILABLE') => ({
  summary: { id: name, name, arn: arn('datazone', `domain/${name}`), createdAt: at, status },
  details: {
    id: name,
    name,
    status,
    domainVersion,
    tags,
    domainExecutionRole: 'role',
    kmsKeyIdentifier: own,
  },
})
const domains = (...all: readonly ReturnType<typeof domain>[]): FakeHandlers => ({
  'datazone:ListDomains': { items: all.map(({ summary }) => summary) },
  'datazone:GetDomain': ({ identifier }: FakeInput) =>
    all.find(({ summary }) => summary.id === identifier)?.details,
  'datazone:ListEnvironmentBlueprintConfigurations': ({ domainIdentifier }: FakeInput) =>
    domainIdentifier === 'denied'
      ? accessDenied
      : {
          items:
            domainIdentifier === 'blueprint' ? [{ domainId: 'blueprint', environmentBlueprintId: 'b1' }] : [],
        },
  'datazone:ListEnvironmentBlueprints': {
    items: [
      { id: 'b0', name: 'DefaultDataLake', provider: 'Amazon DataZone', provisioningProperties: {} },
      { id: 'b1', name: 'BedrockGenerativeAI', provider: 'Amazon Bedrock', provisioningProperties: {} },
    ],
  },
})
const audioLog = (setting: object): FakeHandlers => ({
  'lex-models-v2:ListBots': { botSummaries: [{ botId: 'b', botName: 'bot' }] },
  'lex-models-v2:ListBotAliases': { botAliasSummaries: [{ botAliasId: 'a', botAliasName: 'live' }] },
  'lex-models-v2:DescribeBotAlias': {
    conversationLogSettings: {
      audioLogSettings: [
        {
          enabled: true,
          destination: { s3Bucket: { s3BucketArn: 'arn:aws:s3:::audio', logPrefix: '' } },
          ...setting,
        },
      ],
    },
  },
})

const cases: readonly Case[] = [
  {
    title: 'an application that is being deleted needs no key',
    rules: 'qbusiness-application-cmk',
    account: application(undefined, 'DELETING'),
    says: ['wiki NOT_APPLICABLE RESOURCE_DELETING'],
  },
  {
    title: 'a Starter index of an application without a customer key is for a person',
    rules: 'qbusiness-application-cmk qbusiness-starter-index-conflict',
    account: { ...application(undefined), ...index('STARTER') },
    says: [
      'qbusiness-application-cmk wiki FAIL KEY_AWS_OWNED',
      'qbusiness-starter-index-conflict pages MANUAL STARTER_INDEX',
    ],
  },
  {
    title: 'a Starter index of an application whose key is disabled',
    rules: 'qbusiness-starter-index-conflict',
    account: { ...application(keys.disabled.arn), ...index('STARTER') },
    says: ['pages MANUAL STARTER_INDEX'],
  },
  {
    title: 'a Starter index is no conflict where the key is right',
    rules: 'qbusiness-starter-index-conflict',
    account: { ...application(own), ...index('STARTER') },
    says: ['pages PASS KEY_CUSTOMER_MANAGED'],
  },
  {
    title: 'a Starter index where the key cannot be described',
    rules: 'qbusiness-starter-index-conflict',
    account: { ...application(keys.denied.arn), ...index('STARTER') },
    says: ['pages MANUAL KEY_DESCRIBE_DENIED'],
  },
  {
    title: 'an Enterprise index may be under any key',
    rules: 'qbusiness-starter-index-conflict',
    account: { ...application(undefined), ...index('ENTERPRISE') },
    says: ['pages PASS INDEX_ENTERPRISE'],
  },
  {
    title: 'an index that is being deleted',
    rules: 'qbusiness-starter-index-conflict',
    account: { ...application(undefined), ...index('STARTER', 'DELETING') },
    says: ['pages NOT_APPLICABLE RESOURCE_DELETING'],
  },
  {
    title: 'indices that cannot be listed are for a person, by application',
    rules: 'qbusiness-starter-index-conflict',
    account: { ...application(undefined), 'qbusiness:ListIndices': accessDenied },
    says: ['wiki MANUAL API_ERROR:AccessDeniedException'],
  },
  {
    title: 'a Studio workspace and a plain domain are told apart, and none is reported twice',
    rules: 'datazone-domain-cmk bedrock-studio-workspace-cmk',
    account: domains(
      domain('tagged', 'V1', { AmazonBedrockManaged: 'true' }),
      domain('blueprint', 'V1', {}),
      domain('plain', 'V1', {}),
      domain('denied', 'V1', {}),
      domain('unified', 'V2', { AmazonBedrockManaged: 'true' }),
      domain('going', 'V2', {}, 'DELETING'),
      domain('gone', 'V2', {}, 'DELETED'),
    ),
    says: [
      'bedrock-studio-workspace-cmk blueprint PASS KEY_CUSTOMER_MANAGED',
      'bedrock-studio-workspace-cmk tagged PASS KEY_CUSTOMER_MANAGED',
      'datazone-domain-cmk denied PASS KEY_CUSTOMER_MANAGED',
      'datazone-domain-cmk going NOT_APPLICABLE RESOURCE_DELETING',
      'datazone-domain-cmk plain PASS KEY_CUSTOMER_MANAGED',
      'datazone-domain-cmk unified PASS KEY_CUSTOMER_MANAGED',
    ],
  },
  {
    title: 'an audio log that is off',
    rules: 'lex-audio-logs-cmk',
    account: audioLog({ enabled: false }),
    says: ['bot live NOT_APPLICABLE AUDIO_LOG_DISABLED'],
  },
  {
    title: 'an audio log whose bucket cannot be read',
    rules: 'lex-audio-logs-cmk',
    account: { ...audioLog({}), 's3:GetBucketEncryption': error('AccessDenied', 403) },
    says: ['bot live MANUAL API_ERROR:AccessDenied'],
  },
  {
    title: 'aliases of a bot that cannot be listed',
    rules: 'lex-audio-logs-cmk',
    account: { ...audioLog({}), 'lex-models-v2:ListBotAliases': accessDenied },
    says: ['bot MANUAL API_ERROR:AccessDeniedException'],
  },
]

await testCases({ after }, cases)

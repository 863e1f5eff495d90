/** Q Business, DataZone and Bedrock Studio, Q in Connect, AppIntegrations, Kendra, Lex. */

import { appintegrationsDataIntegrationCmk } from '../../../src/posture/rules/appintegrations-data-integration-cmk.ts'
import { bedrockStudioWorkspaceCmk } from '../../../src/posture/rules/bedrock-studio-workspace-cmk.ts'
import { datazoneDomainCmk } from '../../../src/posture/rules/datazone-domain-cmk.ts'
import { kendraIndexCmk } from '../../../src/posture/rules/kendra-index-cmk.ts'
import { lexAudioLogsCmk } from '../../../src/posture/rules/lex-audio-logs-cmk.ts'
import { qbusinessApplicationCmk } from '../../../src/posture/rules/qbusiness-application-cmk.ts'
import { qconnectAssistantCmk } from '../../../src/posture/rules/qconnect-assistant-cmk.ts'
import { qconnectKnowledgeBaseCmk } from '../../../src/posture/rules/qconnect-knowledge-base-cmk.ts'
import type { FakeInput } from '../../support/fake-aws.ts'
import { arn, keyOf, type Named, type Subject, twoPages } from './subject.ts'

const domains = (tags: Record<string, string>, domainVersion: string) => (resources: readonly Named[]) => ({
  'datazone:ListDomains': twoPages(
    { items: 'items', from: 'nextToken' },
    resources.map(({ name }) => ({
      id: name,
      name,
      arn: arn('datazone', `domain/${name}`),
      managedAccountId: '111122223333',
      status: 'AVAILABLE',
      createdAt: new Date(0),
    })),
  ),
  'datazone:GetDomain': ({ identifier }: FakeInput) => ({
    id: identifier,
    name: identifier,
    arn: arn('datazone', `domain/${identifier}`),
    domainExecutionRole: 'role',
    kmsKeyIdentifier: keyOf(resources, identifier),
    status: 'AVAILABLE',
    domainVersion,
    tags,
  }),
})

const encrypted = (key: string | undefined) =>
  key === undefined ? {} : { serverSideEncryptionConfiguration: { kmsKeyId: key } }

export const assistantSubjects: readonly Subject[] = [
  {
    rule: qbusinessApplicationCmk,
    absent: ['FAIL', 'KEY_AWS_OWNED'],
    list: 'qbusiness:ListApplications',
    get: 'qbusiness:GetApplication',
    account: (resources) => ({
      'qbusiness:ListApplications': twoPages(
        { items: 'applications', from: 'nextToken' },
        resources.map(({ name }) => ({ applicationId: name, displayName: name })),
      ),
      'qbusiness:GetApplication': ({ applicationId }: FakeInput) => ({
        applicationId,
        displayName: applicationId,
        applicationArn: arn('qbusiness', `application/${applicationId}`),
        status: 'ACTIVE',
        encryptionConfiguration: { kmsKeyId: keyOf(resources, applicationId) },
      }),
    }),
  },
  {
    rule: datazoneDomainCmk,
    absent: ['FAIL', 'KEY_AWS_OWNED'],
    list: 'datazone:ListDomains',
    get: 'datazone:GetDomain',
    account: domains({}, 'V2'),
  },
  {
    rule: bedrockStudioWorkspaceCmk,
    absent: ['FAIL', 'KEY_AWS_OWNED'],
    list: 'datazone:ListDomains',
    get: 'datazone:GetDomain',
    account: domains({ AmazonBedrockManaged: 'true' }, 'V1'),
  },
  {
    rule: appintegrationsDataIntegrationCmk,
    absent: ['FAIL', 'KEY_AWS_OWNED'],
    list: 'appintegrations:ListDataIntegrations',
    get: 'appintegrations:GetDataIntegration',
    account: (resources) => ({
      'appintegrations:ListDataIntegrations': twoPages(
        { items: 'DataIntegrations', from: 'nextToken', next: 'NextToken' },
        resources.map(({ name }) => ({
          Arn: arn('app-integrations', `data-integration/${name}`),
          Name: name,
        })),
      ),
      'appintegrations:GetDataIntegration': ({ Identifier }: FakeInput) => ({
        Name: Identifier,
        KmsKey: keyOf(resources, Identifier),
      }),
    }),
  },
  {
    rule: qconnectAssistantCmk,
    absent: ['FAIL', 'KEY_AWS_OWNED'],
    list: 'qconnect:ListAssistants',
    account: (resources) => ({
      'qconnect:ListAssistants': twoPages(
        { items: 'assistantSummaries', from: 'nextToken' },
        resources.map(({ name, key }) => ({
          assistantId: name,
          assistantArn: arn('wisdom', `assistant/${name}`),
          name,
          type: 'AGENT',
          status: 'ACTIVE',
          ...encrypted(key),
        })),
      ),
    }),
  },
  {
    rule: qconnectKnowledgeBaseCmk,
    absent: ['FAIL', 'KEY_AWS_OWNED'],
    list: 'qconnect:ListKnowledgeBases',
    account: (resources) => ({
      'qconnect:ListKnowledgeBases': twoPages(
        { items: 'knowledgeBaseSummaries', from: 'nextToken' },
        resources.map(({ name, key }) => ({
          knowledgeBaseId: name,
          knowledgeBaseArn: arn('wisdom', `knowledge-base/${name}`),
          name,
          knowledgeBaseType: 'CUSTOM',
          status: 'ACTIVE',
          ...encrypted(key),
        })),
      ),
    }),
  },
  {
    rule: kendraIndexCmk,
    absent: ['FAIL', 'KEY_AWS_OWNED'],
    list: 'kendra:ListIndices',
    get: 'kendra:DescribeIndex',
    account: (resources) => ({
      'kendra:ListIndices': twoPages(
        { items: 'IndexConfigurationSummaryItems', from: 'NextToken' },
        resources.map(({ name }) => ({
          Id: name,
          Name: name,
          CreatedAt: new Date(0),
          UpdatedAt: new Date(0),
          Status: 'ACTIVE',
        })),
      ),
      'kendra:DescribeIndex': ({ Id }: FakeInput) => ({
        Id,
        Name: Id,
        Status: 'ACTIVE',
        ServerSideEncryptionConfiguration: { KmsKeyId: keyOf(resources, Id) },
      }),
    }),
  },
  {
    rule: lexAudioLogsCmk,
    absent: ['FAIL', 'SSE_S3'],
    list: 'lex-models-v2:ListBots',
    get: 'lex-models-v2:DescribeBotAlias',
    account: (resources) => ({
      'lex-models-v2:ListBots': twoPages(
        { items: 'botSummaries', from: 'nextToken' },
        resources.map(({ name }) => ({ botId: name, botName: name })),
      ),
      'lex-models-v2:ListBotAliases': { botAliasSummaries: [{ botAliasId: 'LIVE', botAliasName: 'live' }] },
      'lex-models-v2:DescribeBotAlias': ({ botId }: FakeInput) => ({
        botId,
        conversationLogSettings: {
          audioLogSettings: [
            {
              enabled: true,
              destination: {
                s3Bucket: {
                  kmsKeyArn: keyOf(resources, botId),
                  s3BucketArn: 'arn:aws:s3:::calls',
                  logPrefix: '',
                },
              },
            },
          ],
        },
      }),
      's3:GetBucketEncryption': {
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
      },
    }),
  },
]

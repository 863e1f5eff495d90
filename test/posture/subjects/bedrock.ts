/** Bedrock's control plane. */

import { bedrockAgentCmk } from '../../../src/posture/rules/bedrock-agent-cmk.ts'
import { bedrockAgentVersionCmk } from '../../../src/posture/rules/bedrock-agent-version-cmk.ts'
import { bedrockAutomatedReasoningCmk } from '../../../src/posture/rules/bedrock-automated-reasoning-cmk.ts'
import { bedrockBatchOutputCmk } from '../../../src/posture/rules/bedrock-batch-output-cmk.ts'
import { bedrockCustomModelCmk } from '../../../src/posture/rules/bedrock-custom-model-cmk.ts'
import { bedrockDataAutomationCmk } from '../../../src/posture/rules/bedrock-data-automation-cmk.ts'
import { bedrockEvaluationJobCmk } from '../../../src/posture/rules/bedrock-evaluation-job-cmk.ts'
import { bedrockFlowCmk } from '../../../src/posture/rules/bedrock-flow-cmk.ts'
import { bedrockGuardrailCmk } from '../../../src/posture/rules/bedrock-guardrail-cmk.ts'
import { bedrockGuardrailVersionCmk } from '../../../src/posture/rules/bedrock-guardrail-version-cmk.ts'
import { bedrockImportedModelCmk } from '../../../src/posture/rules/bedrock-imported-model-cmk.ts'
import { bedrockKbDataSourceCmk } from '../../../src/posture/rules/bedrock-kb-data-source-cmk.ts'
import { bedrockKbManagedCmk } from '../../../src/posture/rules/bedrock-kb-managed-cmk.ts'
import { bedrockMarketplaceEndpointCmk } from '../../../src/posture/rules/bedrock-marketplace-endpoint-cmk.ts'
import { bedrockModelJobOutputCmk } from '../../../src/posture/rules/bedrock-model-job-output-cmk.ts'
import { bedrockPromptCmk } from '../../../src/posture/rules/bedrock-prompt-cmk.ts'
import { bedrockSessionCmk } from '../../../src/posture/rules/bedrock-session-cmk.ts'
import type { FakeInput } from '../../support/fake-aws.ts'
import { absent, listed } from './listed.ts'
import { arn, keyOf, type Named, type Subject, twoPages } from './subject.ts'

const now = () => new Date()

const guardrail = ({ name }: Pick<Named, 'name'>, version = 'DRAFT') => ({
  id: name,
  arn: arn('bedrock', `guardrail/${name}`),
  name,
  version,
  status: 'READY',
  createdAt: now(),
  updatedAt: now(),
})

const agent = ({ name }: Named) => ({
  agentId: name,
  agentName: name,
  agentStatus: 'PREPARED',
  updatedAt: now(),
})
const described = ({ name }: Named) => ({ id: name, name, arn: arn('bedrock', name), version: 'DRAFT' })

export const bedrockSubjects: readonly Subject[] = [
  listed({
    rule: bedrockGuardrailCmk,
    list: 'bedrock:ListGuardrails',
    items: 'guardrails',
    item: (resource) => guardrail(resource),
    get: 'bedrock:GetGuardrail',
    by: 'guardrailIdentifier',
    answer: (kmsKeyArn, name) => ({
      guardrailArn: arn('bedrock', `guardrail/${name}`),
      kmsKeyArn,
      status: 'READY',
    }),
  }),
  {
    rule: bedrockGuardrailVersionCmk,
    absent,
    list: 'bedrock:ListGuardrails',
    get: 'bedrock:GetGuardrail',
    account: (resources) => {
      const all = twoPages(
        { items: 'guardrails', from: 'nextToken' },
        resources.map((resource) => guardrail(resource)),
      )
      return {
        'bedrock:ListGuardrails': (input: FakeInput) => {
          if (input.guardrailIdentifier === undefined) return all(input)
          const named = { name: String(input.guardrailIdentifier) }
          return { guardrails: [guardrail(named), guardrail(named, '1')] }
        },
        'bedrock:GetGuardrail': ({ guardrailIdentifier, guardrailVersion }: FakeInput) => ({
          guardrailArn: arn('bedrock', `guardrail/${guardrailIdentifier}`),
          kmsKeyArn: guardrailVersion === '1' ? keyOf(resources, guardrailIdentifier) : undefined,
          status: 'READY',
        }),
      }
    },
  },
  listed({
    rule: bedrockAgentCmk,
    list: 'bedrock-agent:ListAgents',
    items: 'agentSummaries',
    item: agent,
    get: 'bedrock-agent:GetAgent',
    by: 'agentId',
    answer: (customerEncryptionKeyArn, name) => ({
      agent: {
        agentId: name,
        agentName: name,
        agentStatus: 'PREPARED',
        customerEncryptionKeyArn,
        createdAt: now(),
      },
    }),
  }),
  listed({
    rule: bedrockAgentVersionCmk,
    list: 'bedrock-agent:ListAgents',
    items: 'agentSummaries',
    item: agent,
    get: 'bedrock-agent:GetAgentVersion',
    by: 'agentId',
    answer: (customerEncryptionKeyArn, name) => ({
      agentVersion: { agentId: name, agentName: name, version: '1', customerEncryptionKeyArn },
    }),
    more: () => ({
      'bedrock-agent:ListAgentAliases': {
        agentAliasSummaries: [
          { agentAliasId: 'test', routingConfiguration: [{ agentVersion: 'DRAFT' }] },
          { agentAliasId: 'live', routingConfiguration: [{ agentVersion: '1' }] },
          { agentAliasId: 'also-live', routingConfiguration: [{ agentVersion: '1' }] },
        ],
      },
    }),
  }),
  listed({
    rule: bedrockFlowCmk,
    list: 'bedrock-agent:ListFlows',
    items: 'flowSummaries',
    item: described,
    get: 'bedrock-agent:GetFlow',
    by: 'flowIdentifier',
    answer: (customerEncryptionKeyArn, name) => ({
      id: name,
      name,
      customerEncryptionKeyArn,
      status: 'Prepared',
    }),
    more: () => ({ 'bedrock-agent:ListFlowAliases': { flowAliasSummaries: [] } }),
  }),
  listed({
    rule: bedrockPromptCmk,
    list: 'bedrock-agent:ListPrompts',
    items: 'promptSummaries',
    item: described,
    get: 'bedrock-agent:GetPrompt',
    by: 'promptIdentifier',
    answer: (customerEncryptionKeyArn, name) => ({ id: name, name, customerEncryptionKeyArn }),
  }),
  listed({
    rule: bedrockCustomModelCmk,
    list: 'bedrock:ListCustomModels',
    items: 'modelSummaries',
    item: ({ name }) => ({ modelArn: arn('bedrock', `custom-model/${name}`), modelName: name }),
    get: 'bedrock:GetCustomModel',
    by: 'modelIdentifier',
    answer: (modelKmsKeyArn) => ({ modelKmsKeyArn }),
  }),
  listed({
    rule: bedrockImportedModelCmk,
    list: 'bedrock:ListImportedModels',
    items: 'modelSummaries',
    item: ({ name }) => ({ modelArn: arn('bedrock', `imported-model/${name}`), modelName: name }),
    get: 'bedrock:GetImportedModel',
    by: 'modelIdentifier',
    answer: (modelKmsKeyArn) => ({ modelKmsKeyArn }),
  }),
  listed({
    rule: bedrockModelJobOutputCmk,
    list: 'bedrock:ListModelCustomizationJobs',
    items: 'modelCustomizationJobSummaries',
    item: ({ name }) => ({
      jobArn: arn('bedrock', `model-customization-job/${name}`),
      jobName: name,
      status: 'InProgress',
      creationTime: now(),
    }),
    get: 'bedrock:GetModelCustomizationJob',
    by: 'jobIdentifier',
    answer: (outputModelKmsKeyArn) => ({ outputModelKmsKeyArn }),
    more: () => ({
      'bedrock:ListModelCopyJobs': { modelCopyJobSummaries: [] },
      'bedrock:ListModelImportJobs': { modelImportJobSummaries: [] },
    }),
  }),
  {
    rule: bedrockBatchOutputCmk,
    absent: ['FAIL', 'SSE_S3'],
    list: 'bedrock:ListModelInvocationJobs',
    account: (resources) => ({
      'bedrock:ListModelInvocationJobs': twoPages(
        { items: 'invocationJobSummaries', from: 'nextToken' },
        resources.map(({ name, key }) => ({
          jobArn: arn('bedrock', `model-invocation-job/${name}`),
          jobName: name,
          submitTime: now(),
          outputDataConfig: { s3OutputDataConfig: { s3Uri: 's3://answers/today/', s3EncryptionKeyId: key } },
        })),
      ),
      's3:GetBucketEncryption': {
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
      },
    }),
  },
  listed({
    rule: bedrockEvaluationJobCmk,
    list: 'bedrock:ListEvaluationJobs',
    items: 'jobSummaries',
    item: ({ name }) => ({
      jobArn: arn('bedrock', `evaluation-job/${name}`),
      jobName: name,
      status: 'Completed',
      creationTime: now(),
    }),
    get: 'bedrock:GetEvaluationJob',
    by: 'jobIdentifier',
    answer: (customerEncryptionKeyId) => ({ customerEncryptionKeyId }),
  }),
  listed({
    rule: bedrockAutomatedReasoningCmk,
    list: 'bedrock:ListAutomatedReasoningPolicies',
    items: 'automatedReasoningPolicySummaries',
    item: ({ name }) => ({ policyArn: arn('bedrock', `automated-reasoning-policy/${name}`), name }),
    get: 'bedrock:GetAutomatedReasoningPolicy',
    by: 'policyArn',
    answer: (kmsKeyArn) => ({ kmsKeyArn }),
  }),
  listed({
    rule: bedrockKbDataSourceCmk,
    list: 'bedrock-agent:ListKnowledgeBases',
    items: 'knowledgeBaseSummaries',
    item: ({ name }) => ({ knowledgeBaseId: name, name, status: 'ACTIVE' }),
    get: 'bedrock-agent:GetDataSource',
    by: 'knowledgeBaseId',
    answer: (kmsKeyArn) => ({
      dataSource: { serverSideEncryptionConfiguration: kmsKeyArn === undefined ? undefined : { kmsKeyArn } },
    }),
    more: () => ({
      'bedrock-agent:ListDataSources': ({ knowledgeBaseId }: FakeInput) => ({
        dataSourceSummaries: [{ knowledgeBaseId, dataSourceId: 'source', name: `${knowledgeBaseId} source` }],
      }),
    }),
  }),
  listed({
    rule: bedrockKbManagedCmk,
    list: 'bedrock-agent:ListKnowledgeBases',
    items: 'knowledgeBaseSummaries',
    item: ({ name }) => ({ knowledgeBaseId: name, name, status: 'ACTIVE' }),
    get: 'bedrock-agent:GetKnowledgeBase',
    by: 'knowledgeBaseId',
    answer: (kmsKeyArn) => ({
      knowledgeBase: {
        knowledgeBaseConfiguration: {
          type: 'MANAGED',
          managedKnowledgeBaseConfiguration: {
            serverSideEncryptionConfiguration: kmsKeyArn === undefined ? undefined : { kmsKeyArn },
          },
        },
      },
    }),
  }),
  listed({
    rule: bedrockSessionCmk,
    list: 'bedrock-agent-runtime:ListSessions',
    items: 'sessionSummaries',
    item: ({ name }) => ({
      sessionId: name,
      sessionArn: arn('bedrock', `session/${name}`),
      sessionStatus: 'ACTIVE',
    }),
    get: 'bedrock-agent-runtime:GetSession',
    by: 'sessionIdentifier',
    answer: (encryptionKeyArn) => ({ encryptionKeyArn, sessionStatus: 'ACTIVE' }),
  }),
  listed({
    rule: bedrockDataAutomationCmk,
    list: 'bedrock-data-automation:ListDataAutomationProjects',
    items: 'projects',
    item: ({ name }) => ({
      projectArn: arn('bedrock', `data-automation-project/${name}`),
      projectName: name,
      projectStage: 'LIVE',
    }),
    get: 'bedrock-data-automation:GetDataAutomationProject',
    by: 'projectArn',
    answer: (kmsKeyId) => ({ project: { kmsKeyId } }),
    more: () => ({
      'bedrock-data-automation:ListBlueprints': { blueprints: [] },
      'bedrock-data-automation:ListDataAutomationLibraries': { libraries: [] },
    }),
  }),
  listed({
    rule: bedrockMarketplaceEndpointCmk,
    list: 'bedrock:ListMarketplaceModelEndpoints',
    items: 'marketplaceModelEndpoints',
    item: ({ name }) => ({ endpointArn: `arn:aws:sagemaker:us-east-1:111122223333:endpoint/${name}` }),
    get: 'bedrock:GetMarketplaceModelEndpoint',
    by: 'endpointArn',
    answer: (kmsEncryptionKey) => ({
      marketplaceModelEndpoint: {
        endpointConfig: { sageMaker: { instanceType: 'ml.g5.xlarge', kmsEncryptionKey } },
      },
    }),
  }),
]

import { agentcoreArtifactsCmk } from '../../../src/posture/rules/agentcore-artifacts-cmk.ts'
import { agentcoreGatewayCmk } from '../../../src/posture/rules/agentcore-gateway-cmk.ts'
import { agentcoreMemoryCmk } from '../../../src/posture/rules/agentcore-memory-cmk.ts'
import { listed } from './listed.ts'
import { arn, type Subject } from './subject.ts'

export const agentcoreSubjects: readonly Subject[] = [
  listed({
    rule: agentcoreMemoryCmk,
    list: 'bedrock-agentcore-control:ListMemories',
    items: 'memories',
    item: ({ name }) => ({ arn: arn('bedrock-agentcore', `memory/${name}`), id: name, status: 'ACTIVE' }),
    get: 'bedrock-agentcore-control:GetMemory',
    by: 'memoryId',
    answer: (encryptionKeyArn, name) => ({ memory: { id: name, name, encryptionKeyArn } }),
  }),
  listed({
    rule: agentcoreGatewayCmk,
    list: 'bedrock-agentcore-control:ListGateways',
    items: 'items',
    item: ({ name }) => ({ gatewayId: name, name, status: 'READY' }),
    get: 'bedrock-agentcore-control:GetGateway',
    by: 'gatewayIdentifier',
    answer: (kmsKeyArn) => ({ kmsKeyArn }),
  }),
  listed({
    rule: agentcoreArtifactsCmk,
    list: 'bedrock-agentcore-control:ListDatasets',
    items: 'datasets',
    item: ({ name }) => ({
      datasetArn: arn('bedrock-agentcore', `dataset/${name}`),
      datasetId: name,
      datasetName: name,
      status: 'ACTIVE',
    }),
    get: 'bedrock-agentcore-control:GetDataset',
    by: 'datasetId',
    answer: (kmsKeyArn) => ({ kmsKeyArn }),
    more: () => ({
      'bedrock-agentcore-control:ListEvaluators': { evaluators: [] },
      'bedrock-agentcore-control:ListPolicyEngines': { policyEngines: [] },
      'bedrock-agentcore-control:ListConfigurationBundles': { bundles: [] },
    }),
  }),
]

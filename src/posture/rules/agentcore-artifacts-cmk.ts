import { agentCoreArtifacts } from '../collectors/agentcore-artifacts.ts'
import { agentCoreArtifactFix } from '../fix/changes/agent-core.ts'
import { keyRule } from './key-rule.ts'

const where = {
  evaluator: { api: 'bedrock-agentcore:ListEvaluators', path: 'evaluators[].kmsKeyArn' },
  'policy-engine': { api: 'bedrock-agentcore:ListPolicyEngines', path: 'policyEngines[].encryptionKeyArn' },
  dataset: { api: 'bedrock-agentcore:GetDataset', path: 'kmsKeyArn' },
  'configuration-bundle': { api: 'bedrock-agentcore:GetConfigurationBundle', path: 'kmsKeyArn' },
} as const

export const agentcoreArtifactsCmk = keyRule({
  id: 'agentcore-artifacts-cmk',
  version: 1,
  title: 'Evaluators, policy engines, datasets and configuration bundles use a customer-managed key',
  why: 'They hold examples of conversations, judgements and the rules that agents run under.',
  service: 'agentcore',
  severity: 'MEDIUM',
  mode: 'MIXED',
  bundles: ['C-REST'],
  counterparts: ['prowler#12623 (part)'],
  resourceType: 'AWS::BedrockAgentCore::Evaluator',
  remediation: {
    summary:
      'UpdateEvaluator or UpdateConfigurationBundle with kmsKeyArn; policy engines and datasets are created anew with CreatePolicyEngine (encryptionKeyArn) and CreateDataset (kmsKeyArn).',
    url: 'https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_UpdateEvaluator.html',
  },
  collector: agentCoreArtifacts,
  key: ({ kind, kmsKeyArn }) => ({ ref: kmsKeyArn, absent: 'AWS_OWNED', ...where[kind] }),
  before({ ofAws }) {
    if (!ofAws) return undefined
    return {
      status: 'NOT_APPLICABLE',
      reasonCode: 'BUILT_IN_EVALUATOR',
      reasonText: "The evaluator is built in and holds nothing of the customer's.",
    }
  },
  fix: agentCoreArtifactFix,
})

import { memories } from '../collectors/memories.ts'
import { memoryPlaybook } from '../fix/playbooks/models.ts'
import { keyRule } from './key-rule.ts'

export const agentcoreMemoryCmk = keyRule({
  id: 'agentcore-memory-cmk',
  version: 1,
  title: 'AgentCore memories use a customer-managed key',
  why: 'A memory keeps what users told an agent, for months.',
  service: 'agentcore',
  severity: 'HIGH',
  mode: 'RE-CREATE',
  bundles: ['C-REST', 'C-AI'],
  counterparts: ['AWS Config bedrock-agentcore-memory-encryption-enabled', 'prowler#12620'],
  resourceType: 'AWS::BedrockAgentCore::Memory',
  remediation: {
    summary:
      'UpdateMemory has no key: CreateMemory with encryptionKeyArn, import the records again, switch agents, then DeleteMemory.',
    url: 'https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_CreateMemory.html',
  },
  collector: memories,
  key: ({ encryptionKeyArn }) => ({
    ref: encryptionKeyArn,
    absent: 'AWS_OWNED',
    api: 'bedrock-agentcore:GetMemory',
    path: 'memory.encryptionKeyArn',
  }),
  fix: memoryPlaybook,
  iac: [
    {
      format: 'cloudformation',
      type: 'AWS::BedrockAgentCore::Memory',
      path: 'EncryptionKeyArn',
      absent: 'AWS_OWNED',
      replaces: true,
    },
    {
      format: 'terraform',
      type: 'aws_bedrockagentcore_memory',
      path: 'encryption_key_arn',
      absent: 'AWS_OWNED',
      replaces: true,
    },
  ],
})

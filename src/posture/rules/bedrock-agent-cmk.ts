import { agents } from '../collectors/agents.ts'
import { agentFix } from '../fix/changes/agent.ts'
import { keyRule } from './key-rule.ts'

/** "Encryption of agent resources for agents created on or after January 22, 2025". */
const newEncryption = Date.UTC(2025, 0, 22)

export const bedrockAgentCmk = keyRule({
  id: 'bedrock-agent-cmk',
  version: 1,
  title: 'Agents (and their session data) are encrypted with a customer-managed key',
  why: 'An agent holds instructions, prompts and the sessions of its users. Under the default key only AWS can take them away.',
  service: 'bedrock',
  severity: 'HIGH',
  mode: 'IN-PLACE',
  bundles: ['C-REST', 'C-AI'],
  counterparts: ['Conformity Bedrock-001', 'Checkov CKV_AWS_373'],
  resourceType: 'AWS::Bedrock::Agent',
  remediation: {
    summary:
      "UpdateAgent with customerEncryptionKeyArn and every other field sent again (what is left out is reset), then PrepareAgent and a new version for its aliases. The agent's role needs kms:GenerateDataKey and kms:Decrypt.",
    url: 'https://docs.aws.amazon.com/bedrock/latest/userguide/encryption-agents-new.html',
  },
  collector: agents,
  key: ({ customerEncryptionKeyArn }) => ({
    ref: customerEncryptionKeyArn,
    absent: 'AWS_OWNED',
    api: 'bedrock:GetAgent',
    path: 'agent.customerEncryptionKeyArn',
  }),
  refine(verdict, { createdAt }) {
    if (verdict.status !== 'PASS' || createdAt === undefined || createdAt >= newEncryption) return verdict
    const note =
      'It was created before 2025-01-22: some older parts stay under the service key until the agent is created anew.'
    return { ...verdict, reasonText: `${verdict.reasonText} ${note}` }
  },
  fix: agentFix,
  iac: [
    {
      format: 'cloudformation',
      type: 'AWS::Bedrock::Agent',
      path: 'CustomerEncryptionKeyArn',
      absent: 'AWS_OWNED',
      replaces: false,
    },
    {
      format: 'terraform',
      type: 'aws_bedrockagent_agent',
      path: 'customer_encryption_key_arn',
      absent: 'AWS_OWNED',
      replaces: false,
    },
  ],
})

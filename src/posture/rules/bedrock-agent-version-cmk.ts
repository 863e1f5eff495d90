import { agentVersions } from '../collectors/agent-versions.ts'
import { agentVersionPlaybook } from '../fix/playbooks/models.ts'
import { keyRule } from './key-rule.ts'

export const bedrockAgentVersionCmk = keyRule({
  id: 'bedrock-agent-version-cmk',
  version: 1,
  title: 'Agent versions behind aliases carry a customer-managed key',
  why: 'An alias sends callers to a published version. One that was published before the agent had its key is still under the default key.',
  service: 'bedrock',
  severity: 'MEDIUM',
  mode: 'NEW-VERSION',
  bundles: ['C-REST', 'C-AI'],
  counterparts: [],
  resourceType: 'AWS::Bedrock::Agent',
  remediation: {
    summary:
      'After UpdateAgent has set the key: PrepareAgent, then CreateAgentAlias or UpdateAgentAlias without a routing configuration, which publishes a new version.',
    url: 'https://docs.aws.amazon.com/bedrock/latest/userguide/encryption-agents-new.html',
  },
  collector: agentVersions,
  key: ({ customerEncryptionKeyArn }) => ({
    ref: customerEncryptionKeyArn,
    absent: 'AWS_OWNED',
    api: 'bedrock:GetAgentVersion',
    path: 'agentVersion.customerEncryptionKeyArn',
  }),
  subKey: ({ version }) => `version:${version}`,
  fix: agentVersionPlaybook,
})

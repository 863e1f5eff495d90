import { flows } from '../collectors/flows.ts'
import { flowFix } from '../fix/changes/flow.ts'
import { keyRule } from './key-rule.ts'

export const bedrockFlowCmk = keyRule({
  id: 'bedrock-flow-cmk',
  version: 1,
  title: 'Flows and their routed versions are encrypted with a customer-managed key',
  why: 'A flow holds prompts, conditions and the addresses of what it calls. Under the default key only AWS can take them away.',
  service: 'bedrock',
  severity: 'MEDIUM',
  mode: 'IN-PLACE',
  bundles: ['C-REST', 'C-AI'],
  counterparts: [],
  resourceType: 'AWS::Bedrock::Flow',
  remediation: {
    summary:
      'UpdateFlow with customerEncryptionKeyArn and the definition sent again, then PrepareFlow, CreateFlowVersion and UpdateFlowAlias. The role needs kms:GenerateDataKey and kms:Decrypt with the encryption context aws:bedrock-flows:arn.',
    url: 'https://docs.aws.amazon.com/bedrock/latest/userguide/encryption-flows.html',
  },
  collector: flows,
  key: ({ version, customerEncryptionKeyArn }) => ({
    ref: customerEncryptionKeyArn,
    absent: 'AWS_OWNED',
    api: version === 'DRAFT' ? 'bedrock:GetFlow' : 'bedrock:GetFlowVersion',
    path: 'customerEncryptionKeyArn',
  }),
  subKey: ({ version }) => (version === 'DRAFT' ? undefined : `version:${version}`),
  fix: flowFix,
  iac: [
    {
      format: 'cloudformation',
      type: 'AWS::Bedrock::Flow',
      path: 'CustomerEncryptionKeyArn',
      absent: 'AWS_OWNED',
      replaces: false,
    },
    {
      format: 'terraform',
      type: 'aws_bedrockagent_flow',
      path: 'customer_encryption_key_arn',
      absent: 'AWS_OWNED',
      replaces: false,
    },
  ],
})

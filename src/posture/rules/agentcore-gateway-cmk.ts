import { gateways } from '../collectors/gateways.ts'
import { gatewayFix } from '../fix/changes/agent-core.ts'
import { keyRule } from './key-rule.ts'

export const agentcoreGatewayCmk = keyRule({
  id: 'agentcore-gateway-cmk',
  version: 1,
  title: 'AgentCore gateways use a customer-managed key',
  why: "A gateway holds the descriptions of a company's tools and how agents are let in.",
  service: 'agentcore',
  severity: 'MEDIUM',
  mode: 'IN-PLACE',
  bundles: ['C-REST', 'C-AI'],
  counterparts: ['AWS Config bedrockagentcore-gateway-encryption-enabled'],
  resourceType: 'AWS::BedrockAgentCore::Gateway',
  remediation: {
    summary:
      'UpdateGateway with kmsKeyArn and name, roleArn, authorizerType and every optional block sent again.',
    url: 'https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_UpdateGateway.html',
  },
  collector: gateways,
  key: ({ kmsKeyArn }) => ({
    ref: kmsKeyArn,
    absent: 'AWS_OWNED',
    api: 'bedrock-agentcore:GetGateway',
    path: 'kmsKeyArn',
  }),
  fix: gatewayFix,
  iac: [
    {
      format: 'cloudformation',
      type: 'AWS::BedrockAgentCore::Gateway',
      path: 'KmsKeyArn',
      absent: 'AWS_OWNED',
      replaces: false,
    },
    {
      format: 'terraform',
      type: 'aws_bedrockagentcore_gateway',
      path: 'kms_key_arn',
      absent: 'AWS_OWNED',
      replaces: false,
    },
  ],
})

import { tokenVault } from '../collectors/token-vault.ts'
import { tokenVaultFix } from '../fix/changes/agent-core.ts'
import { keyRule } from './key-rule.ts'

export const agentcoreTokenVaultCmk = keyRule({
  id: 'agentcore-token-vault-cmk',
  version: 1,
  title: 'The credential token vault uses a customer-managed key',
  why: 'The vault keeps the OAuth tokens and API keys with which agents act for people.',
  service: 'agentcore',
  severity: 'HIGH',
  mode: 'IN-PLACE',
  bundles: ['C-REST', 'C-IAM'],
  counterparts: [],
  resourceType: 'AWS::BedrockAgentCore::TokenVault',
  remediation: {
    summary:
      'SetTokenVaultCMK with keyType CustomerManagedKey and kmsKeyArn. The key policy must allow Encrypt, Decrypt and GenerateDataKeyWithoutPlaintext through bedrock-agentcore-identity.',
    url: 'https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_SetTokenVaultCMK.html',
  },
  collector: tokenVault,
  key: ({ keyType, kmsKeyArn }) => ({
    ref: keyType === 'ServiceManagedKey' ? keyType : kmsKeyArn,
    absent: 'AWS_OWNED',
    api: 'bedrock-agentcore:GetTokenVault',
    path: 'kmsConfiguration.kmsKeyArn',
  }),
  fix: tokenVaultFix,
})

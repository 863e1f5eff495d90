import { prompts } from '../collectors/prompts.ts'
import { promptFix } from '../fix/changes/prompt.ts'
import { keyRule } from './key-rule.ts'

export const bedrockPromptCmk = keyRule({
  id: 'bedrock-prompt-cmk',
  version: 1,
  title: 'Managed prompts are encrypted with a customer-managed key',
  why: 'Prompts hold what a company knows about talking to its models. Under the default key only AWS can take them away.',
  service: 'bedrock',
  severity: 'MEDIUM',
  mode: 'IN-PLACE',
  bundles: ['C-REST', 'C-AI'],
  counterparts: ['Prowler bedrock_prompt_encrypted_with_cmk'],
  resourceType: 'AWS::Bedrock::Prompt',
  remediation: {
    summary:
      'UpdatePrompt with customerEncryptionKeyArn and name, variants, defaultVariant and description sent again, then CreatePromptVersion.',
    url: 'https://docs.aws.amazon.com/bedrock/latest/APIReference/API_agent_UpdatePrompt.html',
  },
  collector: prompts,
  key: ({ customerEncryptionKeyArn }) => ({
    ref: customerEncryptionKeyArn,
    absent: 'AWS_OWNED',
    api: 'bedrock:GetPrompt',
    path: 'customerEncryptionKeyArn',
  }),
  subKey: ({ version }) => (version === 'DRAFT' ? undefined : `version:${version}`),
  fix: promptFix,
  iac: [
    {
      format: 'cloudformation',
      type: 'AWS::Bedrock::Prompt',
      path: 'CustomerEncryptionKeyArn',
      absent: 'AWS_OWNED',
      replaces: false,
    },
    {
      format: 'terraform',
      type: 'aws_bedrockagent_prompt',
      path: 'customer_encryption_key_arn',
      absent: 'AWS_OWNED',
      replaces: false,
    },
  ],
})

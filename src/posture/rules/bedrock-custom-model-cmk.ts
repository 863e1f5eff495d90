import { customModels } from '../collectors/custom-models.ts'
import { customModelPlaybook } from '../fix/playbooks/models.ts'
import { keyRule } from './key-rule.ts'

export const bedrockCustomModelCmk = keyRule({
  id: 'bedrock-custom-model-cmk',
  version: 1,
  title: 'Custom models are encrypted with a customer-managed key',
  why: 'A custom model has learned from its training data and can be made to repeat it. Under the default key only AWS can take it away.',
  service: 'bedrock',
  severity: 'HIGH',
  mode: 'RE-CREATE',
  bundles: ['C-REST', 'C-AI'],
  counterparts: [
    'Conformity Bedrock-004',
    'Prowler bedrock_custom_model_encrypted_with_cmk',
    'CloudSploit customModelEncryptionEnabled',
  ],
  resourceType: 'AWS::Bedrock::CustomModel',
  remediation: {
    summary:
      'CreateModelCopyJob with modelKmsKeyId where a copy is allowed, otherwise CreateModelCustomizationJob with customModelKmsKeyId, which is paid again; then switch callers and delete the old model.',
    url: 'https://docs.aws.amazon.com/bedrock/latest/userguide/encryption-custom-job.html',
  },
  collector: customModels,
  key: ({ modelKmsKeyArn }) => ({
    ref: modelKmsKeyArn,
    absent: 'AWS_OWNED',
    api: 'bedrock:GetCustomModel',
    path: 'modelKmsKeyArn',
  }),
  before({ owned }) {
    if (owned) return undefined
    return {
      status: 'NOT_APPLICABLE',
      reasonCode: 'SHARED_BY_OTHER_ACCOUNT',
      reasonText: 'The model belongs to another account, which holds its key.',
    }
  },
  fix: customModelPlaybook,
  iac: [
    {
      format: 'terraform',
      type: 'aws_bedrock_custom_model',
      path: 'custom_model_kms_key_id',
      absent: 'AWS_OWNED',
      replaces: true,
    },
  ],
})

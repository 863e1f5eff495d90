import { importedModels } from '../collectors/imported-models.ts'
import { importedModelPlaybook } from '../fix/playbooks/models.ts'
import { keyRule } from './key-rule.ts'

export const bedrockImportedModelCmk = keyRule({
  id: 'bedrock-imported-model-cmk',
  version: 1,
  title: 'Imported models are encrypted with a customer-managed key',
  why: "An imported model is the customer's own work, often trained on its own data. Under the default key only AWS can take it away.",
  service: 'bedrock',
  severity: 'HIGH',
  mode: 'RE-CREATE',
  bundles: ['C-REST', 'C-AI'],
  counterparts: ['prowler#12612 (open)'],
  resourceType: 'AWS::Bedrock::ImportedModel',
  remediation: {
    summary:
      'CreateModelImportJob with importedModelKmsKeyId from the same source, switch callers to the new model, then DeleteImportedModel.',
    url: 'https://docs.aws.amazon.com/bedrock/latest/userguide/encryption-import-model.html',
  },
  collector: importedModels,
  key: ({ modelKmsKeyArn }) => ({
    ref: modelKmsKeyArn,
    absent: 'AWS_OWNED',
    api: 'bedrock:GetImportedModel',
    path: 'modelKmsKeyArn',
  }),
  fix: importedModelPlaybook,
})

import { dataAutomationParts } from '../collectors/data-automation.ts'
import { dataAutomationFix } from '../fix/changes/data-automation.ts'
import { keyRule } from './key-rule.ts'

const where = {
  project: { api: 'bedrock:GetDataAutomationProject', path: 'project.kmsKeyId' },
  blueprint: { api: 'bedrock:GetBlueprint', path: 'blueprint.kmsKeyId' },
  library: { api: 'bedrock:GetDataAutomationLibrary', path: 'library.kmsKeyId' },
} as const

export const bedrockDataAutomationCmk = keyRule({
  id: 'bedrock-data-automation-cmk',
  version: 1,
  title: 'Data Automation projects, blueprints and libraries use a customer-managed key',
  why: 'Projects and blueprints say what is drawn out of documents, and hold samples of them.',
  service: 'bedrock',
  severity: 'MEDIUM',
  mode: 'IN-PLACE',
  bundles: ['C-REST', 'C-AI'],
  counterparts: [],
  resourceType: 'AWS::Bedrock::DataAutomationProject',
  remediation: {
    summary:
      'UpdateDataAutomationProject or UpdateBlueprint with encryptionConfiguration.kmsKeyId and every other field sent again; a library is created anew.',
    url: 'https://docs.aws.amazon.com/bedrock/latest/userguide/encryption-bda.html',
  },
  collector: dataAutomationParts,
  key: ({ kind, kmsKeyId }) => ({ ref: kmsKeyId, absent: 'AWS_OWNED', ...where[kind] }),
  before({ ofAws }) {
    if (!ofAws) return undefined
    return {
      status: 'NOT_APPLICABLE',
      reasonCode: 'CATALOG_BLUEPRINT',
      reasonText: "The blueprint is one of AWS's catalog and holds nothing of the customer's.",
    }
  },
  // One ARN has a development and a live stage.
  subKey: ({ stage }) => (stage === undefined || stage === 'LIVE' ? undefined : `stage:${stage}`),
  fix: dataAutomationFix,
  iac: [
    {
      format: 'cloudformation',
      type: 'AWS::Bedrock::DataAutomationProject',
      path: 'KmsKeyId',
      absent: 'AWS_OWNED',
      replaces: false,
    },
    {
      format: 'cloudformation',
      type: 'AWS::Bedrock::Blueprint',
      path: 'KmsKeyId',
      absent: 'AWS_OWNED',
      replaces: false,
    },
  ],
})

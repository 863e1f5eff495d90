import { modelJobs } from '../collectors/model-jobs.ts'
import { keyRule } from './key-rule.ts'
import { tooOld } from './too-old.ts'

const where = {
  customization: { api: 'bedrock:GetModelCustomizationJob', path: 'outputModelKmsKeyArn' },
  copy: { api: 'bedrock:ListModelCopyJobs', path: 'modelCopyJobSummaries[].targetModelKmsKeyArn' },
  import: { api: 'bedrock:GetModelImportJob', path: 'importedModelKmsKeyArn' },
} as const

export const bedrockModelJobOutputCmk = keyRule({
  id: 'bedrock-model-job-output-cmk',
  version: 1,
  title: 'Recent customization, copy and import jobs named a customer-managed key',
  why: 'What a job does not name, the next run of the same pipeline will not name either.',
  service: 'bedrock',
  severity: 'LOW',
  mode: 'NEW-JOB',
  bundles: ['C-REST'],
  counterparts: ['Custodian customization-job filter'],
  resourceType: 'AWS::Bedrock::ModelCustomizationJob',
  remediation: {
    summary:
      'Nothing to change in the past: name the key in the next CreateModelCustomizationJob (customModelKmsKeyId), CreateModelCopyJob (modelKmsKeyId) or CreateModelImportJob (importedModelKmsKeyId).',
    url: 'https://docs.aws.amazon.com/bedrock/latest/userguide/encryption-custom-job.html',
  },
  collector: modelJobs,
  key({ kind, kmsKeyArn, modelExists }) {
    // The model itself is judged by its own rule: said once is enough.
    if (modelExists) return null
    return { ref: kmsKeyArn, absent: 'AWS_OWNED', ...where[kind] }
  },
  before: ({ createdAt }, _, parameters) => tooOld(createdAt, parameters),
  fix: null,
})

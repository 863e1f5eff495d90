import { batchJobs } from '../collectors/batch-jobs.ts'
import { keyRule } from './key-rule.ts'

export const bedrockBatchOutputCmk = keyRule({
  id: 'bedrock-batch-output-cmk',
  version: 1,
  title: 'Batch inference output is encrypted with a customer-managed key',
  why: 'The output of a batch holds every answer of the model and often the prompts.',
  service: 'bedrock',
  severity: 'MEDIUM',
  mode: 'NEW-JOB',
  bundles: ['C-REST'],
  counterparts: ['prowler#12613 (open)'],
  resourceType: 'AWS::Bedrock::ModelInvocationJob',
  remediation: {
    summary:
      'Name s3EncryptionKeyId in the next CreateModelInvocationJob, or give the output bucket a customer-managed default key with PutBucketEncryption. Objects that are there keep their key.',
    url: 'https://docs.aws.amazon.com/bedrock/latest/userguide/batch-inference.html',
  },
  collector: batchJobs,
  key({ s3EncryptionKeyId, bucket }) {
    if (!s3EncryptionKeyId && bucket !== null) return bucket
    return {
      ref: s3EncryptionKeyId,
      absent: 'UNKNOWN',
      absentReason: 'NO_OUTPUT_BUCKET',
      api: 'bedrock:ListModelInvocationJobs',
      path: 'invocationJobSummaries[].outputDataConfig.s3OutputDataConfig.s3EncryptionKeyId',
    }
  },
  fix: null,
})

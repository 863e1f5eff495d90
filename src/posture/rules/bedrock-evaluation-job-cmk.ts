import { evaluationJobs } from '../collectors/evaluation-jobs.ts'
import { keyRule } from './key-rule.ts'
import { tooOld } from './too-old.ts'

export const bedrockEvaluationJobCmk = keyRule({
  id: 'bedrock-evaluation-job-cmk',
  version: 1,
  title: 'Evaluation jobs use a customer-managed key',
  why: 'An evaluation keeps prompts, answers and judgements of models.',
  service: 'bedrock',
  severity: 'LOW',
  mode: 'NEW-JOB',
  bundles: ['C-REST'],
  counterparts: [],
  resourceType: 'AWS::Bedrock::EvaluationJob',
  remediation: {
    summary: 'Nothing to change in the past: name customerEncryptionKeyId in the next CreateEvaluationJob.',
    url: 'https://docs.aws.amazon.com/bedrock/latest/APIReference/API_CreateEvaluationJob.html',
  },
  collector: evaluationJobs,
  key: ({ customerEncryptionKeyId }) => ({
    ref: customerEncryptionKeyId,
    absent: 'AWS_OWNED',
    api: 'bedrock:GetEvaluationJob',
    path: 'customerEncryptionKeyId',
  }),
  before: ({ createdAt }, _, parameters) => tooOld(createdAt, parameters),
  fix: null,
})

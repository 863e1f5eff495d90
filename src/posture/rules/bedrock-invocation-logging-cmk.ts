import { invocationLogDestinations } from '../collectors/invocation-log-destinations.ts'
import { invocationLoggingFix } from '../fix/changes/invocation-logging.ts'
import { keyRule } from './key-rule.ts'

export const bedrockInvocationLoggingCmk = keyRule({
  id: 'bedrock-invocation-logging-cmk',
  version: 1,
  title: 'Every invocation-log destination uses a customer-managed key',
  why: 'Invocation logs hold every prompt and every answer. One destination under a weaker key is enough to read them all.',
  service: 'bedrock',
  severity: 'HIGH',
  mode: 'IN-PLACE',
  bundles: ['C-LOG', 'C-AI'],
  counterparts: ['aws-samples FMI-06', 'Prowler bedrock_model_invocation_logs_encryption_enabled'],
  resourceType: 'AWS::::Account',
  remediation: {
    summary:
      'AssociateKmsKey for the log group, PutBucketEncryption with aws:kms and the key for the bucket. Objects that are there keep their old key.',
    url: 'https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html',
  },
  collector: invocationLogDestinations,
  key: ({ key }) => key,
  before({ key }) {
    if (key !== null) return undefined
    return {
      status: 'NOT_APPLICABLE',
      reasonCode: 'LOGGING_OFF',
      reasonText: 'Model invocation logging is off in this region.',
    }
  },
  fix: invocationLoggingFix,
})

import { queues } from '../collectors/queues.ts'
import { queueFix } from '../fix/changes/messaging.ts'
import { keyRule } from './key-rule.ts'

export const sqsQueueCmk = keyRule({
  id: 'sqs-queue-cmk',
  version: 1,
  title: 'Queues use a customer-managed key',
  why: "Messages wait in a queue for up to two weeks. SSE-SQS encrypts them with a key of AWS's own.",
  service: 'sqs',
  severity: 'MEDIUM',
  mode: 'IN-PLACE',
  bundles: ['C-REST'],
  counterparts: ['Trivy AWS-0135', 'Checkov CKV_AWS_27'],
  resourceType: 'AWS::SQS::Queue',
  remediation: {
    summary:
      'SetQueueAttributes with KmsMasterKeyId; producers and consumers need kms:GenerateDataKey and kms:Decrypt on the key.',
    url: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-server-side-encryption.html',
  },
  collector: queues,
  key: ({ kmsMasterKeyId, sqsManagedSse }) => ({
    ref: kmsMasterKeyId,
    ...(sqsManagedSse ? { absent: 'AWS_OWNED', absentReason: 'SSE_SQS' } : { absent: 'NONE' }),
    api: 'sqs:GetQueueAttributes',
    path: 'Attributes.KmsMasterKeyId',
  }),
  fix: queueFix,
  iac: [
    {
      format: 'cloudformation',
      type: 'AWS::SQS::Queue',
      path: 'KmsMasterKeyId',
      absent: 'NONE',
      replaces: false,
      where: { path: 'SqsManagedSseEnabled', values: ['false'] },
    },
    {
      format: 'cloudformation',
      type: 'AWS::SQS::Queue',
      path: 'KmsMasterKeyId',
      absent: 'AWS_OWNED',
      replaces: false,
    },
    {
      format: 'terraform',
      type: 'aws_sqs_queue',
      path: 'kms_master_key_id',
      absent: 'NONE',
      replaces: false,
      where: { path: 'sqs_managed_sse_enabled', values: ['false'] },
    },
    {
      format: 'terraform',
      type: 'aws_sqs_queue',
      path: 'kms_master_key_id',
      absent: 'AWS_OWNED',
      replaces: false,
    },
  ],
})

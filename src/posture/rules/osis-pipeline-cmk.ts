import { ingestionPipelines } from '../collectors/ingestion-pipelines.ts'
import { pipelinePlaybook } from '../fix/playbooks/stores.ts'
import { deleting } from './deleting.ts'
import { keyRule } from './key-rule.ts'

export const osisPipelineCmk = keyRule({
  id: 'osis-pipeline-cmk',
  version: 1,
  title: 'Ingestion pipelines with persistent buffers use a customer-managed key',
  why: 'A persistent buffer keeps what is on its way for days.',
  service: 'opensearch',
  severity: 'MEDIUM',
  mode: 'IN-PLACE',
  bundles: ['C-OS'],
  counterparts: ['Cloud Custodian kms-key filter'],
  resourceType: 'AWS::OSIS::Pipeline',
  remediation: {
    summary: 'UpdatePipeline with EncryptionAtRestOptions { KmsKeyArn } and BufferOptions.',
    url: 'https://docs.aws.amazon.com/opensearch-service/latest/developerguide/osis-features-overview.html',
  },
  collector: ingestionPipelines,
  key: ({ kmsKeyArn }) => ({
    ref: kmsKeyArn,
    absent: 'AWS_OWNED',
    api: 'osis:GetPipeline',
    path: 'Pipeline.EncryptionAtRestOptions.KmsKeyArn',
  }),
  before({ buffered, status }) {
    if (buffered) return deleting(status)
    return {
      status: 'NOT_APPLICABLE',
      reasonCode: 'NO_PERSISTENT_BUFFER',
      reasonText: 'The pipeline keeps nothing: it has no persistent buffer.',
    }
  },
  fix: pipelinePlaybook,
  iac: [
    {
      format: 'cloudformation',
      type: 'AWS::OSIS::Pipeline',
      path: 'EncryptionAtRestOptions.KmsKeyArn',
      absent: 'AWS_OWNED',
      replaces: false,
      where: { path: 'BufferOptions.PersistentBufferEnabled', values: ['true'] },
    },
    {
      format: 'terraform',
      type: 'aws_osis_pipeline',
      path: 'encryption_at_rest_options[].kms_key_arn',
      absent: 'AWS_OWNED',
      replaces: false,
      where: { path: 'buffer_options[].persistent_buffer_enabled', values: ['true'] },
    },
  ],
})

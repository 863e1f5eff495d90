import { kinesisStreams } from '../collectors/kinesis-streams.ts'
import { streamFix } from '../fix/changes/streams.ts'
import { deleting } from './deleting.ts'
import { keyRule } from './key-rule.ts'

export const kinesisStreamCmk = keyRule({
  id: 'kinesis-stream-cmk',
  version: 1,
  title: 'Data streams use a customer-managed key',
  why: 'Records stay in a stream for up to a year.',
  service: 'kinesis',
  severity: 'MEDIUM',
  mode: 'IN-PLACE',
  bundles: ['C-REST'],
  counterparts: ['Checkov CKV_AWS_185', 'Prowler kinesis_stream_encrypted_at_rest'],
  resourceType: 'AWS::Kinesis::Stream',
  remediation: {
    summary:
      'StartStreamEncryption with EncryptionType KMS and KeyId; only records put afterwards are under the key.',
    url: 'https://docs.aws.amazon.com/streams/latest/dg/server-side-encryption.html',
  },
  collector: kinesisStreams,
  key: (facts) => facts.key,
  before: ({ status }) => deleting(status),
  fix: streamFix,
  iac: [
    {
      format: 'cloudformation',
      type: 'AWS::Kinesis::Stream',
      path: 'StreamEncryption.KeyId',
      absent: 'NONE',
      replaces: false,
    },
    {
      format: 'terraform',
      type: 'aws_kinesis_stream',
      path: 'kms_key_id',
      absent: 'AWS_MANAGED',
      absentAlias: 'alias/aws/kinesis',
      replaces: false,
      where: { path: 'encryption_type', values: ['KMS'] },
    },
    // A key without the type is not used.
    {
      format: 'terraform',
      type: 'aws_kinesis_stream',
      path: 'kms_key_id',
      absent: 'NONE',
      keyless: true,
      replaces: false,
    },
  ],
})

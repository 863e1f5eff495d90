import { kendraIndices } from '../collectors/kendra-indices.ts'
import { searchIndexPlaybook } from '../fix/playbooks/stores.ts'
import { deleting } from './deleting.ts'
import { keyRule } from './key-rule.ts'

export const kendraIndexCmk = keyRule({
  id: 'kendra-index-cmk',
  version: 1,
  title: 'Kendra indices use a customer-managed key',
  why: 'An index holds a copy of the documents that it finds.',
  service: 'kendra',
  severity: 'HIGH',
  mode: 'RE-CREATE',
  bundles: ['C-REST'],
  counterparts: ['CloudSploit kendraIndexEncrypted', 'Checkov CKV_AWS_262'],
  resourceType: 'AWS::Kendra::Index',
  remediation: {
    summary:
      'CreateIndex with ServerSideEncryptionConfiguration.KmsKeyId, make its data sources again and synchronize; UpdateIndex has no key.',
    url: 'https://docs.aws.amazon.com/kendra/latest/dg/encryption-at-rest.html',
  },
  collector: kendraIndices,
  key: ({ kmsKeyId }) => ({
    ref: kmsKeyId,
    absent: 'AWS_OWNED',
    api: 'kendra:DescribeIndex',
    path: 'ServerSideEncryptionConfiguration.KmsKeyId',
  }),
  before: ({ status }) => deleting(status),
  fix: searchIndexPlaybook,
  iac: [
    {
      format: 'cloudformation',
      type: 'AWS::Kendra::Index',
      path: 'ServerSideEncryptionConfiguration.KmsKeyId',
      absent: 'AWS_OWNED',
      replaces: true,
    },
    {
      format: 'terraform',
      type: 'aws_kendra_index',
      path: 'server_side_encryption_configuration[].kms_key_id',
      absent: 'AWS_OWNED',
      replaces: true,
    },
  ],
})

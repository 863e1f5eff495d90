import { logGroups } from '../collectors/log-groups.ts'
import { logGroupFix } from '../fix/changes/log-group.ts'
import { keyRule } from './key-rule.ts'

export const logsGroupCmk = keyRule({
  id: 'logs-group-cmk',
  version: 1,
  title: 'Log groups use a customer-managed key',
  why: 'Logs repeat what requests and answers held.',
  service: 'logs',
  severity: 'MEDIUM',
  mode: 'IN-PLACE',
  bundles: ['C-LOG'],
  counterparts: ['AWS Config cloudwatch-log-group-encrypted', 'Checkov CKV_AWS_158', 'Trivy AWS-0017'],
  resourceType: 'AWS::Logs::LogGroup',
  remediation: {
    summary:
      'PutKeyPolicy for logs.<region>.amazonaws.com with kms:EncryptionContext:aws:logs:arn, then AssociateKmsKey. Only what is logged afterwards is under the key; older entries need the old key as long as they live.',
    url: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html',
  },
  collector: logGroups,
  key: ({ kmsKeyId }) => ({
    ref: kmsKeyId,
    absent: 'AWS_OWNED',
    api: 'logs:DescribeLogGroups',
    path: 'logGroups[].kmsKeyId',
  }),
  fix: logGroupFix,
  iac: [
    {
      format: 'cloudformation',
      type: 'AWS::Logs::LogGroup',
      path: 'KmsKeyId',
      absent: 'AWS_OWNED',
      replaces: false,
    },
    {
      format: 'terraform',
      type: 'aws_cloudwatch_log_group',
      path: 'kms_key_id',
      absent: 'AWS_OWNED',
      replaces: false,
    },
  ],
})

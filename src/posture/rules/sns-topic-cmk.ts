import { topics } from '../collectors/topics.ts'
import { topicFix } from '../fix/changes/messaging.ts'
import { keyRule } from './key-rule.ts'

export const snsTopicCmk = keyRule({
  id: 'sns-topic-cmk',
  version: 1,
  title: 'Topics use a customer-managed key',
  why: 'Messages wait in a topic until they are delivered. Without a key they are not encrypted.',
  service: 'sns',
  severity: 'MEDIUM',
  mode: 'IN-PLACE',
  bundles: ['C-REST'],
  counterparts: ['Trivy AWS-0136', 'Checkov CKV_AWS_26'],
  resourceType: 'AWS::SNS::Topic',
  remediation: {
    summary:
      'SetTopicAttributes with KmsMasterKeyId; publishers and event sources need kms:GenerateDataKey* and kms:Decrypt on the key.',
    url: 'https://docs.aws.amazon.com/sns/latest/dg/sns-server-side-encryption.html',
  },
  collector: topics,
  key: ({ kmsMasterKeyId }) => ({
    ref: kmsMasterKeyId,
    absent: 'NONE',
    api: 'sns:GetTopicAttributes',
    path: 'Attributes.KmsMasterKeyId',
  }),
  fix: topicFix,
  iac: [
    {
      format: 'cloudformation',
      type: 'AWS::SNS::Topic',
      path: 'KmsMasterKeyId',
      absent: 'NONE',
      replaces: false,
    },
    {
      format: 'terraform',
      type: 'aws_sns_topic',
      path: 'kms_master_key_id',
      absent: 'NONE',
      replaces: false,
    },
  ],
})

import { eventDataStores } from '../collectors/event-data-stores.ts'
import { eventDataStoreFix } from '../fix/changes/cloud-trail.ts'
import { deleting } from './deleting.ts'
import { keyRule } from './key-rule.ts'

export const cloudtrailEdsCmk = keyRule({
  id: 'cloudtrail-eds-cmk',
  version: 1,
  title: 'Lake event data stores use a customer-managed key',
  why: 'An event data store keeps years of what was done in an account or in all of them.',
  service: 'cloudtrail',
  severity: 'MEDIUM',
  mode: 'IN-PLACE',
  bundles: ['C-LOG'],
  counterparts: ['Checkov CKV_AWS_294'],
  resourceType: 'AWS::CloudTrail::EventDataStore',
  remediation: {
    summary:
      'UpdateEventDataStore with KmsKeyId. Irreversible: the key can never be changed or taken away again.',
    url: 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html',
  },
  collector: eventDataStores,
  key: ({ kmsKeyId }) => ({
    ref: kmsKeyId,
    absent: 'AWS_OWNED',
    api: 'cloudtrail:GetEventDataStore',
    path: 'KmsKeyId',
  }),
  before: ({ status }) => deleting(status),
  fix: eventDataStoreFix,
  iac: [
    {
      format: 'cloudformation',
      type: 'AWS::CloudTrail::EventDataStore',
      path: 'KmsKeyId',
      absent: 'AWS_OWNED',
      replaces: false,
    },
    {
      format: 'terraform',
      type: 'aws_cloudtrail_event_data_store',
      path: 'kms_key_id',
      absent: 'AWS_OWNED',
      replaces: false,
    },
  ],
})

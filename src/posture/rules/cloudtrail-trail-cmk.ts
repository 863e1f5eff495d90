import { trails } from '../collectors/trails.ts'
import { trailFix } from '../fix/changes/cloud-trail.ts'
import { keyRule } from './key-rule.ts'

export const cloudtrailTrailCmk = keyRule({
  id: 'cloudtrail-trail-cmk',
  version: 1,
  title: 'Trails use a customer-managed key',
  why: 'The log of what was done in an account is what an intruder wants to read first.',
  service: 'cloudtrail',
  severity: 'HIGH',
  mode: 'IN-PLACE',
  bundles: ['C-LOG'],
  counterparts: ['Security Hub CloudTrail.2', 'Trivy AWS-0015', 'Checkov CKV_AWS_35'],
  resourceType: 'AWS::CloudTrail::Trail',
  remediation: {
    summary:
      'PutKeyPolicy that lets cloudtrail.amazonaws.com do kms:GenerateDataKey* and kms:DescribeKey for this trail, then UpdateTrail with KmsKeyId, which refuses with InsufficientEncryptionPolicy while the policy is wrong.',
    url: 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html',
  },
  collector: trails,
  // Without a key CloudTrail writes SSE-S3 objects, whatever the bucket's default is.
  key: ({ kmsKeyId }) => ({
    ref: kmsKeyId,
    absent: 'AWS_OWNED',
    absentReason: 'SSE_S3',
    api: 'cloudtrail:DescribeTrails',
    path: 'trailList[].KmsKeyId',
  }),
  before({ ownerAccount }) {
    if (ownerAccount === null) return undefined
    return {
      status: 'MANUAL',
      reasonCode: 'ORGANIZATION_TRAIL',
      reasonText: `The trail belongs to account ${ownerAccount} of the organization; look at it there.`,
    }
  },
  fix: trailFix,
  iac: [
    {
      format: 'cloudformation',
      type: 'AWS::CloudTrail::Trail',
      path: 'KMSKeyId',
      absent: 'AWS_OWNED',
      replaces: false,
    },
    { format: 'terraform', type: 'aws_cloudtrail', path: 'kms_key_id', absent: 'AWS_OWNED', replaces: false },
  ],
})

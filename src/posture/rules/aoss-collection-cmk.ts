import { collections } from '../collectors/collections.ts'
import { collectionPlaybook } from '../fix/playbooks/stores.ts'
import { deleting } from './deleting.ts'
import { keyRule } from './key-rule.ts'

const collectionKey = { api: 'aoss:BatchGetCollection', path: 'collectionDetails[].kmsKeyArn' }
const policyKey = { api: 'aoss:GetSecurityPolicy', path: 'securityPolicyDetail.policy.KmsARN' }

export const aossCollectionCmk = keyRule({
  id: 'aoss-collection-cmk',
  version: 1,
  title: 'Serverless collections use a customer-managed key',
  why: 'A collection holds a copy of all that can be found in it, for knowledge bases too. Its encryption policy decides when it is made.',
  service: 'opensearch',
  severity: 'HIGH',
  mode: 'RE-CREATE',
  bundles: ['C-OS'],
  counterparts: ['CloudSploit opensearchCollectionCmkEncrypted'],
  resourceType: 'AWS::OpenSearchServerless::Collection',
  remediation: {
    summary:
      'CreateSecurityPolicy of type encryption with KmsARN for a new name, CreateCollection, index again, DeleteCollection of the old one.',
    url: 'https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-encryption.html',
  },
  collector: collections,
  key({ kmsKeyArn, policy, policyErrorCode }) {
    if (kmsKeyArn) return { ...collectionKey, ref: kmsKeyArn, absent: 'UNKNOWN' }
    if (policy !== null) return { ...policyKey, ref: policy.kmsArn, absent: 'AWS_OWNED' }
    const absentReason =
      policyErrorCode === null ? 'ENCRYPTION_POLICY_NOT_FOUND' : `API_ERROR:${policyErrorCode}`
    return { ...policyKey, ref: null, absent: 'UNKNOWN', absentReason }
  },
  before: ({ status }) => deleting(status),
  fix: collectionPlaybook,
  iac: [
    {
      format: 'cloudformation',
      type: 'AWS::OpenSearchServerless::Collection',
      path: 'EncryptionConfig.KmsKeyArn',
      absent: 'UNKNOWN',
      replaces: true,
      onlyIfPresent: true,
    },
  ],
})

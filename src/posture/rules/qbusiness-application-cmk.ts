import { qBusinessApplications } from '../collectors/q-business-applications.ts'
import { qBusinessPlaybook } from '../fix/playbooks/q-business.ts'
import { deleting } from './deleting.ts'
import { keyRule } from './key-rule.ts'

export const qbusinessApplicationCmk = keyRule({
  id: 'qbusiness-application-cmk',
  version: 1,
  title: 'Q Business applications use a customer-managed key',
  why: 'An application holds a copy of everything it was connected to, and every question that was asked. Its key covers its indices, retrievers, data sources and conversations.',
  service: 'qbusiness',
  severity: 'HIGH',
  mode: 'RE-CREATE',
  bundles: ['C-REST', 'C-AI'],
  counterparts: [],
  resourceType: 'AWS::QBusiness::Application',
  remediation: {
    summary:
      'CreateApplication with encryptionConfiguration.kmsKeyId (a symmetric key), then its indices, retrievers, data sources and web experiences again, and a synchronization; UpdateApplication has no key.',
    url: 'https://docs.aws.amazon.com/amazonq/latest/qbusiness-ug/key-management.html',
  },
  collector: qBusinessApplications,
  key: ({ kmsKeyId }) => ({
    ref: kmsKeyId,
    absent: 'AWS_OWNED',
    api: 'qbusiness:GetApplication',
    path: 'encryptionConfiguration.kmsKeyId',
  }),
  before: ({ status }) => deleting(status),
  refine: (verdict) => ({
    ...verdict,
    reasonText: `${verdict.reasonText} The same goes for its indices, retrievers, data sources and conversations.`,
  }),
  fix: qBusinessPlaybook,
  iac: [
    {
      format: 'cloudformation',
      type: 'AWS::QBusiness::Application',
      path: 'EncryptionConfiguration.KmsKeyId',
      absent: 'AWS_OWNED',
      replaces: true,
    },
    {
      format: 'terraform',
      type: 'aws_qbusiness_application',
      path: 'encryption_configuration[].kms_key_id',
      absent: 'AWS_OWNED',
      replaces: true,
    },
  ],
})

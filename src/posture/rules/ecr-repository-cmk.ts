import { repositories } from '../collectors/repositories.ts'
import { repositoryPlaybook } from '../fix/playbooks/stores.ts'
import { keyRule } from './key-rule.ts'

export const ecrRepositoryCmk = keyRule({
  id: 'ecr-repository-cmk',
  version: 1,
  title: 'Repositories use a customer-managed key',
  why: 'Images hold code, and often more than they should.',
  service: 'ecr',
  severity: 'LOW',
  mode: 'RE-CREATE',
  bundles: ['C-REST'],
  counterparts: ['Checkov CKV_AWS_136'],
  resourceType: 'AWS::ECR::Repository',
  remediation: {
    summary:
      'CreateRepository with encryptionConfiguration { encryptionType KMS, kmsKey } under a new name and push the images again; the encryption of a repository cannot be changed.',
    url: 'https://docs.aws.amazon.com/AmazonECR/latest/userguide/encryption-at-rest.html',
  },
  collector: repositories,
  key: ({ encryptionType, kmsKey }) => ({
    ...(encryptionType?.startsWith('KMS')
      ? { ref: kmsKey, absent: 'AWS_MANAGED', absentAlias: 'alias/aws/ecr' }
      : { ref: null, absent: 'AWS_OWNED', absentReason: 'SSE_S3' }),
    api: 'ecr:DescribeRepositories',
    path: 'repositories[].encryptionConfiguration.kmsKey',
  }),
  fix: repositoryPlaybook,
  iac: [
    {
      format: 'cloudformation',
      type: 'AWS::ECR::Repository',
      path: 'EncryptionConfiguration.KmsKey',
      absent: 'AWS_MANAGED',
      absentAlias: 'alias/aws/ecr',
      replaces: true,
      where: { path: 'EncryptionConfiguration.EncryptionType', values: ['KMS', 'KMS_DSSE'] },
    },
    {
      format: 'cloudformation',
      type: 'AWS::ECR::Repository',
      path: 'EncryptionConfiguration.KmsKey',
      absent: 'AWS_OWNED',
      absentReason: 'SSE_S3',
      keyless: true,
      replaces: true,
    },
    {
      format: 'terraform',
      type: 'aws_ecr_repository',
      path: 'encryption_configuration[].kms_key',
      absent: 'AWS_MANAGED',
      absentAlias: 'alias/aws/ecr',
      replaces: true,
      where: { path: 'encryption_configuration[].encryption_type', values: ['KMS', 'KMS_DSSE'] },
    },
    {
      format: 'terraform',
      type: 'aws_ecr_repository',
      path: 'encryption_configuration[].kms_key',
      absent: 'AWS_OWNED',
      absentReason: 'SSE_S3',
      keyless: true,
      replaces: true,
    },
  ],
})

import { secureStrings } from '../collectors/secure-strings.ts'
import { secureStringPlaybook } from '../fix/playbooks/stores.ts'
import { keyRule } from './key-rule.ts'

export const ssmSecurestringCmk = keyRule({
  id: 'ssm-securestring-cmk',
  version: 1,
  title: 'Secure parameters use a customer-managed key',
  why: 'Whoever may read a parameter may use the AWS-managed key: it keeps nobody out.',
  service: 'ssm',
  severity: 'LOW',
  mode: 'IN-PLACE',
  bundles: ['C-REST'],
  counterparts: ['CloudSploit ssmEncryptedParameters', 'Checkov CKV_AWS_337'],
  resourceType: 'AWS::SSM::Parameter',
  remediation: {
    summary:
      'PutParameter with Overwrite, KeyId and the value again: it has to be read for that, so it is planned and left to a person.',
    url: 'https://docs.aws.amazon.com/kms/latest/developerguide/services-parameter-store.html',
  },
  collector: secureStrings,
  key: ({ keyId }) => ({
    ref: keyId,
    absent: 'AWS_MANAGED',
    absentAlias: 'alias/aws/ssm',
    api: 'ssm:DescribeParameters',
    path: 'Parameters[].KeyId',
  }),
  fix: secureStringPlaybook,
  iac: [
    {
      format: 'terraform',
      type: 'aws_ssm_parameter',
      path: 'key_id',
      absent: 'AWS_MANAGED',
      absentAlias: 'alias/aws/ssm',
      replaces: false,
      where: { path: 'type', values: ['SecureString'] },
    },
  ],
})

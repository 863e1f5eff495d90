import { stateMachines } from '../collectors/state-machines.ts'
import { stateMachineFix } from '../fix/changes/state-machine.ts'
import { deleting } from './deleting.ts'
import { keyRule } from './key-rule.ts'

export const statesMachineCmk = keyRule({
  id: 'states-machine-cmk',
  version: 1,
  title: 'State machines use a customer-managed key',
  why: 'A state machine keeps its definition and what every execution was given and answered.',
  service: 'states',
  severity: 'MEDIUM',
  mode: 'IN-PLACE',
  bundles: ['C-REST'],
  counterparts: [],
  resourceType: 'AWS::StepFunctions::StateMachine',
  remediation: {
    summary:
      'UpdateStateMachine with encryptionConfiguration { type CUSTOMER_MANAGED_KMS_KEY, kmsKeyId }; its role needs kms:Decrypt and kms:GenerateDataKey.',
    url: 'https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html',
  },
  collector: stateMachines,
  key: ({ kmsKeyId, encryptionType }) => ({
    ref: encryptionType === 'CUSTOMER_MANAGED_KMS_KEY' ? kmsKeyId : null,
    absent: encryptionType === 'CUSTOMER_MANAGED_KMS_KEY' ? 'UNKNOWN' : 'AWS_OWNED',
    api: 'states:DescribeStateMachine',
    path: 'encryptionConfiguration.kmsKeyId',
  }),
  before: ({ status }) => deleting(status),
  fix: stateMachineFix,
  iac: [
    {
      format: 'cloudformation',
      type: 'AWS::StepFunctions::StateMachine',
      path: 'EncryptionConfiguration.KmsKeyId',
      absent: 'AWS_OWNED',
      keyless: true,
      replaces: false,
      where: { path: 'EncryptionConfiguration.Type', values: ['AWS_OWNED_KEY'] },
    },
    {
      format: 'terraform',
      type: 'aws_sfn_state_machine',
      path: 'encryption_configuration[].kms_key_id',
      absent: 'AWS_OWNED',
      keyless: true,
      replaces: false,
      where: { path: 'encryption_configuration[].type', values: ['AWS_OWNED_KEY'] },
    },
    {
      format: 'cloudformation',
      type: 'AWS::StepFunctions::StateMachine',
      path: 'EncryptionConfiguration.KmsKeyId',
      absent: 'AWS_OWNED',
      replaces: false,
    },
    {
      format: 'terraform',
      type: 'aws_sfn_state_machine',
      path: 'encryption_configuration[].kms_key_id',
      absent: 'AWS_OWNED',
      replaces: false,
    },
  ],
})

import { states } from '../../services.ts'
import type { Change } from '../fix.ts'
import { plainKey } from '../key-needs.ts'
import { updateFix } from '../update.ts'

/** UpdateStateMachine changes only what it is given. */
export const stateMachineFix: Change = updateFix({
  service: 'sfn',
  operation: 'UpdateStateMachine',
  reads: ['sfn:DescribeStateMachine'],
  key: plainKey('states'),
  async read({ api, resource }) {
    const stateMachineArn = resource.uid
    const { encryptionConfiguration = { type: 'AWS_OWNED_KEY' } } = await api.call(
      states,
      'DescribeStateMachine',
      (client) => client.describeStateMachine({ stateMachineArn, includedData: 'METADATA_ONLY' }),
    )
    return { input: { stateMachineArn, encryptionConfiguration } }
  },
  withKey: ({ stateMachineArn }, kmsKeyId) => ({
    stateMachineArn,
    encryptionConfiguration: {
      type: 'CUSTOMER_MANAGED_KMS_KEY',
      kmsKeyId,
      // What Step Functions takes when none is given, written out so that it can be compared.
      kmsDataKeyReusePeriodSeconds: 300,
    },
  }),
  preconditions: [
    "The state machine's role needs kms:Decrypt and kms:GenerateDataKey on the key; executions that run keep their key.",
  ],
  dataEffect: 'future-only',
})

import { dynamoDb } from '../../services.ts'
import { type Change, NotPlanned } from '../fix.ts'
import { plainKey } from '../key-needs.ts'
import { type Input, updateFix } from '../update.ts'

/** DynamoDB re-encrypts the table in the background while it is in use ("Managing encrypted tables"). */
export const tableFix: Change = updateFix({
  service: 'dynamodb',
  operation: 'UpdateTable',
  reads: ['dynamodb:DescribeTable'],
  key: plainKey('dynamodb', { grants: true }),
  async read({ api, resource }) {
    const TableName = resource.uid
    const { Table } = await api.call(dynamoDb, 'DescribeTable', (client) =>
      client.describeTable({ TableName }),
    )
    if (Table === undefined) throw new NotPlanned('GONE', 'It is not there any more.')
    const { Status, SSEType, KMSMasterKeyArn } = Table.SSEDescription ?? {}
    const isOn = Status !== undefined && Status !== 'DISABLED'
    const isChanging = Table.TableStatus !== 'ACTIVE' || Status === 'UPDATING' || Status === 'ENABLING'
    const SSESpecification = isOn
      ? { Enabled: true, SSEType, KMSMasterKeyId: KMSMasterKeyArn }
      : { Enabled: false }
    return { input: { TableName, SSESpecification }, state: isChanging ? 'pending' : 'settled' }
  },
  withKey: ({ TableName }, KMSMasterKeyId) => ({
    TableName,
    SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId },
  }),
  undo: (input, { finding }) => [
    {
      service: 'dynamodb',
      operation: 'UpdateTable',
      input: finding.key?.class === 'AWS_MANAGED' ? underAwsManaged(input) : input,
    },
  ],
  preconditions: [
    'Who uses the table needs the key through dynamodb; DynamoDB loses the table if the key is disabled for long.',
  ],
  dataEffect: 're-encrypt',
})

/** "SSESpecification": the AWS managed key is chosen by naming none. */
function underAwsManaged({ TableName }: Input): Input {
  return { TableName, SSESpecification: { Enabled: true, SSEType: 'KMS' } }
}

import { dynamoDbTables } from '../collectors/tables.ts'
import { tableFix } from '../fix/changes/table.ts'
import type { IacMapping } from '../iac/iac-mapping.ts'
import { deleting } from './deleting.ts'
import { keyRule } from './key-rule.ts'

/** The last key may be shown of a table that has gone back to AWS's own. */
function isUnderKms(sseType: string | undefined, sseStatus: string | undefined): boolean {
  return sseType === 'KMS' && sseStatus !== 'DISABLED'
}

const changing = new Set(['ENABLING', 'UPDATING', 'DISABLING'])

export const dynamodbTableCmk = keyRule({
  id: 'dynamodb-table-cmk',
  version: 1,
  title: 'Tables use a customer-managed key',
  why: 'A table under the default key can be read by whoever may read the table: no key stands between.',
  service: 'dynamodb',
  severity: 'MEDIUM',
  mode: 'IN-PLACE',
  bundles: ['C-REST'],
  counterparts: ['Checkov CKV_AWS_119', 'Prowler dynamodb_tables_kms_cmk_encryption_enabled'],
  resourceType: 'AWS::DynamoDB::Table',
  remediation: {
    summary:
      'UpdateTable with SSESpecification { Enabled, SSEType KMS, KMSMasterKeyId }; at most four changes a day.',
    url: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/EncryptionAtRest.html',
  },
  collector: dynamoDbTables,
  key: ({ kmsKeyArn, sseType, sseStatus }) => ({
    ref: isUnderKms(sseType, sseStatus) ? kmsKeyArn : null,
    ...(isUnderKms(sseType, sseStatus)
      ? { absent: 'AWS_MANAGED', absentAlias: 'alias/aws/dynamodb' }
      : { absent: 'AWS_OWNED' }),
    api: 'dynamodb:DescribeTable',
    path: 'Table.SSEDescription.KMSMasterKeyArn',
  }),
  before({ status, sseStatus = '' }) {
    if (!changing.has(sseStatus)) return deleting(status)
    return {
      status: 'MANUAL',
      reasonCode: 'RESOURCE_STATE_TRANSIENT',
      reasonText: `The encryption of the table is ${sseStatus}; scan again when it has settled.`,
    }
  },
  fix: tableFix,
  iac: [
    ...['AWS::DynamoDB::GlobalTable', 'AWS::Serverless::SimpleTable'].flatMap((type): IacMapping[] => {
      const path = `${type.endsWith('GlobalTable') ? 'Replicas[].' : ''}SSESpecification.KMSMasterKeyId`
      const common = { format: 'cloudformation', type, path, replaces: false } as const
      const where = { path: 'SSESpecification.SSEEnabled', values: ['true'] }
      return [
        { ...common, absent: 'AWS_MANAGED', absentAlias: 'alias/aws/dynamodb', where },
        { ...common, absent: 'AWS_OWNED', keyless: true },
      ]
    }),
    {
      format: 'cloudformation',
      type: 'AWS::DynamoDB::Table',
      path: 'SSESpecification.KMSMasterKeyId',
      absent: 'AWS_MANAGED',
      absentAlias: 'alias/aws/dynamodb',
      replaces: false,
      where: { path: 'SSESpecification.SSEEnabled', values: ['true'] },
    },
    {
      format: 'cloudformation',
      type: 'AWS::DynamoDB::Table',
      path: 'SSESpecification.KMSMasterKeyId',
      absent: 'AWS_OWNED',
      keyless: true,
      replaces: false,
    },
    {
      format: 'terraform',
      type: 'aws_dynamodb_table',
      path: 'server_side_encryption[].kms_key_arn',
      absent: 'AWS_MANAGED',
      absentAlias: 'alias/aws/dynamodb',
      replaces: false,
      where: { path: 'server_side_encryption[].enabled', values: ['true'] },
    },
    {
      format: 'terraform',
      type: 'aws_dynamodb_table',
      path: 'server_side_encryption[].kms_key_arn',
      absent: 'AWS_OWNED',
      keyless: true,
      replaces: false,
    },
  ],
})

import type { Api } from '../api.ts'
import type { Collector } from '../collector.ts'
import { dynamoDb } from '../services.ts'
import { arnHere, here } from './here.ts'
import { pages } from './pages.ts'

export interface TableFacts {
  readonly kmsKeyArn: string | undefined
  /** `KMS`; undefined: AWS's own key. */
  readonly sseType: string | undefined
  /** `ENABLED`, `UPDATING`… */
  readonly sseStatus: string | undefined
  readonly status: string | undefined
}

export const dynamoDbTables: Collector<TableFacts, string> = {
  id: 'dynamodb.tables',
  service: dynamoDb,
  iam: ['dynamodb:ListTables', 'dynamodb:DescribeTable'],
  scope: 'regional',
  resourceType: 'AWS::DynamoDB::Table',
  list: (api) =>
    pages(async (ExclusiveStartTableName) => {
      const answer = await api.call(dynamoDb, 'ListTables', (client) =>
        client.listTables({ Limit: 100, ExclusiveStartTableName }),
      )
      return { items: answer.TableNames ?? [], next: answer.LastEvaluatedTableName }
    }),
  identify: identifyTable,
  async read(api, TableName) {
    const { Table } = await api.call(dynamoDb, 'DescribeTable', (client) =>
      client.describeTable({ TableName }),
    )
    const { KMSMasterKeyArn, SSEType, Status } = Table?.SSEDescription ?? {}
    const facts = {
      kmsKeyArn: KMSMasterKeyArn,
      sseType: SSEType,
      sseStatus: Status,
      status: Table?.TableStatus,
    }
    const { uid, name } = identifyTable(TableName, api)
    return [here(api, { uid: Table?.TableArn ?? uid, name, type: 'AWS::DynamoDB::Table', facts })]
  },
}

function identifyTable(name: string, api: Api) {
  return { uid: arnHere(api, 'dynamodb', `table/${name}`), name }
}

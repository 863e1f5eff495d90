import type { LogGroup } from '@aws-sdk/client-cloudwatch-logs'
import type { Api } from '../api.ts'
import type { Collector } from '../collector.ts'
import { logs } from '../services.ts'
import { arnHere, here } from './here.ts'
import { pages } from './pages.ts'

export interface LogGroupFacts {
  readonly kmsKeyId: string | undefined
}

/** Accounts have hundreds of thousands of them: the list shows the key, and nothing is kept. */
export const logGroups: Collector<LogGroupFacts, LogGroup> = {
  id: 'logs.groups',
  service: logs,
  iam: ['logs:DescribeLogGroups'],
  scope: 'regional',
  resourceType: 'AWS::Logs::LogGroup',
  list: (api) =>
    pages(async (nextToken) => {
      const answer = await api.call(logs, 'DescribeLogGroups', (client) =>
        client.describeLogGroups({ limit: 50, nextToken }),
      )
      return { items: answer.logGroups ?? [], next: answer.nextToken }
    }),
  identify: identifyGroup,
  async read(api, group) {
    const { uid, name } = identifyGroup(group, api)
    return [here(api, { uid, name, type: 'AWS::Logs::LogGroup', facts: { kmsKeyId: group.kmsKeyId } })]
  },
}

/** `arn` ends in `:*`, which is no group's name. */
function identifyGroup({ logGroupArn, arn, logGroupName = '' }: LogGroup, api: Api) {
  const uid = logGroupArn ?? arn?.replace(/:\*$/, '') ?? arnHere(api, 'logs', `log-group:${logGroupName}`)
  return { uid, name: logGroupName }
}

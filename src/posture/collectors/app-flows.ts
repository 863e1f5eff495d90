import type { FlowDefinition } from '@aws-sdk/client-appflow'
import type { Collector } from '../collector.ts'
import { appFlow } from '../services.ts'
import { here } from './here.ts'
import { pages } from './pages.ts'

export interface AppFlowFacts {
  readonly kmsArn: string | undefined
  readonly status: string | undefined
}

export const appFlows: Collector<AppFlowFacts, FlowDefinition> = {
  id: 'appflow.flows',
  service: appFlow,
  iam: ['appflow:ListFlows', 'appflow:DescribeFlow'],
  scope: 'regional',
  resourceType: 'AWS::AppFlow::Flow',
  list: (api) =>
    pages(async (nextToken) => {
      const answer = await api.call(appFlow, 'ListFlows', (client) =>
        client.listFlows({ maxResults: 100, nextToken }),
      )
      return { items: answer.flows ?? [], next: answer.nextToken }
    }),
  identify: ({ flowArn, flowName }) => ({ uid: flowArn ?? '', name: flowName ?? '' }),
  async read(api, { flowArn, flowName }) {
    const { kmsArn, flowStatus, tags } = await api.call(appFlow, 'DescribeFlow', (client) =>
      client.describeFlow({ flowName }),
    )
    return [
      here(api, {
        uid: flowArn ?? '',
        type: 'AWS::AppFlow::Flow',
        name: flowName ?? '',
        tags,
        facts: { kmsArn, status: flowStatus },
      }),
    ]
  },
}

import type { EventBus } from '@aws-sdk/client-eventbridge'
import type { Collector } from '../collector.ts'
import { eventBridge } from '../services.ts'
import { here } from './here.ts'
import { pages } from './pages.ts'

export interface EventBusFacts {
  readonly kmsKeyIdentifier: string | undefined
}

export const eventBuses: Collector<EventBusFacts, EventBus> = {
  id: 'events.buses',
  service: eventBridge,
  iam: ['events:ListEventBuses', 'events:DescribeEventBus'],
  scope: 'regional',
  resourceType: 'AWS::Events::EventBus',
  list: (api) =>
    pages(async (NextToken) => {
      const answer = await api.call(eventBridge, 'ListEventBuses', (client) =>
        client.listEventBuses({ Limit: 100, NextToken }),
      )
      return { items: answer.EventBuses ?? [], next: answer.NextToken }
    }),
  identify: ({ Arn, Name }) => ({ uid: Arn ?? '', name: Name ?? '' }),
  async read(api, { Arn, Name }) {
    const bus = await api.call(eventBridge, 'DescribeEventBus', (client) =>
      client.describeEventBus({ Name: Arn ?? Name }),
    )
    return [
      here(api, {
        uid: Arn ?? '',
        type: 'AWS::Events::EventBus',
        name: Name ?? '',
        facts: { kmsKeyIdentifier: bus.KmsKeyIdentifier },
      }),
    ]
  },
}

import type { EventDataStore } from '@aws-sdk/client-cloudtrail'
import type { Collector } from '../collector.ts'
import { cloudTrail } from '../services.ts'
import { here } from './here.ts'
import { pages } from './pages.ts'

export interface EventDataStoreFacts {
  readonly kmsKeyId: string | undefined
  readonly status: string | undefined
}

export const eventDataStores: Collector<EventDataStoreFacts, EventDataStore> = {
  id: 'cloudtrail.event-data-stores',
  service: cloudTrail,
  iam: ['cloudtrail:ListEventDataStores', 'cloudtrail:GetEventDataStore'],
  scope: 'regional',
  resourceType: 'AWS::CloudTrail::EventDataStore',
  list: (api) =>
    pages(async (NextToken) => {
      const answer = await api.call(cloudTrail, 'ListEventDataStores', (client) =>
        client.listEventDataStores({ MaxResults: 1000, NextToken }),
      )
      return { items: answer.EventDataStores ?? [], next: answer.NextToken }
    }),
  identify: ({ EventDataStoreArn, Name }) => ({ uid: EventDataStoreArn ?? '', name: Name ?? '' }),
  async read(api, { EventDataStoreArn, Name }) {
    const { KmsKeyId, Status } = await api.call(cloudTrail, 'GetEventDataStore', (client) =>
      client.getEventDataStore({ EventDataStore: EventDataStoreArn }),
    )
    return [
      here(api, {
        uid: EventDataStoreArn ?? '',
        type: 'AWS::CloudTrail::EventDataStore',
        name: Name ?? '',
        facts: { kmsKeyId: KmsKeyId, status: Status },
      }),
    ]
  },
}

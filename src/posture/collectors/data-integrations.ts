import type { DataIntegrationSummary } from '@aws-sdk/client-appintegrations'
import type { Collector } from '../collector.ts'
import { appIntegrations } from '../services.ts'
import { here } from './here.ts'
import { pages } from './pages.ts'

export interface DataIntegrationFacts {
  readonly kmsKey: string | undefined
}

export const dataIntegrations: Collector<DataIntegrationFacts, DataIntegrationSummary> = {
  id: 'appintegrations.data-integrations',
  service: appIntegrations,
  iam: ['app-integrations:ListDataIntegrations', 'app-integrations:GetDataIntegration'],
  scope: 'regional',
  resourceType: 'AWS::AppIntegrations::DataIntegration',
  list: (api) =>
    pages(async (NextToken) => {
      const answer = await api.call(appIntegrations, 'ListDataIntegrations', (client) =>
        client.listDataIntegrations({ MaxResults: 50, NextToken }),
      )
      return { items: answer.DataIntegrations ?? [], next: answer.NextToken }
    }),
  identify: ({ Arn, Name }) => ({ uid: Arn ?? '', name: Name ?? '' }),
  async read(api, { Arn = '', Name = '' }) {
    const integration = await api.call(appIntegrations, 'GetDataIntegration', (client) =>
      client.getDataIntegration({ Identifier: Arn }),
    )
    return [
      here(api, {
        uid: Arn,
        type: 'AWS::AppIntegrations::DataIntegration',
        name: Name,
        tags: integration.Tags,
        facts: { kmsKey: integration.KmsKey },
      }),
    ]
  },
}

import type { IndexConfigurationSummary } from '@aws-sdk/client-kendra'
import type { Api } from '../api.ts'
import type { Collector } from '../collector.ts'
import { kendra } from '../services.ts'
import { arnHere, here } from './here.ts'
import { pages } from './pages.ts'

export interface KendraIndexFacts {
  readonly kmsKeyId: string | undefined
  readonly status: string | undefined
}

export const kendraIndices: Collector<KendraIndexFacts, IndexConfigurationSummary> = {
  id: 'kendra.indices',
  service: kendra,
  iam: ['kendra:ListIndices', 'kendra:DescribeIndex'],
  scope: 'regional',
  resourceType: 'AWS::Kendra::Index',
  list: (api) =>
    pages(async (NextToken) => {
      const answer = await api.call(kendra, 'ListIndices', (client) =>
        client.listIndices({ MaxResults: 100, NextToken }),
      )
      return { items: answer.IndexConfigurationSummaryItems ?? [], next: answer.NextToken }
    }),
  identify: identifyIndex,
  async read(api, index) {
    const { uid, name } = identifyIndex(index, api)
    const { ServerSideEncryptionConfiguration, Status } = await api.call(kendra, 'DescribeIndex', (client) =>
      client.describeIndex({ Id: index.Id }),
    )
    const facts = { kmsKeyId: ServerSideEncryptionConfiguration?.KmsKeyId, status: Status }
    return [here(api, { uid, name, type: 'AWS::Kendra::Index', facts })]
  },
}

function identifyIndex({ Id, Name }: IndexConfigurationSummary, api: Api) {
  return { uid: arnHere(api, 'kendra', `index/${Id}`), name: Name ?? Id ?? '' }
}

import type { MarketplaceModelEndpointSummary } from '@aws-sdk/client-bedrock'
import type { Collector } from '../collector.ts'
import { bedrock } from '../services.ts'
import { here } from './here.ts'
import { pages } from './pages.ts'

export interface MarketplaceEndpointFacts {
  readonly kmsEncryptionKey: string | undefined
}

export const marketplaceEndpoints: Collector<MarketplaceEndpointFacts, MarketplaceModelEndpointSummary> = {
  id: 'bedrock.marketplace-endpoints',
  service: bedrock,
  iam: ['bedrock:ListMarketplaceModelEndpoints', 'bedrock:GetMarketplaceModelEndpoint'],
  scope: 'regional',
  resourceType: 'AWS::Bedrock::MarketplaceModelEndpoint',
  list: (api) =>
    pages(async (nextToken) => {
      const answer = await api.call(bedrock, 'ListMarketplaceModelEndpoints', (client) =>
        client.listMarketplaceModelEndpoints({ maxResults: 1000, nextToken }),
      )
      return { items: answer.marketplaceModelEndpoints ?? [], next: answer.nextToken }
    }),
  identify: ({ endpointArn }) => ({ uid: endpointArn ?? '', name: endpointArn?.split('/').at(-1) ?? '' }),
  async read(api, { endpointArn }) {
    const answer = await api.call(bedrock, 'GetMarketplaceModelEndpoint', (client) =>
      client.getMarketplaceModelEndpoint({ endpointArn }),
    )
    return [
      here(api, {
        uid: endpointArn ?? '',
        type: 'AWS::Bedrock::MarketplaceModelEndpoint',
        name: endpointArn?.split('/').at(-1) ?? '',
        facts: {
          kmsEncryptionKey: answer.marketplaceModelEndpoint?.endpointConfig?.sageMaker?.kmsEncryptionKey,
        },
      }),
    ]
  },
}

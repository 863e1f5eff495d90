import type { GatewaySummary } from '@aws-sdk/client-bedrock-agentcore-control'
import type { Collector } from '../collector.ts'
import { agentCore } from '../services.ts'
import { arnHere, here } from './here.ts'
import { pages } from './pages.ts'

export interface GatewayFacts {
  readonly id: string
  readonly kmsKeyArn: string | undefined
}

export const gateways: Collector<GatewayFacts, GatewaySummary> = {
  id: 'agentcore.gateways',
  service: agentCore,
  iam: ['bedrock-agentcore:ListGateways', 'bedrock-agentcore:GetGateway'],
  scope: 'regional',
  resourceType: 'AWS::BedrockAgentCore::Gateway',
  list: (api) =>
    pages(async (nextToken) => {
      const answer = await api.call(agentCore, 'ListGateways', (client) =>
        client.listGateways({ maxResults: 1000, nextToken }),
      )
      return { items: answer.items ?? [], next: answer.nextToken }
    }),
  identify: ({ gatewayId, name }, api) => ({
    uid: arnHere(api, 'bedrock-agentcore', `gateway/${gatewayId}`),
    name: name ?? '',
  }),
  async read(api, { gatewayId, name, status }) {
    if (status === 'DELETING') return []
    const { gatewayArn, kmsKeyArn } = await api.call(agentCore, 'GetGateway', (client) =>
      client.getGateway({ gatewayIdentifier: gatewayId }),
    )
    return [
      here(api, {
        uid: gatewayArn ?? arnHere(api, 'bedrock-agentcore', `gateway/${gatewayId}`),
        type: 'AWS::BedrockAgentCore::Gateway',
        name: name ?? '',
        facts: { id: gatewayId ?? '', kmsKeyArn },
      }),
    ]
  },
}

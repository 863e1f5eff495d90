import type { MemorySummary } from '@aws-sdk/client-bedrock-agentcore-control'
import type { Collector } from '../collector.ts'
import { agentCore } from '../services.ts'
import { here } from './here.ts'
import { pages } from './pages.ts'

export interface MemoryFacts {
  readonly id: string
  readonly encryptionKeyArn: string | undefined
}

export const memories: Collector<MemoryFacts, MemorySummary> = {
  id: 'agentcore.memories',
  service: agentCore,
  iam: ['bedrock-agentcore:ListMemories', 'bedrock-agentcore:GetMemory'],
  scope: 'regional',
  resourceType: 'AWS::BedrockAgentCore::Memory',
  list: (api) =>
    pages(async (nextToken) => {
      const answer = await api.call(agentCore, 'ListMemories', (client) =>
        client.listMemories({ maxResults: 100, nextToken }),
      )
      return { items: answer.memories ?? [], next: answer.nextToken }
    }),
  identify: ({ arn, id }) => ({ uid: arn ?? '', name: id ?? '' }),
  async read(api, { arn, id, status }) {
    if (status === 'DELETING') return []
    const { memory } = await api.call(agentCore, 'GetMemory', (client) => client.getMemory({ memoryId: id }))
    return [
      here(api, {
        uid: arn ?? memory?.arn ?? '',
        type: 'AWS::BedrockAgentCore::Memory',
        name: memory?.name ?? id ?? '',
        facts: { id: id ?? '', encryptionKeyArn: memory?.encryptionKeyArn },
      }),
    ]
  },
}

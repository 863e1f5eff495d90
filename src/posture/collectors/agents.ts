import type { AgentSummary } from '@aws-sdk/client-bedrock-agent'
import type { Api } from '../api.ts'
import type { Collector } from '../collector.ts'
import { bedrockAgent } from '../services.ts'
import { arnHere, here } from './here.ts'
import { listedOnce } from './listed-once.ts'

export interface AgentFacts {
  readonly id: string
  readonly customerEncryptionKeyArn: string | undefined
  readonly status: string | undefined
  /** ms since the epoch. */
  readonly createdAt: number | undefined
}

/** The working draft of every agent. */
export const agents: Collector<AgentFacts, AgentSummary> = {
  id: 'bedrock.agents',
  service: bedrockAgent,
  iam: ['bedrock:ListAgents', 'bedrock:GetAgent'],
  scope: 'regional',
  resourceType: 'AWS::Bedrock::Agent',
  list: listAgents,
  identify: ({ agentId, agentName }, api) => ({ uid: agentArn(api, agentId ?? ''), name: agentName ?? '' }),
  async read(api, { agentId, agentName, agentStatus }) {
    if (agentStatus === 'DELETING') return []
    const { agent } = await api.call(bedrockAgent, 'GetAgent', (client) => client.getAgent({ agentId }))
    if (agent === undefined || agent.agentStatus === 'DELETING') return []
    return [
      here(api, {
        uid: agent.agentArn ?? agentArn(api, agentId ?? ''),
        type: 'AWS::Bedrock::Agent',
        name: agent.agentName ?? agentName ?? '',
        facts: {
          id: agentId ?? '',
          customerEncryptionKeyArn: agent.customerEncryptionKeyArn,
          status: agent.agentStatus,
          createdAt: agent.createdAt?.getTime(),
        },
      }),
    ]
  },
}

/** Also the start of whatever hangs on agents, so listed once. */
export function listAgents(api: Api): AsyncIterable<readonly AgentSummary[]> {
  return listedOnce(api, 'bedrock:agents', async (nextToken) => {
    const answer = await api.call(bedrockAgent, 'ListAgents', (client) =>
      client.listAgents({ maxResults: 1000, nextToken }),
    )
    return { items: answer.agentSummaries ?? [], next: answer.nextToken }
  })
}

export function agentArn(api: Api, agentId: string): string {
  return arnHere(api, 'bedrock', `agent/${agentId}`)
}

import type { AgentSummary, AgentVersion } from '@aws-sdk/client-bedrock-agent'
import type { Api } from '../api.ts'
import type { Collector } from '../collector.ts'
import { bedrockAgent } from '../services.ts'
import { agentArn, listAgents } from './agents.ts'
import { type Child, childrenOf } from './children.ts'
import { here } from './here.ts'
import { pages } from './pages.ts'

export interface AgentVersionFacts {
  readonly agentId: string
  readonly version: string
  readonly customerEncryptionKeyArn: string | undefined
  readonly status: string | undefined
}

/** The versions that some alias routes callers to. */
export const agentVersions: Collector<AgentVersionFacts, Child<AgentSummary, string>> = {
  id: 'bedrock.agent-versions',
  service: bedrockAgent,
  iam: ['bedrock:ListAgents', 'bedrock:ListAgentAliases', 'bedrock:GetAgentVersion'],
  scope: 'regional',
  resourceType: 'AWS::Bedrock::Agent',
  list: (api) =>
    childrenOf(listAgents(api), async function* ({ agentId }) {
      yield await routedAgentVersions(api, agentId ?? '')
    }),
  identify: ({ parent, item }, api) => ({
    uid: `${agentArn(api, parent.agentId ?? '')}:${item ?? ''}`,
    name: item === undefined ? (parent.agentName ?? '') : `${parent.agentName} version ${item}`,
  }),
  async read(api, { parent, item, error }) {
    if (error !== undefined) throw error
    const version = await readAgentVersion(api, parent.agentId ?? '', item)
    if (version === undefined) return []
    return [
      here(api, {
        uid: version.agentArn ?? agentArn(api, parent.agentId ?? ''),
        type: 'AWS::Bedrock::Agent',
        name: `${version.agentName ?? parent.agentName} version ${item}`,
        facts: {
          agentId: parent.agentId ?? '',
          version: item,
          customerEncryptionKeyArn: version.customerEncryptionKeyArn,
          status: version.agentStatus,
        },
      }),
    ]
  },
}

/** Version numbers without the draft, in order. Read once in a scan. */
export function routedAgentVersions(api: Api, agentId: string): Promise<readonly string[]> {
  return api.once(`bedrock:agent-aliases:${agentId}`, async () => {
    const versions = new Set<string>()
    const aliases = pages(async (nextToken) => {
      const answer = await api.call(bedrockAgent, 'ListAgentAliases', (client) =>
        client.listAgentAliases({ agentId, maxResults: 1000, nextToken }),
      )
      return { items: answer.agentAliasSummaries ?? [], next: answer.nextToken }
    })
    for await (const page of aliases)
      for (const { routingConfiguration } of page)
        for (const { agentVersion } of routingConfiguration ?? [])
          if (agentVersion !== undefined && agentVersion !== 'DRAFT') versions.add(agentVersion)
    return [...versions].sort()
  })
}

type VersionFields = Pick<
  AgentVersion,
  'agentArn' | 'agentName' | 'agentStatus' | 'customerEncryptionKeyArn' | 'guardrailConfiguration'
>

export function readAgentVersion(
  api: Api,
  agentId: string,
  agentVersion: string,
): Promise<VersionFields | undefined> {
  return api.once(`bedrock:agent-version:${agentId}:${agentVersion}`, async () => {
    const answer = await api.call(bedrockAgent, 'GetAgentVersion', (client) =>
      client.getAgentVersion({ agentId, agentVersion }),
    )
    if (answer.agentVersion === undefined) return undefined
    const { agentArn, agentName, agentStatus, customerEncryptionKeyArn, guardrailConfiguration } =
      answer.agentVersion
    return { agentArn, agentName, agentStatus, customerEncryptionKeyArn, guardrailConfiguration }
  })
}

/** Who would be locked out by a guardrail's new key: missing kms:Decrypt of a caller is the outage that follows the fix. */

import type { GetGuardrailResponse } from '@aws-sdk/client-bedrock'
import { type Api, ApiError } from '../../api.ts'
import { pages } from '../../collectors/pages.ts'
import { bedrockAgent } from '../../services.ts'

/** Beyond it, a person asks the trail. */
const agentsMax = 200

/** Sentences naming the agents' roles that apply this guardrail. Agents are read once for all guardrails of a plan. */
export async function guardrailUsers(
  api: Api,
  { guardrailId, guardrailArn }: GetGuardrailResponse,
): Promise<readonly string[]> {
  const agents = await api.once('fix:agents-with-guardrails', () => readAgents(api))
  if (agents === null) {
    return ['The agents that apply it could not be listed; ask the trail who calls ApplyGuardrail.']
  }
  return agents
    .filter(({ guardrail }) => guardrail === guardrailId || guardrail === guardrailArn)
    .map(({ name, role }) => `Agent ${name} applies it with ${role}: give that role kms:Decrypt first.`)
}

interface AgentUse {
  readonly name: string
  readonly role: string
  readonly guardrail: string
}

async function readAgents(api: Api): Promise<readonly AgentUse[] | null> {
  try {
    const uses: AgentUse[] = []
    for await (const page of listAgents(api)) {
      for (const { agentId } of page) {
        const { agent } = await api.call(bedrockAgent, 'GetAgent', (client) => client.getAgent({ agentId }))
        const guardrail = agent?.guardrailConfiguration?.guardrailIdentifier
        if (guardrail === undefined) continue
        uses.push({ name: agent?.agentName ?? '', role: agent?.agentResourceRoleArn ?? '', guardrail })
      }
      if (uses.length > agentsMax) return null
    }
    return uses
  } catch (error) {
    if (error instanceof ApiError && error.kind !== 'credentials') return null
    throw error
  }
}

const listAgents = (api: Api) =>
  pages(async (nextToken) => {
    const answer = await api.call(bedrockAgent, 'ListAgents', (client) =>
      client.listAgents({ maxResults: 100, nextToken }),
    )
    return { items: answer.agentSummaries ?? [], next: answer.nextToken }
  })

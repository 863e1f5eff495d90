import type { GuardrailConfiguration } from '@aws-sdk/client-bedrock-agent'
import { type Api, ApiError } from '../api.ts'
import { readAgentVersion, routedAgentVersions } from './agent-versions.ts'
import { listAgents } from './agents.ts'
import { tolerated } from './tolerated.ts'

export const guardrailUseActions = [
  'bedrock:ListAgents',
  'bedrock:ListAgentAliases',
  'bedrock:GetAgentVersion',
] as const

/**
 * `<guardrail id>:<version>` of all that agents name, in their drafts or in versions that an alias routes to. Null: could not
 * be read. Applications that name a guardrail in their own calls are seen by nobody.
 */
export function guardrailsInUse(api: Api): Promise<ReadonlySet<string> | null> {
  return api.once('bedrock:guardrails-in-use', async () => {
    try {
      return await namedByAgents(api)
    } catch (error) {
      tolerated(error)
      const noAgents = error instanceof ApiError && ['not-implemented', 'not-in-region'].includes(error.kind)
      return noAgents ? new Set<string>() : null
    }
  })
}

async function namedByAgents(api: Api): Promise<ReadonlySet<string>> {
  const used = new Set<string>()
  const add = (guardrail: GuardrailConfiguration | undefined) => {
    const { guardrailIdentifier, guardrailVersion } = guardrail ?? {}
    // The identifier may be an ARN that ends in the id.
    const id = guardrailIdentifier?.split('/').at(-1)
    if (id !== undefined && guardrailVersion !== undefined) used.add(`${id}:${guardrailVersion}`)
  }
  for await (const page of listAgents(api))
    for (const { agentId, guardrailConfiguration } of page) {
      add(guardrailConfiguration)
      for (const version of await routedAgentVersions(api, agentId ?? ''))
        add((await readAgentVersion(api, agentId ?? '', version))?.guardrailConfiguration)
    }
  return used
}

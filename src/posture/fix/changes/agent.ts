import type { Agent, AgentStatus } from '@aws-sdk/client-bedrock-agent'
import { bedrockAgent } from '../../services.ts'
import { type Change, type FixContext, NotPlanned } from '../fix.ts'
import { bedrockKey } from '../key-needs.ts'
import { readWhole, resend } from '../resend.ts'
import { type Current, type Input, updateFix } from '../update.ts'

/** UpdateAgent is a full put; what was prepared is prepared again, since only then callers see the change. */
export const agentFix: Change = updateFix({
  service: 'bedrock-agent',
  operation: 'UpdateAgent',
  reads: ['bedrock-agent:GetAgent'],
  alsoNeeds: ['iam:PassRole'],
  key: bedrockKey,
  read: readAgent,
  withKey: (input, keyArn) => ({ ...input, customerEncryptionKeyArn: keyArn }),
  afterwards: ({ agentId }) => [{ service: 'bedrock-agent', operation: 'PrepareAgent', input: { agentId } }],
  moreWrites: ['bedrock-agent:PrepareAgent'],
  preconditions: [
    "The agent's role needs kms:GenerateDataKey and kms:Decrypt on the key before it is applied.",
    'PrepareAgent puts the working draft in effect, with whatever else was changed in it since it was last prepared.',
    'Aliases keep routing to their version; make a new version to move them.',
  ],
  dataEffect: 'none',
})

const sent = [
  ...['agentId', 'agentName', 'instruction', 'foundationModel', 'description', 'orchestrationType'],
  ...['customOrchestration', 'idleSessionTTLInSeconds', 'agentResourceRoleArn', 'customerEncryptionKeyArn'],
  ...['promptOverrideConfiguration', 'guardrailConfiguration', 'memoryConfiguration', 'agentCollaboration'],
]
const ignored = [
  ...['agentArn', 'agentVersion', 'clientToken', 'agentStatus', 'createdAt', 'updatedAt', 'preparedAt'],
  ...['failureReasons', 'recommendedActions'],
]

async function readAgent({ api, resource }: FixContext): Promise<Current> {
  const { GetAgentCommand } = await import('@aws-sdk/client-bedrock-agent')
  const command = new GetAgentCommand({ agentId: resource.uid.split('/').at(-1) })
  const { agent } = await readWhole(api, {
    service: bedrockAgent,
    operation: 'GetAgent',
    command,
    send: (client) => client.send(command),
  })
  if (agent === undefined) throw new NotPlanned('GONE', 'It is not there any more.')
  return {
    input: withoutDefaultPrompts(resend(agent, sent, ignored), agent),
    state: stateOf(agent.agentStatus),
  }
}

/**
 * GetAgent shows the default prompts as well, which UpdateAgent refuses: "promptCreationMode" of PromptConfiguration in the
 * API reference lets only OVERRIDDEN ones be given.
 */
function withoutDefaultPrompts(input: Input, { promptOverrideConfiguration }: Agent): Input {
  if (promptOverrideConfiguration === undefined) return input
  const { promptOverrideConfiguration: _removed, ...rest } = input
  const overridden = (promptOverrideConfiguration.promptConfigurations ?? []).filter(
    ({ promptCreationMode }) => promptCreationMode !== 'DEFAULT',
  )
  if (overridden.length === 0) return rest
  return {
    ...rest,
    promptOverrideConfiguration: { ...promptOverrideConfiguration, promptConfigurations: overridden },
  }
}

function stateOf(status: AgentStatus | undefined): Current['state'] {
  if (status === 'FAILED') return 'failed'
  return status === 'PREPARED' || status === 'NOT_PREPARED' ? 'settled' : 'pending'
}

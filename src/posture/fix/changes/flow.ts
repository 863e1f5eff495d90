import type { FlowStatus } from '@aws-sdk/client-bedrock-agent'
import type { FlowFacts } from '../../collectors/flows.ts'
import { bedrockAgent } from '../../services.ts'
import { type Change, type FixContext, NotPlanned } from '../fix.ts'
import { bedrockKey } from '../key-needs.ts'
import { readWhole, resend } from '../resend.ts'
import { type Current, updateFix } from '../update.ts'

/** UpdateFlow is a full put: the definition is sent again. */
export const flowFix: Change<FlowFacts> = updateFix<FlowFacts>({
  service: 'bedrock-agent',
  operation: 'UpdateFlow',
  reads: ['bedrock-agent:GetFlow'],
  alsoNeeds: ['iam:PassRole'],
  key: bedrockKey,
  read: readFlow,
  withKey: (input, keyArn) => ({ ...input, customerEncryptionKeyArn: keyArn }),
  afterwards: ({ flowIdentifier }) => [
    { service: 'bedrock-agent', operation: 'PrepareFlow', input: { flowIdentifier } },
  ],
  moreWrites: ['bedrock-agent:PrepareFlow'],
  preconditions: [
    "The flow's role needs kms:GenerateDataKey and kms:Decrypt on the key, with the encryption context aws:bedrock-flows:arn.",
    'PrepareFlow puts the working draft in effect, with whatever else was changed in it.',
    'Aliases keep routing to their version; CreateFlowVersion and UpdateFlowAlias move them.',
  ],
  dataEffect: 'none',
})

const sent = ['name', 'description', 'executionRoleArn', 'customerEncryptionKeyArn', 'definition']
const ignored = ['id', 'arn', 'status', 'createdAt', 'updatedAt', 'version', 'validations']

async function readFlow({ api, resource }: FixContext<FlowFacts>): Promise<Current> {
  if (resource.facts.version !== 'DRAFT') {
    throw new NotPlanned(
      'VERSION',
      'A version never changes: bring the draft under the key, then CreateFlowVersion, UpdateFlowAlias and DeleteFlowVersion.',
    )
  }
  const { GetFlowCommand } = await import('@aws-sdk/client-bedrock-agent')
  const command = new GetFlowCommand({ flowIdentifier: resource.uid })
  const flow = await readWhole(api, {
    service: bedrockAgent,
    operation: 'GetFlow',
    command,
    send: (client) => client.send(command),
  })
  return {
    input: { flowIdentifier: resource.uid, ...resend(flow, sent, ignored) },
    state: stateOf(flow.status),
  }
}

function stateOf(status: FlowStatus | undefined): Current['state'] {
  if (status === 'Failed') return 'failed'
  return status === 'Preparing' ? 'pending' : 'settled'
}

import type { PromptFacts } from '../../collectors/prompts.ts'
import { bedrockAgent } from '../../services.ts'
import { type Change, type FixContext, NotPlanned } from '../fix.ts'
import { bedrockKey } from '../key-needs.ts'
import { readWhole, resend } from '../resend.ts'
import { type Current, updateFix } from '../update.ts'

/** UpdatePrompt is a full put: every variant is sent again. */
export const promptFix: Change<PromptFacts> = updateFix({
  service: 'bedrock-agent',
  operation: 'UpdatePrompt',
  reads: ['bedrock-agent:GetPrompt'],
  key: bedrockKey,
  read: readPrompt,
  withKey: (input, keyArn) => ({ ...input, customerEncryptionKeyArn: keyArn }),
  preconditions: ['Versions stay as they were; CreatePromptVersion makes one under the key.'],
  dataEffect: 'none',
})

const sent = ['name', 'description', 'customerEncryptionKeyArn', 'defaultVariant', 'variants']
const ignored = ['id', 'arn', 'version', 'createdAt', 'updatedAt']

async function readPrompt({ api, resource }: FixContext<PromptFacts>): Promise<Current> {
  if (resource.facts.version !== 'DRAFT') {
    throw new NotPlanned(
      'VERSION',
      'A version never changes: bring the draft under the key, then CreatePromptVersion, point callers at it and DeletePrompt with the old promptVersion.',
    )
  }
  const { GetPromptCommand } = await import('@aws-sdk/client-bedrock-agent')
  const command = new GetPromptCommand({ promptIdentifier: resource.uid })
  const prompt = await readWhole(api, {
    service: bedrockAgent,
    operation: 'GetPrompt',
    command,
    send: (client) => client.send(command),
  })
  return { input: { promptIdentifier: resource.uid, ...resend(prompt, sent, ignored) } }
}

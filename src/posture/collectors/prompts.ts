import type { PromptSummary } from '@aws-sdk/client-bedrock-agent'
import type { Collector } from '../collector.ts'
import { bedrockAgent } from '../services.ts'
import { here } from './here.ts'
import { pages } from './pages.ts'

export interface PromptFacts {
  readonly id: string
  readonly customerEncryptionKeyArn: string | undefined
}

/** The working draft of every prompt in prompt management. */
export const prompts: Collector<PromptFacts, PromptSummary> = {
  id: 'bedrock.prompts',
  service: bedrockAgent,
  iam: ['bedrock:ListPrompts', 'bedrock:GetPrompt'],
  scope: 'regional',
  resourceType: 'AWS::Bedrock::Prompt',
  list: (api) =>
    pages(async (nextToken) => {
      const answer = await api.call(bedrockAgent, 'ListPrompts', (client) =>
        client.listPrompts({ maxResults: 1000, nextToken }),
      )
      return { items: answer.promptSummaries ?? [], next: answer.nextToken }
    }),
  identify: ({ arn, name }) => ({ uid: arn ?? '', name: name ?? '' }),
  async read(api, { id, arn, name }) {
    const prompt = await api.call(bedrockAgent, 'GetPrompt', (client) =>
      client.getPrompt({ promptIdentifier: id }),
    )
    return [
      here(api, {
        uid: arn ?? prompt.arn ?? '',
        type: 'AWS::Bedrock::Prompt',
        name: name ?? '',
        facts: { id: id ?? '', customerEncryptionKeyArn: prompt.customerEncryptionKeyArn },
      }),
    ]
  },
}

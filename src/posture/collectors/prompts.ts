import type { PromptSummary } from '@aws-sdk/client-bedrock-agent'
import type { Api } from '../api.ts'
import type { Collector } from '../collector.ts'
import { bedrockAgent } from '../services.ts'
import { type Child, childrenOf } from './children.ts'
import { here } from './here.ts'
import { pages } from './pages.ts'

export interface PromptFacts {
  readonly id: string
  /** `DRAFT` or a number. */
  readonly version: string
  readonly customerEncryptionKeyArn: string | undefined
}

/** Each with its published versions: those are what callers name, and each keeps the key that it was published under. */
export const prompts: Collector<PromptFacts, Child<PromptSummary, string>> = {
  id: 'bedrock.prompts',
  service: bedrockAgent,
  iam: ['bedrock:ListPrompts', 'bedrock:GetPrompt'],
  scope: 'regional',
  resourceType: 'AWS::Bedrock::Prompt',
  list: (api) => childrenOf(listPrompts(api), (prompt) => versionsOf(api, prompt)),
  identify: ({ parent, item }) => ({
    uid: isDraft(item) ? (parent.arn ?? '') : `${parent.arn}:${item}`,
    name: nameOf(parent, item),
  }),
  async read(api, { parent, item, error }) {
    if (error !== undefined) throw error
    const prompt = await api.call(bedrockAgent, 'GetPrompt', (client) =>
      client.getPrompt({
        promptIdentifier: parent.id,
        ...(!isDraft(item) && { promptVersion: item }),
      }),
    )
    return [
      here(api, {
        uid: parent.arn ?? prompt.arn ?? '',
        type: isDraft(item) ? 'AWS::Bedrock::Prompt' : 'AWS::Bedrock::PromptVersion',
        name: nameOf(parent, item),
        facts: {
          id: parent.id ?? '',
          version: item,
          customerEncryptionKeyArn: prompt.customerEncryptionKeyArn,
        },
      }),
    ]
  },
}

function isDraft(version: string | undefined): boolean {
  return version === undefined || version === 'DRAFT'
}

function nameOf({ name = '' }: PromptSummary, version: string | undefined): string {
  return isDraft(version) ? name : `${name} version ${version}`
}

function listPrompts(api: Api, promptIdentifier?: string): AsyncIterable<readonly PromptSummary[]> {
  return pages(async (nextToken) => {
    const answer = await api.call(bedrockAgent, 'ListPrompts', (client) =>
      client.listPrompts({ promptIdentifier, maxResults: 1000, nextToken }),
    )
    return { items: answer.promptSummaries ?? [], next: answer.nextToken }
  })
}

async function* versionsOf(api: Api, { id }: PromptSummary): AsyncGenerator<readonly string[]> {
  yield ['DRAFT']
  for await (const page of listPrompts(api, id))
    yield page.flatMap((each) => (each.id === id && !isDraft(each.version) ? [each.version ?? ''] : []))
}

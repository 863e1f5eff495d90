import type { KnowledgeBase, KnowledgeBaseSummary } from '@aws-sdk/client-bedrock-agent'
import type { Api } from '../api.ts'
import type { Collector } from '../collector.ts'
import { bedrockAgent } from '../services.ts'
import { arnHere, here } from './here.ts'
import { listedOnce } from './listed-once.ts'

export interface KnowledgeBaseFacts {
  readonly id: string
  /** AWS keeps its vectors; others keep theirs in a store of the customer's. */
  readonly managed: boolean
  readonly managedKmsKeyArn: string | undefined
  readonly status: string | undefined
}

export const knowledgeBases: Collector<KnowledgeBaseFacts, KnowledgeBaseSummary> = {
  id: 'bedrock.knowledge-bases',
  service: bedrockAgent,
  iam: ['bedrock:ListKnowledgeBases', 'bedrock:GetKnowledgeBase'],
  scope: 'regional',
  resourceType: 'AWS::Bedrock::KnowledgeBase',
  list: listKnowledgeBases,
  identify: ({ knowledgeBaseId, name }, api) => ({
    uid: knowledgeBaseArn(api, knowledgeBaseId ?? ''),
    name: name ?? '',
  }),
  async read(api, { knowledgeBaseId = '', name, status }) {
    if (status === 'DELETING') return []
    const knowledgeBase = await readKnowledgeBase(api, knowledgeBaseId)
    const managed = knowledgeBase?.knowledgeBaseConfiguration?.managedKnowledgeBaseConfiguration
    return [
      here(api, {
        uid: knowledgeBaseArn(api, knowledgeBaseId),
        type: 'AWS::Bedrock::KnowledgeBase',
        name: name ?? '',
        facts: {
          id: knowledgeBaseId,
          managed: managed !== undefined,
          managedKmsKeyArn: managed?.serverSideEncryptionConfiguration?.kmsKeyArn,
          status: knowledgeBase?.status,
        },
      }),
    ]
  },
}

/** Also the start of data sources and chains, so listed once. */
export function listKnowledgeBases(api: Api): AsyncIterable<readonly KnowledgeBaseSummary[]> {
  return listedOnce(api, 'bedrock:knowledge-bases', async (nextToken) => {
    const answer = await api.call(bedrockAgent, 'ListKnowledgeBases', (client) =>
      client.listKnowledgeBases({ maxResults: 1000, nextToken }),
    )
    return { items: answer.knowledgeBaseSummaries ?? [], next: answer.nextToken }
  })
}

type KnowledgeBaseFields = Pick<
  KnowledgeBase,
  'knowledgeBaseConfiguration' | 'storageConfiguration' | 'status'
>

/** Read once in a scan. */
export function readKnowledgeBase(
  api: Api,
  knowledgeBaseId: string,
): Promise<KnowledgeBaseFields | undefined> {
  return api.once(`bedrock:knowledge-base:${knowledgeBaseId}`, async () => {
    const { knowledgeBase } = await api.call(bedrockAgent, 'GetKnowledgeBase', (client) =>
      client.getKnowledgeBase({ knowledgeBaseId }),
    )
    if (knowledgeBase === undefined) return undefined
    const { knowledgeBaseConfiguration, storageConfiguration, status } = knowledgeBase
    return { knowledgeBaseConfiguration, storageConfiguration, status }
  })
}

export function knowledgeBaseArn(api: Api, knowledgeBaseId: string): string {
  return arnHere(api, 'bedrock', `knowledge-base/${knowledgeBaseId}`)
}

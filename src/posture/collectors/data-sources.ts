import type { DataSource, DataSourceSummary, KnowledgeBaseSummary } from '@aws-sdk/client-bedrock-agent'
import type { Api } from '../api.ts'
import type { Collector } from '../collector.ts'
import { bedrockAgent } from '../services.ts'
import { type Child, childrenOf } from './children.ts'
import { here } from './here.ts'
import { knowledgeBaseArn, listKnowledgeBases } from './knowledge-bases.ts'
import { pages } from './pages.ts'

export interface DataSourceFacts {
  readonly knowledgeBaseId: string
  /** Null: the knowledge base has none, and stands here itself. */
  readonly dataSourceId: string | null
  readonly kmsKeyArn: string | undefined
  readonly status: string | undefined
}

/** Every data source of every knowledge base. It has no ARN: its knowledge base's, with its id behind. */
export const dataSources: Collector<
  DataSourceFacts,
  Child<KnowledgeBaseSummary, DataSourceSummary | null>
> = {
  id: 'bedrock.data-sources',
  service: bedrockAgent,
  iam: ['bedrock:ListKnowledgeBases', 'bedrock:ListDataSources', 'bedrock:GetDataSource'],
  scope: 'regional',
  resourceType: 'AWS::Bedrock::DataSource',
  list: (api) => childrenOf(listKnowledgeBases(api), (knowledgeBase) => listedOrNone(api, knowledgeBase)),
  identify: ({ parent, item }, api) => ({
    uid: uidOf(api, parent.knowledgeBaseId ?? '', item?.dataSourceId),
    name: item?.name ?? parent.name ?? '',
  }),
  async read(api, { parent, item, error }) {
    if (error !== undefined) throw error
    const knowledgeBaseId = parent.knowledgeBaseId ?? ''
    if (parent.status === 'DELETING' || item?.status === 'DELETING') return []
    const source =
      item === null ? undefined : await readDataSource(api, knowledgeBaseId, item.dataSourceId ?? '')
    return [
      here(api, {
        uid: uidOf(api, knowledgeBaseId, item?.dataSourceId),
        type: item === null ? 'AWS::Bedrock::KnowledgeBase' : 'AWS::Bedrock::DataSource',
        name: item?.name ?? parent.name ?? '',
        facts: {
          knowledgeBaseId,
          dataSourceId: item?.dataSourceId ?? null,
          kmsKeyArn: source?.serverSideEncryptionConfiguration?.kmsKeyArn,
          status: source?.status,
        },
      }),
    ]
  },
}

/** Listed once in a scan for each knowledge base. */
export function listDataSources(api: Api, knowledgeBaseId: string): Promise<readonly DataSourceSummary[]> {
  return api.once(`bedrock:data-sources:${knowledgeBaseId}`, async () => {
    const all: DataSourceSummary[] = []
    const listed = pages(async (nextToken) => {
      const answer = await api.call(bedrockAgent, 'ListDataSources', (client) =>
        client.listDataSources({ knowledgeBaseId, maxResults: 1000, nextToken }),
      )
      return { items: answer.dataSourceSummaries ?? [], next: answer.nextToken }
    })
    for await (const page of listed) all.push(...page)
    return all
  })
}

type DataSourceFields = Pick<
  DataSource,
  'dataSourceConfiguration' | 'serverSideEncryptionConfiguration' | 'status'
>

/** Read once in a scan. */
export function readDataSource(
  api: Api,
  knowledgeBaseId: string,
  dataSourceId: string,
): Promise<DataSourceFields | undefined> {
  return api.once(`bedrock:data-source:${knowledgeBaseId}:${dataSourceId}`, async () => {
    const { dataSource } = await api.call(bedrockAgent, 'GetDataSource', (client) =>
      client.getDataSource({ knowledgeBaseId, dataSourceId }),
    )
    if (dataSource === undefined) return undefined
    const { dataSourceConfiguration, serverSideEncryptionConfiguration, status } = dataSource
    return { dataSourceConfiguration, serverSideEncryptionConfiguration, status }
  })
}

async function* listedOrNone(
  api: Api,
  { knowledgeBaseId }: KnowledgeBaseSummary,
): AsyncGenerator<readonly (DataSourceSummary | null)[]> {
  const listed = await listDataSources(api, knowledgeBaseId ?? '')
  yield listed.length === 0 ? [null] : listed
}

function uidOf(api: Api, knowledgeBaseId: string, dataSourceId: string | undefined): string {
  const arn = knowledgeBaseArn(api, knowledgeBaseId)
  return dataSourceId === undefined ? arn : `${arn}/data-source/${dataSourceId}`
}

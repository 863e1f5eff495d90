import type {
  BlueprintSummary,
  DataAutomationLibrarySummary,
  DataAutomationProjectSummary,
} from '@aws-sdk/client-bedrock-data-automation'
import type { Api } from '../api.ts'
import type { Collector } from '../collector.ts'
import { dataAutomation } from '../services.ts'
import { here } from './here.ts'
import { listedInTurn } from './listed-in-turn.ts'
import { pages } from './pages.ts'

export interface DataAutomationFacts {
  readonly kind: 'project' | 'blueprint' | 'library'
  readonly kmsKeyId: string | undefined
  /** `DEVELOPMENT` and `LIVE` are two resources under one ARN. */
  readonly stage: string | undefined
  /** AWS's own, from its catalog. */
  readonly ofAws: boolean
}

type Listed =
  | { readonly kind: 'project'; readonly item: DataAutomationProjectSummary }
  | { readonly kind: 'blueprint'; readonly item: BlueprintSummary }
  | { readonly kind: 'library'; readonly item: DataAutomationLibrarySummary }

/** Projects, blueprints and libraries of Bedrock Data Automation. */
export const dataAutomationParts: Collector<DataAutomationFacts, Listed> = {
  id: 'bedrock.data-automation',
  service: dataAutomation,
  iam: [
    'bedrock:ListDataAutomationProjects',
    'bedrock:GetDataAutomationProject',
    'bedrock:ListBlueprints',
    'bedrock:GetBlueprint',
    'bedrock:ListDataAutomationLibraries',
    'bedrock:GetDataAutomationLibrary',
  ],
  scope: 'regional',
  resourceType: 'AWS::Bedrock::DataAutomationProject',
  list: (api) => listedInTurn<Listed>([() => projects(api), () => blueprints(api), () => libraries(api)]),
  // One ARN has a development and a live stage.
  identify: (listed) => ({ ...nameOf(listed), uid: `${nameOf(listed).uid}:${stageOf(listed) ?? ''}` }),
  async read(api, listed) {
    const { uid, name } = nameOf(listed)
    // Catalog blueprints stand under the account `aws`: `arn:aws:bedrock:us-east-1:aws:blueprint/…`.
    const ofAws = uid.split(':')[4] === 'aws'
    return [
      here<DataAutomationFacts>(api, {
        uid,
        type: types[listed.kind],
        name,
        facts: {
          kind: listed.kind,
          kmsKeyId: ofAws ? undefined : await keyOf(api, listed),
          stage: stageOf(listed),
          ofAws,
        },
      }),
    ]
  },
}

const types = {
  project: 'AWS::Bedrock::DataAutomationProject',
  blueprint: 'AWS::Bedrock::Blueprint',
  library: 'AWS::Bedrock::DataAutomationLibrary',
} as const

function nameOf({ kind, item }: Listed): { readonly uid: string; readonly name: string } {
  if (kind === 'project') return { uid: item.projectArn ?? '', name: item.projectName ?? '' }
  if (kind === 'blueprint') return { uid: item.blueprintArn ?? '', name: item.blueprintName ?? '' }
  return { uid: item.libraryArn ?? '', name: item.libraryName ?? '' }
}

function stageOf({ kind, item }: Listed): string | undefined {
  if (kind === 'project') return item.projectStage
  return kind === 'blueprint' ? item.blueprintStage : undefined
}

async function keyOf(api: Api, { kind, item }: Listed): Promise<string | undefined> {
  if (kind === 'project') {
    const { projectArn, projectStage } = item
    const answer = await api.call(dataAutomation, 'GetDataAutomationProject', (client) =>
      client.getDataAutomationProject({ projectArn, projectStage }),
    )
    return answer.project?.kmsKeyId
  }
  if (kind === 'blueprint') {
    const { blueprintArn, blueprintStage } = item
    const answer = await api.call(dataAutomation, 'GetBlueprint', (client) =>
      client.getBlueprint({ blueprintArn, blueprintStage }),
    )
    return answer.blueprint?.kmsKeyId
  }
  const { libraryArn } = item
  const answer = await api.call(dataAutomation, 'GetDataAutomationLibrary', (client) =>
    client.getDataAutomationLibrary({ libraryArn }),
  )
  return answer.library?.kmsKeyId
}

function projects(api: Api): AsyncIterable<readonly Listed[]> {
  return pages(async (nextToken) => {
    const answer = await api.call(dataAutomation, 'ListDataAutomationProjects', (client) =>
      client.listDataAutomationProjects({
        resourceOwner: 'ACCOUNT',
        projectStageFilter: 'ALL',
        maxResults: 1000,
        nextToken,
      }),
    )
    return {
      items: (answer.projects ?? []).map((item) => ({ kind: 'project', item }) as const),
      next: answer.nextToken,
    }
  })
}

function blueprints(api: Api): AsyncIterable<readonly Listed[]> {
  return pages(async (nextToken) => {
    const answer = await api.call(dataAutomation, 'ListBlueprints', (client) =>
      client.listBlueprints({
        resourceOwner: 'ACCOUNT',
        blueprintStageFilter: 'ALL',
        maxResults: 1000,
        nextToken,
      }),
    )
    return {
      items: (answer.blueprints ?? []).map((item) => ({ kind: 'blueprint', item }) as const),
      next: answer.nextToken,
    }
  })
}

function libraries(api: Api): AsyncIterable<readonly Listed[]> {
  return pages(async (nextToken) => {
    const answer = await api.call(dataAutomation, 'ListDataAutomationLibraries', (client) =>
      client.listDataAutomationLibraries({ maxResults: 1000, nextToken }),
    )
    return {
      items: (answer.libraries ?? []).map((item) => ({ kind: 'library', item }) as const),
      next: answer.nextToken,
    }
  })
}

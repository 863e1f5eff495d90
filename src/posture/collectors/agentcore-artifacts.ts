import type {
  ConfigurationBundleSummary,
  DatasetSummary,
  EvaluatorSummary,
  PolicyEngine,
} from '@aws-sdk/client-bedrock-agentcore-control'
import type { Api } from '../api.ts'
import type { Collector } from '../collector.ts'
import { agentCore } from '../services.ts'
import { here } from './here.ts'
import { listedInTurn } from './listed-in-turn.ts'
import { pages } from './pages.ts'

export interface ArtifactFacts {
  readonly kind: 'evaluator' | 'policy-engine' | 'dataset' | 'configuration-bundle'
  readonly kmsKeyArn: string | undefined
  /** AWS's own, such as built-in evaluators. */
  readonly ofAws: boolean
}

type Listed =
  | { readonly kind: 'evaluator'; readonly item: EvaluatorSummary }
  | { readonly kind: 'policy-engine'; readonly item: PolicyEngine }
  | { readonly kind: 'dataset'; readonly item: DatasetSummary }
  | { readonly kind: 'configuration-bundle'; readonly item: ConfigurationBundleSummary }

/** Lists of evaluators and policy engines show the key; datasets and configuration bundles are read one by one. */
export const agentCoreArtifacts: Collector<ArtifactFacts, Listed> = {
  id: 'agentcore.artifacts',
  service: agentCore,
  iam: [
    'bedrock-agentcore:ListEvaluators',
    'bedrock-agentcore:ListPolicyEngines',
    'bedrock-agentcore:ListDatasets',
    'bedrock-agentcore:GetDataset',
    'bedrock-agentcore:ListConfigurationBundles',
    'bedrock-agentcore:GetConfigurationBundle',
  ],
  scope: 'regional',
  resourceType: 'AWS::BedrockAgentCore::Evaluator',
  list: (api) =>
    listedInTurn<Listed>([
      () => evaluators(api),
      () => engines(api),
      () => datasets(api),
      () => bundles(api),
    ]),
  identify: nameOf,
  async read(api, listed) {
    if ('status' in listed.item && listed.item.status === 'DELETING') return []
    const ofAws = listed.kind === 'evaluator' && listed.item.evaluatorType === 'Builtin'
    return [
      here<ArtifactFacts>(api, {
        ...nameOf(listed),
        type: types[listed.kind],
        facts: { kind: listed.kind, kmsKeyArn: await keyOf(api, listed), ofAws },
      }),
    ]
  },
}

const types = {
  evaluator: 'AWS::BedrockAgentCore::Evaluator',
  'policy-engine': 'AWS::BedrockAgentCore::PolicyEngine',
  dataset: 'AWS::BedrockAgentCore::Dataset',
  'configuration-bundle': 'AWS::BedrockAgentCore::ConfigurationBundle',
} as const

function nameOf({ kind, item }: Listed): { readonly uid: string; readonly name: string } {
  switch (kind) {
    case 'evaluator':
      return { uid: item.evaluatorArn ?? '', name: item.evaluatorName ?? '' }
    case 'policy-engine':
      return { uid: item.policyEngineArn ?? '', name: item.name ?? '' }
    case 'dataset':
      return { uid: item.datasetArn ?? '', name: item.datasetName ?? '' }
    case 'configuration-bundle':
      return { uid: item.bundleArn ?? '', name: item.bundleName ?? '' }
  }
}

async function keyOf(api: Api, { kind, item }: Listed): Promise<string | undefined> {
  switch (kind) {
    case 'evaluator':
      return item.kmsKeyArn
    case 'policy-engine':
      return item.encryptionKeyArn
    case 'dataset': {
      const { datasetId } = item
      return (await api.call(agentCore, 'GetDataset', (client) => client.getDataset({ datasetId }))).kmsKeyArn
    }
    case 'configuration-bundle': {
      const { bundleId } = item
      const bundle = await api.call(agentCore, 'GetConfigurationBundle', (client) =>
        client.getConfigurationBundle({ bundleId }),
      )
      return bundle.kmsKeyArn
    }
  }
}

function evaluators(api: Api): AsyncIterable<readonly Listed[]> {
  return pages(async (nextToken) => {
    const answer = await api.call(agentCore, 'ListEvaluators', (client) =>
      client.listEvaluators({ maxResults: 100, nextToken }),
    )
    return {
      items: (answer.evaluators ?? []).map((item) => ({ kind: 'evaluator', item }) as const),
      next: answer.nextToken,
    }
  })
}

function engines(api: Api): AsyncIterable<readonly Listed[]> {
  return pages(async (nextToken) => {
    const answer = await api.call(agentCore, 'ListPolicyEngines', (client) =>
      client.listPolicyEngines({ maxResults: 100, nextToken }),
    )
    return {
      items: (answer.policyEngines ?? []).map((item) => ({ kind: 'policy-engine', item }) as const),
      next: answer.nextToken,
    }
  })
}

function datasets(api: Api): AsyncIterable<readonly Listed[]> {
  return pages(async (nextToken) => {
    const answer = await api.call(agentCore, 'ListDatasets', (client) =>
      client.listDatasets({ maxResults: 100, nextToken }),
    )
    return {
      items: (answer.datasets ?? []).map((item) => ({ kind: 'dataset', item }) as const),
      next: answer.nextToken,
    }
  })
}

function bundles(api: Api): AsyncIterable<readonly Listed[]> {
  return pages(async (nextToken) => {
    const answer = await api.call(agentCore, 'ListConfigurationBundles', (client) =>
      client.listConfigurationBundles({ maxResults: 100, nextToken }),
    )
    return {
      items: (answer.bundles ?? []).map((item) => ({ kind: 'configuration-bundle', item }) as const),
      next: answer.nextToken,
    }
  })
}

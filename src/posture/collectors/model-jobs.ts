import type {
  ModelCopyJobSummary,
  ModelCustomizationJobSummary,
  ModelImportJobSummary,
} from '@aws-sdk/client-bedrock'
import type { Api } from '../api.ts'
import type { Collector } from '../collector.ts'
import { bedrock } from '../services.ts'
import { listCustomModels } from './custom-models.ts'
import { here } from './here.ts'
import { listImportedModels } from './imported-models.ts'
import { listedInTurn } from './listed-in-turn.ts'
import { lookback } from './lookback.ts'
import { pages } from './pages.ts'
import { tolerated } from './tolerated.ts'

export interface ModelJobFacts {
  readonly kind: 'customization' | 'copy' | 'import'
  readonly kmsKeyArn: string | undefined
  readonly status: string | undefined
  /** ms since the epoch. */
  readonly createdAt: number | undefined
  /** The model that it made is there, and judged by a rule of its own. */
  readonly modelExists: boolean
}

type ListedJob =
  | { readonly kind: 'customization'; readonly job: ModelCustomizationJobSummary }
  | { readonly kind: 'copy'; readonly job: ModelCopyJobSummary }
  | { readonly kind: 'import'; readonly job: ModelImportJobSummary }

/** Jobs that make models, as far back as is asked. */
export const modelJobs: Collector<ModelJobFacts, ListedJob> = {
  id: 'bedrock.model-jobs',
  service: bedrock,
  iam: [
    'bedrock:ListModelCustomizationJobs',
    'bedrock:GetModelCustomizationJob',
    'bedrock:ListModelCopyJobs',
    'bedrock:ListModelImportJobs',
    'bedrock:GetModelImportJob',
    'bedrock:ListCustomModels',
    'bedrock:ListImportedModels',
  ],
  scope: 'regional',
  resourceType: 'AWS::Bedrock::ModelCustomizationJob',
  list: (api) => listedInTurn<ListedJob>([() => customizations(api), () => copies(api), () => imports(api)]),
  identify: ({ kind, job }) => ({
    uid: job.jobArn ?? '',
    name: (kind === 'copy' ? job.targetModelName : job.jobName) ?? job.jobArn ?? '',
  }),
  async read(api, listed) {
    const { kind, job } = listed
    const model = modelArnOf(listed)
    return [
      here<ModelJobFacts>(api, {
        uid: job.jobArn ?? '',
        type: types[kind],
        name: (kind === 'copy' ? job.targetModelName : job.jobName) ?? job.jobArn ?? '',
        facts: {
          kind,
          kmsKeyArn: await keyOf(api, listed),
          status: job.status,
          createdAt: job.creationTime?.getTime(),
          modelExists: model !== undefined && (await modelArns(api)).has(model),
        },
      }),
    ]
  },
}

const types = {
  customization: 'AWS::Bedrock::ModelCustomizationJob',
  copy: 'AWS::Bedrock::ModelCopyJob',
  import: 'AWS::Bedrock::ModelImportJob',
} as const

function modelArnOf({ kind, job }: ListedJob): string | undefined {
  if (kind === 'customization') return job.customModelArn
  return kind === 'copy' ? job.targetModelArn : job.importedModelArn
}

/** Of the three, only the list of copy jobs shows the key. */
async function keyOf(api: Api, { kind, job }: ListedJob): Promise<string | undefined> {
  const jobIdentifier = job.jobArn
  if (kind === 'copy') return job.targetModelKmsKeyArn
  if (kind === 'customization') {
    const answer = await api.call(bedrock, 'GetModelCustomizationJob', (client) =>
      client.getModelCustomizationJob({ jobIdentifier }),
    )
    return answer.outputModelKmsKeyArn
  }
  const answer = await api.call(bedrock, 'GetModelImportJob', (client) =>
    client.getModelImportJob({ jobIdentifier }),
  )
  return answer.importedModelKmsKeyArn
}

/** Empty where models cannot be listed: then jobs speak for themselves. */
function modelArns(api: Api): Promise<ReadonlySet<string>> {
  return api.once('bedrock:model-arns', async () => {
    const arns = new Set<string>()
    for (const list of [listCustomModels, listImportedModels]) {
      try {
        for await (const page of list(api)) for (const { modelArn } of page) arns.add(modelArn ?? '')
      } catch (error) {
        tolerated(error)
      }
    }
    return arns
  })
}

function customizations(api: Api): AsyncIterable<readonly ListedJob[]> {
  return pages(async (nextToken) => {
    const answer = await api.call(bedrock, 'ListModelCustomizationJobs', (client) =>
      client.listModelCustomizationJobs({ creationTimeAfter: lookback(api), maxResults: 1000, nextToken }),
    )
    const jobs = answer.modelCustomizationJobSummaries ?? []
    return { items: jobs.map((job) => ({ kind: 'customization', job }) as const), next: answer.nextToken }
  })
}

function copies(api: Api): AsyncIterable<readonly ListedJob[]> {
  return pages(async (nextToken) => {
    const answer = await api.call(bedrock, 'ListModelCopyJobs', (client) =>
      client.listModelCopyJobs({ creationTimeAfter: lookback(api), maxResults: 1000, nextToken }),
    )
    const jobs = answer.modelCopyJobSummaries ?? []
    return { items: jobs.map((job) => ({ kind: 'copy', job }) as const), next: answer.nextToken }
  })
}

function imports(api: Api): AsyncIterable<readonly ListedJob[]> {
  return pages(async (nextToken) => {
    const answer = await api.call(bedrock, 'ListModelImportJobs', (client) =>
      client.listModelImportJobs({ creationTimeAfter: lookback(api), maxResults: 1000, nextToken }),
    )
    const jobs = answer.modelImportJobSummaries ?? []
    return { items: jobs.map((job) => ({ kind: 'import', job }) as const), next: answer.nextToken }
  })
}

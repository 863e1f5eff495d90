import type { ImportedModelSummary } from '@aws-sdk/client-bedrock'
import type { Api } from '../api.ts'
import type { Collector } from '../collector.ts'
import { bedrock } from '../services.ts'
import { here } from './here.ts'
import { listedOnce } from './listed-once.ts'

export interface ImportedModelFacts {
  readonly modelKmsKeyArn: string | undefined
}

export const importedModels: Collector<ImportedModelFacts, ImportedModelSummary> = {
  id: 'bedrock.imported-models',
  service: bedrock,
  iam: ['bedrock:ListImportedModels', 'bedrock:GetImportedModel'],
  scope: 'regional',
  resourceType: 'AWS::Bedrock::ImportedModel',
  list: listImportedModels,
  identify: ({ modelArn, modelName }) => ({ uid: modelArn ?? '', name: modelName ?? '' }),
  async read(api, { modelArn, modelName }) {
    const { modelKmsKeyArn } = await api.call(bedrock, 'GetImportedModel', (client) =>
      client.getImportedModel({ modelIdentifier: modelArn }),
    )
    return [
      here(api, {
        uid: modelArn ?? '',
        type: 'AWS::Bedrock::ImportedModel',
        name: modelName ?? '',
        facts: { modelKmsKeyArn },
      }),
    ]
  },
}

export function listImportedModels(api: Api): AsyncIterable<readonly ImportedModelSummary[]> {
  return listedOnce(api, 'bedrock:imported-models', async (nextToken) => {
    const answer = await api.call(bedrock, 'ListImportedModels', (client) =>
      client.listImportedModels({ maxResults: 1000, nextToken }),
    )
    return { items: answer.modelSummaries ?? [], next: answer.nextToken }
  })
}

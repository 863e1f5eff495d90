import type { CustomModelSummary } from '@aws-sdk/client-bedrock'
import type { Api } from '../api.ts'
import type { Collector } from '../collector.ts'
import { bedrock } from '../services.ts'
import { here } from './here.ts'
import { listedOnce } from './listed-once.ts'

export interface CustomModelFacts {
  readonly modelKmsKeyArn: string | undefined
  /** False: shared by another account, which holds its key. */
  readonly owned: boolean
}

export const customModels: Collector<CustomModelFacts, CustomModelSummary> = {
  id: 'bedrock.custom-models',
  service: bedrock,
  iam: ['bedrock:ListCustomModels', 'bedrock:GetCustomModel'],
  scope: 'regional',
  resourceType: 'AWS::Bedrock::CustomModel',
  list: listCustomModels,
  identify: ({ modelArn, modelName }) => ({ uid: modelArn ?? '', name: modelName ?? '' }),
  async read(api, { modelArn, modelName, ownerAccountId }) {
    const owned = ownerAccountId === undefined || ownerAccountId === api.account
    const model = owned
      ? await api.call(bedrock, 'GetCustomModel', (client) =>
          client.getCustomModel({ modelIdentifier: modelArn }),
        )
      : undefined
    return [
      here(api, {
        uid: modelArn ?? '',
        type: 'AWS::Bedrock::CustomModel',
        name: modelName ?? '',
        facts: { modelKmsKeyArn: model?.modelKmsKeyArn, owned },
      }),
    ]
  },
}

export function listCustomModels(api: Api): AsyncIterable<readonly CustomModelSummary[]> {
  return listedOnce(api, 'bedrock:custom-models', async (nextToken) => {
    const answer = await api.call(bedrock, 'ListCustomModels', (client) =>
      client.listCustomModels({ isOwned: true, maxResults: 1000, nextToken }),
    )
    return { items: answer.modelSummaries ?? [], next: answer.nextToken }
  })
}

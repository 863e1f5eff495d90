import type { InstanceStorageConfig, InstanceStorageResourceType } from '@aws-sdk/client-connect'
import { type Api, ApiError } from '../api.ts'
import { connect } from '../services.ts'
import { pages } from './pages.ts'
import { tolerated } from './tolerated.ts'

export interface StorageConfigs<Type extends InstanceStorageResourceType> {
  readonly type: Type
  readonly configs: readonly InstanceStorageConfig[]
  /** The error's code when this type could not be listed. */
  readonly errorCode: string | null
}

/** All storage configurations of an instance, by type: a type may have several. An error stays with its type. */
export function readStorageConfigs<Type extends InstanceStorageResourceType>(
  api: Api,
  instanceId: string,
  types: readonly Type[],
): Promise<StorageConfigs<Type>[]> {
  return Promise.all(
    types.map(async (type) => {
      try {
        return { type, configs: await listConfigs(api, instanceId, type), errorCode: null }
      } catch (error) {
        if (error instanceof ApiError && error.kind === 'not-found') throw error
        return { type, configs: [], errorCode: tolerated(error) }
      }
    }),
  )
}

async function listConfigs(api: Api, InstanceId: string, ResourceType: InstanceStorageResourceType) {
  const configs: InstanceStorageConfig[] = []
  const listed = pages(async (NextToken) => {
    const answer = await api.call(connect, 'ListInstanceStorageConfigs', (client) =>
      client.listInstanceStorageConfigs({ InstanceId, ResourceType, MaxResults: 10, NextToken }),
    )
    return { items: answer.StorageConfigs ?? [], next: answer.NextToken }
  })
  for await (const items of listed) configs.push(...items)
  return configs
}

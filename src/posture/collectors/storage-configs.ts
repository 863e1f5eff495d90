import type {
  InstanceStorageConfig,
  InstanceStorageResourceType,
  InstanceSummary,
} from '@aws-sdk/client-connect'
import { type Api, ApiError } from '../api.ts'
import type { Resource } from '../resource.ts'
import { connect } from '../services.ts'
import { identifyInstance } from './connect-instances.ts'
import { here } from './here.ts'
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

/** One of an instance's storage configurations, or that a type has none. */
export interface ConfiguredType<Type, Config> {
  readonly instanceId: string
  readonly type: Type
  /** Null: none of this type, or `errorCode` says why it is not known. */
  readonly config: Config | null
  readonly errorCode: string | null
}

/** One resource for each storage configuration of each type; one without a configuration where a type has none. */
export async function readConfigured<Type extends InstanceStorageResourceType, Config>(
  api: Api,
  instance: InstanceSummary,
  types: readonly Type[],
  read: (config: InstanceStorageConfig) => Promise<Config>,
): Promise<Resource<ConfiguredType<Type, Config>>[]> {
  const instanceId = instance.Id ?? ''
  const byType = await readStorageConfigs(api, instanceId, types)
  const facts = byType.map(async ({ type, configs, errorCode }): Promise<ConfiguredType<Type, Config>[]> => {
    if (configs.length === 0) return [{ instanceId, type, config: null, errorCode }]
    const known = await Promise.all(configs.map(read))
    return known.map((config) => ({ instanceId, type, config, errorCode: null }))
  })
  const { uid, name } = identifyInstance(instance, api)
  const all = (await Promise.all(facts)).flat()
  return all.map((each) =>
    here(api, {
      uid,
      type: 'AWS::Connect::InstanceStorageConfig',
      name: `${name} ${each.type}`,
      facts: each,
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

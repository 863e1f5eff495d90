import type { LoggingConfig } from '@aws-sdk/client-bedrock'
import type { Api } from '../api.ts'
import type { Collector } from '../collector.ts'
import { bedrock } from '../services.ts'
import { accountResource } from './account-resource.ts'

export interface InvocationLoggingFacts {
  /** `cloudWatchConfig`, `s3Config`: what is set. */
  readonly destinations: readonly string[]
}

/** One setting in each region, for all models. */
export const invocationLogging: Collector<InvocationLoggingFacts, null> = {
  id: 'bedrock.invocation-logging',
  service: bedrock,
  iam: ['bedrock:GetModelInvocationLoggingConfiguration'],
  scope: 'regional',
  resourceType: 'AWS::::Account',
  async *list() {
    yield [null]
  },
  identify: (_, api) => accountResource(api, undefined),
  async read(api) {
    const config = await readLoggingConfig(api)
    const destinations = [
      ...(config?.cloudWatchConfig?.logGroupName ? ['cloudWatchConfig'] : []),
      ...(config?.s3Config?.bucketName ? ['s3Config'] : []),
    ]
    return [accountResource(api, { destinations })]
  },
}

/** Read once in a scan. */
export function readLoggingConfig(api: Api): Promise<LoggingConfig | undefined> {
  return api.once('bedrock:invocation-logging', async () => {
    const { loggingConfig } = await api.call(bedrock, 'GetModelInvocationLoggingConfiguration', (client) =>
      client.getModelInvocationLoggingConfiguration({}),
    )
    return loggingConfig
  })
}
